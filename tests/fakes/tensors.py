"""Safetensors files written and changed without a library's good manners."""

import json
import struct
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

_NAMES = {"F32": np.float32, "F16": np.float16, "BF16": np.uint16, "I32": np.int32}


def read_tensors(file: Path) -> dict[str, np.ndarray]:
    """The float32 tensors of a file."""
    data = file.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    header.pop("__metadata__", None)
    found = {}
    for name, entry in header.items():
        start, end = (8 + length + offset for offset in entry["data_offsets"])
        flat = np.frombuffer(data[start:end], _NAMES[entry["dtype"]])
        found[name] = flat.reshape(entry["shape"])
    return found


def write_tensors(
    file: Path, tensors: Mapping[str, np.ndarray], dtype: str | None = None
) -> None:
    """Write them as they are; ``dtype`` is what the header says of them all."""
    header, offset = {}, 0
    kinds = {kind: name for name, kind in _NAMES.items()}
    for name, array in tensors.items():
        header[name] = {
            "dtype": dtype or kinds[array.dtype.type],
            "shape": list(array.shape),
            "data_offsets": [offset, offset + array.nbytes],
        }
        offset += array.nbytes
    text = json.dumps(header).encode()
    content = b"".join(np.ascontiguousarray(a).tobytes() for a in tensors.values())
    file.write_bytes(struct.pack("<Q", len(text)) + text + content)


def change_tensors(
    file: Path, change: Callable[[dict[str, np.ndarray]], object]
) -> None:
    """Rewrite a file after ``change`` has had its way with the tensors."""
    tensors = {name: array.copy() for name, array in read_tensors(file).items()}
    change(tensors)
    write_tensors(file, tensors)
