"""Keys and values of what the base read before the adapters act.

Both classes stand where mlx-lm's models expect a ``KVCache`` (mlx_lm/models/cache.py):
they have its ``offset``, ``update_and_fetch`` and ``make_mask``. Neither changes when
it is used again, so that blocks may be computed twice.
"""

from dataclasses import dataclass
from typing import Any

import mlx.core as mx

__all__ = ["Known", "Read", "Shared"]

_NOWHERE = 2**30  # where padding stands: behind everything


@dataclass(frozen=True, slots=True)
class Shared:
    """One layer's keys and values of what all rows begin with.

    Both are (1, heads, tokens, width).
    """

    keys: mx.array
    values: mx.array

    def before(self, keys: mx.array, values: mx.array) -> tuple[mx.array, mx.array]:
        """Each row's ``keys`` and ``values`` with these before them."""
        rows = keys.shape[0]
        pairs = (self.keys, keys), (self.values, values)
        together = (
            mx.concatenate([mx.broadcast_to(s, (rows, *s.shape[1:])), own], axis=2)
            for s, own in pairs
        )
        return next(together), next(together)


class Read:
    """Takes up one layer's keys and values while histories are read.

    Args:
        lengths: Tokens of each row, (rows,), without what is shared.
        columns: Of all rows; those before a row's tokens are padding.
        shared: What stands before them in all rows.
        behind: Columns that are read after them and not taken up.

    Attributes:
        offset: Position of each row's first column, (rows,); padding lies before
            where a row's own tokens begin.
    """

    def __init__(
        self,
        lengths: mx.array,
        columns: int,
        shared: Shared | None = None,
        behind: int = 0,
    ) -> None:
        self._shared = shared
        self._before = shared.keys.shape[2] if shared else 0
        self._end = lengths + self._before
        self._columns = columns
        self._behind = behind
        self._taken: tuple[mx.array, mx.array] | None = None
        self.offset = self._end - columns

    def make_mask(self, columns: int, **options: Any) -> mx.array:  # noqa: ANN401 - mlx-lm is untyped
        """Who may look at whom, (rows, 1, columns, shared + columns)."""
        del columns  # those that it was made for
        places = self._places(self._columns + self._behind)
        return _mask(places[:, self._before :], places, **options)

    def update_and_fetch(
        self, keys: mx.array, values: mx.array
    ) -> tuple[mx.array, mx.array]:
        """Take up the keys and values of every column."""
        if self._shared:
            keys, values = self._shared.before(keys, values)
        self._taken = keys, values
        return keys, values

    def known(self) -> "Known":
        """What was read, for the tokens that follow."""
        keys, values = self._all()
        return Known(keys, values, self._places(self._columns), self._end)

    def to_share(self) -> Shared:
        """What was read in the one row, for rows that all begin with it."""
        return Shared(*self._all())

    def _all(self) -> tuple[mx.array, mx.array]:
        assert self._taken is not None
        if not self._behind:
            return self._taken
        keys, values = (array[..., : -self._behind, :] for array in self._taken)
        return keys, values

    def _places(self, columns: int) -> mx.array:
        """Position of each column, (rows, shared + columns); padding is nowhere."""
        own = self.offset[:, None] + mx.arange(columns)
        own = mx.where(own < self._before, _NOWHERE, own)
        shared = mx.broadcast_to(mx.arange(self._before), (len(own), self._before))
        return mx.concatenate([shared, own], axis=1)


class Known:
    """One layer's keys and values, (rows, heads, columns, width), before new tokens.

    ``places`` are the positions of the columns, (rows, columns), ``offset`` that of
    each row's first new token, (rows,).
    """

    def __init__(
        self, keys: mx.array, values: mx.array, places: mx.array, offset: mx.array
    ) -> None:
        self._keys = keys
        self._values = values
        self._places = places
        self.offset = offset

    def make_mask(self, columns: int, **options: Any) -> mx.array:  # noqa: ANN401 - mlx-lm is untyped
        """Who may look at whom, (rows, 1, columns, known columns + columns)."""
        own = self.offset[:, None] + mx.arange(columns)
        return _mask(own, mx.concatenate([self._places, own], axis=1), **options)

    def update_and_fetch(
        self, keys: mx.array, values: mx.array
    ) -> tuple[mx.array, mx.array]:
        """What is known and what is new, together."""
        return (
            mx.concatenate([self._keys, keys], axis=2),
            mx.concatenate([self._values, values], axis=2),
        )


def _mask(
    lookers: mx.array,
    looked_at: mx.array,
    *,
    return_array: bool = False,
    window_size: int | None = None,
) -> mx.array:
    """Each position sees itself and those before it, at most ``window_size``."""
    del return_array  # padding always takes one
    apart = lookers[:, None, :, None] - looked_at[:, None, None, :]
    seen = apart >= 0
    return seen if window_size is None else seen & (apart < window_size)
