"""What the headers of safetensors files say, without reading a weight.

The format: eight bytes of header length (little endian), the header in JSON, the
data (https://huggingface.co/docs/safetensors).
"""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evotr.errors import ModelDamaged

__all__ = ["Weights", "read_weights"]

_HEADER_LIMIT = 100_000_000
_PREFIX_BYTES = 8
_SHARD = re.compile(r"model-(\d{5})-of-(\d{5})\.safetensors")
_INDEX = "model.safetensors.index.json"
_WIDTHS = {
    "BOOL": 8, "U8": 8, "I8": 8, "F8_E4M3": 8, "F8_E5M2": 8, "F8_E8M0": 8,
    "U16": 16, "I16": 16, "F16": 16, "BF16": 16,
    "U32": 32, "I32": 32, "F32": 32,
    "U64": 64, "I64": 64, "F64": 64, "C64": 64,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Tensor:
    width: int
    packed: bool
    shape: tuple[int, ...]

    @property
    def elements(self) -> int:
        return math.prod(self.shape)


@dataclass(frozen=True, slots=True)
class Weights:
    """``parameters`` counted as the model has them unpacked, ``bits`` per weight."""

    parameters: int
    bits: int


def read_weights(folder: Path, config: Mapping[str, Any]) -> Weights:
    """Count the parameters of ``folder/model*.safetensors`` (what mlx-lm loads).

    Args:
        folder: The model's folder.
        config: Its ``config.json``, for the bits of quantized layers.

    Raises:
        ModelDamaged: A file is missing, truncated or no safetensors file; ``reason``
            names it.
    """
    tensors: dict[str, _Tensor] = {}
    for name in _expected_files(folder):
        tensors |= _read_header(folder, name)
    if not tensors:
        raise ModelDamaged(path=folder, reason="model.safetensors")
    return Weights(_parameters(tensors, config), _bits(tensors, config))


def _expected_files(folder: Path) -> list[str]:
    """The weight files that are here, after checking that none of a set is absent."""
    here = {file.name for file in folder.glob("model*.safetensors")}
    wanted: set[str] = set()
    for name in here:
        if shard := _SHARD.fullmatch(name):
            count = int(shard[2])
            wanted |= {
                f"model-{i:05d}-of-{count:05d}.safetensors" for i in range(1, count + 1)
            }
    wanted |= _indexed_files(folder, here)
    if missing := sorted(wanted - here):
        raise ModelDamaged(path=folder, reason=", ".join(missing))
    return sorted(here)


def _indexed_files(folder: Path, here: set[str]) -> set[str]:
    """The files that the index names; an index left beside a single file is ignored."""
    index = folder / _INDEX
    if not index.is_file() or here == {"model.safetensors"}:
        return set()
    try:
        weight_map = json.loads(index.read_text("utf-8"))["weight_map"]
        return {str(name) for name in weight_map.values()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelDamaged(path=folder, reason=_INDEX) from error


def _read_header(folder: Path, name: str) -> dict[str, _Tensor]:
    path = folder / name
    try:
        with path.open("rb") as file:
            length = int.from_bytes(file.read(_PREFIX_BYTES), "little")
            size = path.stat().st_size
            if not 0 < length <= min(_HEADER_LIMIT, size - _PREFIX_BYTES):
                raise ModelDamaged(path=folder, reason=name)
            header = json.loads(file.read(length))
        header.pop("__metadata__", None)
        ends = [entry["data_offsets"][1] for entry in header.values()]
        expected = _PREFIX_BYTES + length + max(ends, default=0)
        tensors = {key: _tensor(entry) for key, entry in header.items()}
    except (
        OSError, ValueError, KeyError, IndexError, TypeError, AttributeError,
        RecursionError,
    ) as error:  # fmt: skip
        raise ModelDamaged(path=folder, reason=name) from error
    if size != expected:
        reason = f"{name} ({size} / {expected} B)"
        raise ModelDamaged(path=folder, reason=reason)
    return tensors


def _tensor(entry: Mapping[str, Any]) -> _Tensor:
    dtype = str(entry["dtype"])
    shape = tuple(int(size) for size in entry["shape"])
    return _Tensor(_WIDTHS.get(dtype, 16), dtype == "U32", shape)


def _parameters(tensors: Mapping[str, _Tensor], config: Mapping[str, Any]) -> int:
    total = 0
    for name, tensor in tensors.items():
        layer, _, leaf = name.rpartition(".")
        weight = tensors.get(f"{layer}.weight")
        quantized = (
            f"{layer}.scales" in tensors and weight is not None and weight.packed
        )
        if quantized and leaf == "weight":
            bits = _layer_bits(config, layer)
            total += tensor.elements * tensor.width // bits if bits else tensor.elements
        elif not (quantized and leaf in {"scales", "biases"}):
            total += tensor.elements
    return total


def _layer_bits(config: Mapping[str, Any], layer: str = "") -> int | None:
    """The bits of one layer, or of all (mlx-lm lets a layer differ by its path)."""
    quantization = config.get("quantization") or config.get("quantization_config")
    if not isinstance(quantization, Mapping):
        return None
    own = quantization.get(layer)
    bits = own.get("bits") if isinstance(own, Mapping) else quantization.get("bits")
    return bits if isinstance(bits, int) and bits > 0 else None


def _bits(tensors: Mapping[str, _Tensor], config: Mapping[str, Any]) -> int:
    if bits := _layer_bits(config):
        return bits
    return max(tensors.values(), key=lambda tensor: tensor.elements).width
