"""The machine's arithmetic: which BLAS, which device, how much memory."""

import ctypes
import sys
from dataclasses import dataclass
from functools import cache
from importlib import metadata

import psutil

__all__ = ["DeviceInfo", "device_info", "limit_blas", "load_blas"]

_OPENBLAS = "libopenblas.so.0"


@dataclass(frozen=True, slots=True)
class DeviceInfo:
    """What ``doctor`` shows; ``memory_bytes`` is the machine's memory."""

    name: str
    kind: str
    memory_bytes: int
    mlx_version: str
    blas: str


def load_blas() -> str:
    """Put a fast BLAS in front of MLX; call it before MLX is imported.

    On Linux MLX links a reference BLAS that is 30 times slower in float32; symbols
    that are already loaded globally win over it. Returns the BLAS in use.
    """
    if sys.platform != "linux":
        return "accelerate"
    try:
        ctypes.CDLL(_OPENBLAS, mode=ctypes.RTLD_GLOBAL)
    except OSError:
        return "reference"
    return "openblas"


def limit_blas(threads: int | None) -> None:
    """Let OpenBLAS take so many threads for a product; Accelerate is left alone.

    None is as many as it began with: one for each core, or what its environment says.
    """
    if load_blas() == "openblas":
        most = _first_threads()
        ctypes.CDLL(_OPENBLAS).openblas_set_num_threads(min(threads or most, most))


@cache
def _first_threads() -> int:
    return int(ctypes.CDLL(_OPENBLAS).openblas_get_num_threads())


def device_info() -> DeviceInfo:
    """Describe the default device; imports MLX into the calling process."""
    blas = load_blas()
    import mlx.core as mx  # noqa: PLC0415 - the BLAS must be loaded before MLX is

    device = mx.default_device()
    return DeviceInfo(
        name=str(mx.device_info().get("device_name", "")),
        kind="gpu" if device == mx.Device(mx.gpu) else "cpu",
        memory_bytes=psutil.virtual_memory().total,
        mlx_version=metadata.version("mlx"),
        blas=blas,
    )
