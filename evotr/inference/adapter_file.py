"""Reading an expert's weights from disk, without MLX and on any thread.

Whether they may serve was judged before (``evotr.experts``); here they are refused
only where they could not be computed with.

The folder is mlx-lm's own (``mlx_lm/tuner/utils.py``): ``adapter_config.json`` with
``fine_tune_type`` and ``lora_parameters``, ``adapters.safetensors`` with ``lora_a``
(in, rank), ``lora_b`` (rank, out) and for DoRA ``m`` (out,) per linear.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from evotr.domain import AdapterMethod, is_number
from evotr.errors import AdapterDamaged, AdapterMismatch
from evotr.weights import ADAPTER_CONFIG as CONFIG
from evotr.weights import ADAPTER_WEIGHTS as WEIGHTS
from evotr.weights import HeaderBroken, Tensor, read_header

__all__ = ["RawAdapter", "RawLinear", "read_adapter"]

Array = np.ndarray[Any, np.dtype[Any]]

_DTYPES = {"F32": "<f4", "F16": "<f2", "BF16": "<u2"}


@dataclass(frozen=True, slots=True)
class RawLinear:
    """One linear's tensors as they lie on disk; bfloat16 as its bits (uint16)."""

    lora_a: Array
    lora_b: Array
    m: Array | None


@dataclass(frozen=True, slots=True)
class RawAdapter:
    """An adapter in memory, checked against itself but not yet against a base."""

    path: Path
    method: AdapterMethod
    scale: float
    linears: dict[str, RawLinear]
    nbytes: int


def read_adapter(path: Path, sha256: str = "") -> RawAdapter:
    """Read and check an adapter folder.

    Args:
        path: The folder.
        sha256: What the weights' checksum must be, unless it is empty.

    Raises:
        AdapterDamaged: A file is missing, cut, or says what cannot be.
        AdapterMismatch: It is of a kind that is not served.
    """
    method, scale = _read_config(path)
    file = path / WEIGHTS
    try:
        header = read_header(file)
        data = np.fromfile(file, dtype=np.uint8)
    except (HeaderBroken, OSError) as error:
        raise AdapterDamaged(path=path, reason=f"{WEIGHTS}: {error}") from error
    if (
        sha256 and hashlib.sha256(data.data).hexdigest() != sha256
    ):  # changed since verified
        raise AdapterDamaged(path=path, reason=f"{WEIGHTS}: sha256")
    arrays = {name: _array(path, data, name, t) for name, t in header.items()}
    linears = dict(_linears(path, method, arrays))
    if not linears:
        raise AdapterDamaged(path=path, reason=WEIGHTS)
    return RawAdapter(path, method, scale, linears, len(data))


def _read_config(path: Path) -> tuple[AdapterMethod, float]:
    reason = CONFIG
    try:
        config = json.loads((path / CONFIG).read_text(encoding="utf-8"))
        kind = config.get("fine_tune_type", "lora")
        scale = config["lora_parameters"]["scale"]
        sound = is_number(scale)
        reason = f"{CONFIG}: scale"
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        kind, scale, sound = "lora", 0.0, False
    if not sound:
        raise AdapterDamaged(path=path, reason=reason)
    if kind not in {"lora", "dora"}:
        raise AdapterMismatch(path=path, reason=f"{CONFIG}: fine_tune_type")
    return kind, float(scale)


def _array(path: Path, data: Array, name: str, tensor: Tensor) -> Array:
    if tensor.dtype not in _DTYPES:
        raise AdapterMismatch(path=path, reason=f"{name}: {tensor.dtype}")
    flat = data[tensor.start : tensor.end].view(_DTYPES[tensor.dtype])
    return flat.reshape(tensor.shape)


def _linears(
    path: Path, method: AdapterMethod, arrays: dict[str, Array]
) -> Iterator[tuple[str, RawLinear]]:
    parts: dict[str, dict[str, Array]] = {}
    for name, array in arrays.items():
        linear, _, leaf = name.rpartition(".")
        parts.setdefault(linear, {})[leaf] = array
    wanted = {"lora_a", "lora_b"} | ({"m"} if method == "dora" else set())
    for linear, leaves in parts.items():
        for leaf in sorted(wanted ^ leaves.keys()):
            raise AdapterMismatch(path=path, reason=f"{linear}.{leaf}")
        raw = RawLinear(leaves["lora_a"], leaves["lora_b"], leaves.get("m"))
        if not _fits(raw):
            raise AdapterMismatch(path=path, reason=f"{linear}: shape")
        yield linear, raw


def _fits(raw: RawLinear) -> bool:
    a, b = raw.lora_a.shape, raw.lora_b.shape
    match a, b:
        case (_, rank), (also, out) if rank == also and rank > 0:
            return raw.m is None or raw.m.shape == (out,)
    return False
