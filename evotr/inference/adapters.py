"""From an adapter's raw tensors to the factors its linears use, in slices."""

from collections.abc import Iterator, Mapping

import mlx.core as mx
import numpy as np

from evotr.errors import AdapterMismatch
from evotr.inference.adapter_file import Array, RawAdapter, RawLinear
from evotr.inference.layers import AdaptedLinear, Delta, Factors
from evotr.inference.linears import LEAST_NORM

__all__ = ["Preparation", "factors"]


class Preparation:
    """Makes a `Delta` of a `RawAdapter`, a few linears at a time between two steps.

    Args:
        key: The delta's.
        raw: What was read.
        linears: The base's, by name.

    Raises:
        AdapterMismatch: It names a linear that the base has not, or of another shape.
    """

    def __init__(
        self, key: str, raw: RawAdapter, linears: Mapping[str, AdaptedLinear]
    ) -> None:
        for name in raw.linears:
            if name not in linears:
                raise AdapterMismatch(path=raw.path, reason=name)
            if _shape(raw.linears[name]) != linears[name].shape:
                raise AdapterMismatch(path=raw.path, reason=f"{name}: shape")
        self.key = key
        self._raw = raw
        self._tables: list[Factors | None] = []
        self._left = self._each(linears)

    def advance(self, linears: int) -> Delta | None:
        """Prepare some more; the delta when all are done."""
        for _ in range(linears):
            if next(self._left, self) is self:
                return Delta(self.key, tuple(self._tables))
        return None

    def _each(self, linears: Mapping[str, AdaptedLinear]) -> Iterator[None]:
        for name, linear in linears.items():
            raw = self._raw.linears.get(name)
            scale = self._raw.scale
            self._tables.append(None if raw is None else factors(raw, scale, linear))
            yield


def factors(raw: RawLinear, scale: float, linear: AdaptedLinear) -> Factors:
    """Cast, scale and turn one linear's tensors; DoRA's norm is taken here, once."""
    dtype = linear.dtype
    a = _float32(raw.lora_a).T
    b = scale * _float32(raw.lora_b)
    gain = shift = None
    if raw.m is not None:
        norm = mx.linalg.norm(linear.dense() + b.T @ a, axis=1)
        gain = _float32(raw.m) / mx.maximum(norm, LEAST_NORM)
        b = b * gain
        if linear.bias is not None:
            shift = (linear.bias * (1 - gain)).astype(dtype)
        gain = gain.astype(dtype)
    made = Factors(
        mx.contiguous(a.astype(dtype)), mx.contiguous(b.astype(dtype)), gain, shift
    )
    mx.eval(made.arrays)
    return made


def _shape(raw: RawLinear) -> tuple[int, int]:
    return raw.lora_b.shape[1], raw.lora_a.shape[0]


def _float32(array: Array) -> mx.array:
    made = mx.array(np.ascontiguousarray(array))
    if made.dtype == mx.uint16:
        made = made.view(mx.bfloat16)
    return made.astype(mx.float32)
