"""What the header of a safetensors file says, without reading a weight.

The format: eight bytes of header length (little endian), the header in JSON, the data
(https://huggingface.co/docs/safetensors). The library's `safe_open` judges the same
(the tests hold both side by side), but imports numpy, which each start of the program
would wait for, and does not tell where a tensor lies.
"""

import json
import math
import stat
from dataclasses import dataclass
from pathlib import Path

__all__ = ["HeaderBroken", "Tensor", "read_header"]

_PREFIX_BYTES = 8
_HEADER_LIMIT = 100_000_000  # the format's own
_METADATA = "__metadata__"
_BYTE = 8
_SHOWN = 200
_BITS = {
    "F4": 4, "F6_E2M3": 6, "F6_E3M2": 6,
    "BOOL": 8, "U8": 8, "I8": 8, "F8_E4M3": 8, "F8_E5M2": 8, "F8_E8M0": 8,
    "F8_E4M3FNUZ": 8, "F8_E5M2FNUZ": 8,
    "U16": 16, "I16": 16, "F16": 16, "BF16": 16,
    "U32": 32, "I32": 32, "F32": 32,
    "U64": 64, "I64": 64, "F64": 64, "C64": 64,
}  # fmt: skip


class HeaderBroken(ValueError):
    """A file that is no whole safetensors file.

    Its text says what is wrong in the format's own words, for an error's ``reason``:
    ``header``, ``__metadata__``, ``<tensor>: dtype`` (``shape``, ``data_offsets``),
    ``<bytes there> / <bytes announced> B``, or the name of the system's error.
    """

    def __init__(self, detail: str) -> None:
        super().__init__(detail[-_SHOWN:])  # a name in the file may be endless


@dataclass(frozen=True, slots=True)
class Tensor:
    """One tensor of a file: bytes ``start`` to ``end`` (exclusive), from its begin."""

    dtype: str
    shape: tuple[int, ...]
    start: int
    end: int

    @property
    def elements(self) -> int:
        """How many numbers it holds."""
        return math.prod(self.shape)

    @property
    def bits(self) -> int:
        """The width of one number."""
        return _BITS[self.dtype]


def read_header(file: Path) -> dict[str, Tensor]:
    """The tensors of a safetensors file by name, in the order of their bytes.

    Only the header is read. It is checked against itself and the file's size: known
    types, sizes that fit the shapes, and ranges that cover the data without a gap.

    Raises:
        HeaderBroken: It is not a whole safetensors file, or cannot be read.
    """
    try:
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):  # opening a pipe would wait for ever
            raise HeaderBroken("header")
        with file.open("rb") as stream:
            length = int.from_bytes(stream.read(_PREFIX_BYTES), "little")
            room = status.st_size - _PREFIX_BYTES
            if not 0 < length <= min(_HEADER_LIMIT, room):
                raise HeaderBroken("header")
            text = stream.read(length)
    except OSError as error:
        raise HeaderBroken(type(error).__name__) from error
    tensors = _tensors(_object(text), _PREFIX_BYTES + length)
    _check_cover(tensors, _PREFIX_BYTES + length, status.st_size)
    return tensors


def _object(text: bytes) -> dict[str, object]:
    try:
        # Decoded here: on bytes, json would guess UTF-16 and the like.
        header = json.loads(text.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise HeaderBroken("header") from error
    if not isinstance(header, dict):
        raise HeaderBroken("header")
    metadata = header.pop(_METADATA, None) or {}
    if not isinstance(metadata, dict) or not all(
        isinstance(value, str) for value in metadata.values()
    ):
        raise HeaderBroken(_METADATA)
    return header


def _tensors(header: dict[str, object], begin: int) -> dict[str, Tensor]:
    tensors = {name: _tensor(name, entry, begin) for name, entry in header.items()}
    ordered = sorted(tensors.items(), key=lambda item: (item[1].start, item[1].end))
    return dict(ordered)


def _tensor(name: str, entry: object, begin: int) -> Tensor:
    if not isinstance(entry, dict):
        raise HeaderBroken(f"{name}: header")
    dtype = entry.get("dtype")
    if not isinstance(dtype, str) or dtype not in _BITS:
        raise HeaderBroken(f"{name}: dtype")
    shape = _counts(entry.get("shape"))
    if shape is None:
        raise HeaderBroken(f"{name}: shape")
    offsets = _counts(entry.get("data_offsets"))
    match offsets:
        case (start, end) if (end - start) * _BYTE == math.prod(shape) * _BITS[dtype]:
            return Tensor(dtype, shape, begin + start, begin + end)
    raise HeaderBroken(f"{name}: data_offsets")


def _counts(value: object) -> tuple[int, ...] | None:
    """A list of numbers ≥ 0, or None; true and 1.0 are no numbers here."""
    if not isinstance(value, list):
        return None
    sound = all(type(item) is int and item >= 0 for item in value)
    return tuple(value) if sound else None


def _check_cover(tensors: dict[str, Tensor], begin: int, size: int) -> None:
    end = begin
    for name, tensor in tensors.items():
        if tensor.start != end:
            raise HeaderBroken(f"{name}: data_offsets")
        end = tensor.end
    if end != size:
        raise HeaderBroken(f"{size} / {end} B")
