"""Linears with an adapter that is being trained, over plain and quantized bases.

The base is frozen. Parameters are float32 and named as in mlx-lm: ``lora_a``
(in, rank), ``lora_b`` (rank, out), for DoRA ``m`` (out,).
"""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Literal, cast

import mlx.core as mx
from mlx import nn
from typing_extensions import override

from evotr.inference.linears import LEAST_NORM, shape_of, unpacked

__all__ = [
    "Adapted",
    "Focus",
    "TrainedDora",
    "TrainedLora",
    "Unpack",
    "frozen_product",
]

Product = Callable[[mx.array], mx.array]
Unpack = Literal["never", "once", "anew"]


class Focus:
    """Where the adapters act in the pass that is being computed.

    Attributes:
        mask: 1 there and 0 elsewhere, (rows, tokens, 1); None is everywhere.
        awake: Whether they act at all.
    """

    def __init__(self, mask: mx.array | None = None) -> None:
        self.mask = mask
        self.awake = True

    @contextmanager
    def asleep(self) -> Iterator[None]:
        """The layers are the base's while this lasts."""
        was, self.awake = self.awake, False
        try:
            yield
        finally:
            self.awake = was


def frozen_product(linear: nn.Module, unpack: Unpack) -> Product:
    """``x ↦ W x`` without the bias, for a linear whose weights are not trained.

    Args:
        linear: ``nn.Linear`` or ``nn.QuantizedLinear``.
        unpack: A quantized weight. On Metal the quantized kernels win ("never"); on
            the CPU a product of many rows is 50 times faster with the dense weight,
            which is kept, in float32 eight times the size ("once"), or made for each
            product and again for its gradient ("anew").
    """
    if not isinstance(linear, nn.QuantizedLinear):
        return lambda x: x @ linear.weight.T
    if unpack == "never":
        parts = linear.weight, linear.scales, linear.get("biases")
        return lambda x: mx.quantized_matmul(
            x,
            *parts,
            transpose=True,
            group_size=linear.group_size,
            bits=linear.bits,
            mode=linear.mode,
        )
    if unpack == "once":
        weight = unpacked(linear)
        mx.eval(weight)
        return lambda x: x @ weight.T

    @mx.custom_function
    def product(x: mx.array) -> mx.array:
        return x @ unpacked(linear).T

    @product.vjp
    def gradient(primals: Any, cotangent: mx.array, output: Any) -> mx.array:  # noqa: ANN401 - MLX is untyped
        del primals, output
        return cotangent @ unpacked(linear)

    return cast("Product", product)


class Adapted(nn.Module):  # type: ignore[misc]  # MLX is untyped
    """A frozen linear with a low-rank update ``scale · lora_a @ lora_b``.

    Args:
        linear: The base's, already frozen; it is shared, not copied.
        rank: Of the update.
        scale: Of the update.
        focus: Says where the update acts.
        key: For the random start of ``lora_a``; ``lora_b`` starts at zero.
        unpack: As in `frozen_product`.
    """

    def __init__(
        self,
        linear: nn.Module,
        *,
        rank: int,
        scale: float,
        focus: Focus,
        key: mx.array,
        unpack: Unpack,
    ) -> None:
        super().__init__()
        outputs, inputs = shape_of(linear)
        self.linear = linear
        bound = 1 / math.sqrt(inputs)
        self.lora_a = mx.random.uniform(-bound, bound, (inputs, rank), key=key)
        self.lora_b = mx.zeros((rank, outputs))
        self.scale = scale
        self.focus = focus
        self.product = frozen_product(linear, unpack)

    def base(self, x: mx.array) -> mx.array:
        """What the linear gives without an update."""
        if not isinstance(self.linear, nn.QuantizedLinear):
            return self.linear(x)  # type: ignore[no-any-return]  # MLX is untyped
        y = self.product(x)
        return y + self.linear.bias if "bias" in self.linear else y

    def adapted(self, x: mx.array, y: mx.array) -> mx.array:
        """``y + scale · x A B`` where the adapter acts, ``y`` elsewhere."""
        z = (x @ self.lora_a.astype(x.dtype)) * self.scale
        if self.focus.mask is not None:
            z = z * self.focus.mask.astype(x.dtype)
        # One pass over the output, where `y + z @ b` takes two.
        return mx.addmm(y, z, self.lora_b.astype(x.dtype))


class TrainedLora(Adapted):
    """LoRA (arXiv 2106.09685): ``W x + s · x A B + bias``."""

    @override
    def __call__(self, x: mx.array) -> mx.array:
        y = self.base(x)
        return self.adapted(x, y) if self.focus.awake else y


class TrainedDora(Adapted):
    """DoRA (arXiv 2402.09353): ``m / ‖W + s·BA‖ ⊙ (W x + s · x A B) + bias``.

    The norm is a constant for the gradient (§4.3 of the paper) and never taken from
    the sum of the matrices: per output row it is
    ``‖W‖² + 2s · (B ∘ W A) + s² · Bᵀ(AᵀA)B``, where ``‖W‖²`` never changes and ``W A``
    is what ``rank`` more tokens cost in the product that is computed anyway.
    """

    def __init__(self, linear: nn.Module, **options: Any) -> None:  # noqa: ANN401 - handed on
        super().__init__(linear, **options)
        self._squares = _row_squares(linear)  # no parameter: MLX skips underscores
        self.m = mx.sqrt(self._squares)

    @override
    def __call__(self, x: mx.array) -> mx.array:
        if not self.focus.awake:
            return self.base(x)
        y, norm = self._with_norm(x)
        gain = self.m / norm
        if self.focus.mask is not None:
            gain = mx.where(self.focus.mask, gain, 1.0)
        y = gain.astype(x.dtype) * self.adapted(x, y)
        return y + self.linear.bias if "bias" in self.linear else y

    def _with_norm(self, x: mx.array) -> tuple[mx.array, mx.array]:
        """``W x`` and ``‖W + s·BA‖``, which has no gradient."""
        a, b = mx.stop_gradient(self.lora_a), mx.stop_gradient(self.lora_b)
        tokens = x.reshape(-1, x.shape[-1])
        products = self.product(mx.concatenate([tokens, a.T.astype(x.dtype)]))
        projected = mx.stop_gradient(products[len(tokens) :]).astype(mx.float32)
        cross = (b * projected).sum(axis=0)
        update = (b * ((a.T @ a) @ b)).sum(axis=0)
        squares = self._squares + 2 * self.scale * cross + self.scale**2 * update
        norm = mx.sqrt(mx.maximum(squares, LEAST_NORM**2))
        return products[: len(tokens)].reshape(*x.shape[:-1], -1), norm


def _row_squares(linear: nn.Module) -> mx.array:
    """``‖W‖²`` of each output row, in float32."""
    squares = mx.square(unpacked(linear).astype(mx.float32)).sum(axis=1)
    mx.eval(squares)  # or every weight would stay unpacked
    return squares
