"""Keys and values of what the base read before the adapters act.

Both classes stand where mlx-lm's models expect a ``KVCache`` (mlx_lm/models/cache.py):
they have its ``offset``, ``update_and_fetch`` and ``make_mask``. Neither changes when
it is used again, so that blocks may be computed twice.
"""

from typing import Any

import mlx.core as mx
from mlx_lm.models.base import create_causal_mask

__all__ = ["Known", "Read"]


class Read:
    """Takes up one layer's keys and values while histories are read.

    Args:
        lengths: Tokens of each row, (rows,).
        columns: Of all rows; those before a row's tokens are padding.

    Attributes:
        offset: Position of each row's first column, (rows,); padding lies before 0.
    """

    def __init__(self, lengths: mx.array, columns: int) -> None:
        self._lengths = lengths
        self._taken: tuple[mx.array, mx.array] | None = None
        self.offset = lengths - columns

    def make_mask(self, columns: int, **options: Any) -> mx.array:  # noqa: ANN401 - mlx-lm is untyped
        """Who may look at whom, (rows, 1, columns, columns)."""
        return _mask(columns, 0, -self.offset, **options)

    def update_and_fetch(
        self, keys: mx.array, values: mx.array
    ) -> tuple[mx.array, mx.array]:
        """Take up the keys and values of every column."""
        self._taken = keys, values
        return keys, values

    def known(self) -> "Known":
        """What was read, for the tokens that follow."""
        assert self._taken is not None
        return Known(*self._taken, self._lengths)


class Known:
    """One layer's keys and values, (rows, heads, columns, width), before new tokens."""

    def __init__(self, keys: mx.array, values: mx.array, lengths: mx.array) -> None:
        self._keys = keys
        self._values = values
        self.offset = lengths

    def make_mask(self, columns: int, **options: Any) -> mx.array:  # noqa: ANN401 - mlx-lm is untyped
        """Who may look at whom, (rows, 1, columns, known columns + columns)."""
        known = self._keys.shape[2]
        return _mask(columns, known, known - self.offset, **options)

    def update_and_fetch(
        self, keys: mx.array, values: mx.array
    ) -> tuple[mx.array, mx.array]:
        """What is known and what is new, together."""
        return (
            mx.concatenate([self._keys, keys], axis=2),
            mx.concatenate([self._values, values], axis=2),
        )


def _mask(
    columns: int,
    known: int,
    padding: mx.array,
    *,
    return_array: bool = False,
    window_size: int | None = None,
) -> mx.array:
    del return_array  # padding always takes one
    mask: mx.array = create_causal_mask(
        columns, known, window_size=window_size, left_padding=padding
    )
    return mask
