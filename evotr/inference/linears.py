"""A model's linears, plain or quantized: those of its blocks, and what is in them."""

import re
from typing import Any, cast

import mlx.core as mx
from mlx import nn

__all__ = ["LEAST_NORM", "dtype_of", "linears_in_blocks", "shape_of", "unpacked"]

LEAST_NORM = 1e-6
"""What DoRA divides by at least: a row of zeros, which some bases have, stays one."""

_IN_BLOCK = re.compile(r"(^|\.)layers\.\d+\.")
_BITS_PER_WORD = 32


def linears_in_blocks(model: Any) -> dict[str, nn.Module]:  # noqa: ANN401 - mlx-lm is untyped
    """Every linear of the model's blocks by name, in the model's own order."""
    return {
        name: module
        for name, module in model.named_modules()
        if isinstance(module, nn.Linear | nn.QuantizedLinear) and _IN_BLOCK.search(name)
    }


def shape_of(linear: nn.Module) -> tuple[int, int]:
    """(out, in) of the dense weight."""
    rows, columns = linear.weight.shape
    if isinstance(linear, nn.QuantizedLinear):
        columns = columns * _BITS_PER_WORD // linear.bits
    return rows, columns


def dtype_of(linear: nn.Module) -> mx.Dtype:
    """The floating type it computes in."""
    packed = isinstance(linear, nn.QuantizedLinear)
    return cast("mx.Dtype", (linear.scales if packed else linear.weight).dtype)


def unpacked(linear: nn.Module) -> mx.array:
    """The dense weight, (out, in), in the type it computes in."""
    if not isinstance(linear, nn.QuantizedLinear):
        return cast("mx.array", linear.weight)
    return mx.dequantize(
        linear.weight,
        linear.scales,
        linear.get("biases"),
        group_size=linear.group_size,
        bits=linear.bits,
        mode=linear.mode,
    )
