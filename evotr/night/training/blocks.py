"""Gradient checkpointing: a block is computed twice instead of kept in memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import mlx.core as mx
from mlx import nn

__all__ = ["recomputed"]


@contextmanager
def recomputed(blocks: list[nn.Module]) -> Iterator[None]:
    """Compute these blocks anew in the backward pass, for as long as this lasts.

    Each block gets a class of its own: others of its kind, in other models of the
    process, are left alone.
    """
    kinds = [type(block) for block in blocks]
    for block in blocks:
        block.__class__ = _recomputing(type(block))
    try:
        yield
    finally:
        for block, kind in zip(blocks, kinds, strict=True):
            block.__class__ = kind


def _recomputing(kind: type[Any]) -> type[Any]:
    def call(self: Any, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - a model's own signature
        hidden, *others = args  # a mask and a cache, which have no gradient

        def compute(parameters: dict[str, Any], hidden: Any) -> Any:  # noqa: ANN401 - as above
            self.update(parameters)
            return kind.__call__(self, hidden, *others, **options)

        return mx.checkpoint(compute)(self.trainable_parameters(), hidden)

    return type(kind.__name__, (kind,), {"__call__": call})
