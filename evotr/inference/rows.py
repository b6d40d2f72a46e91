"""The step loop's batch: rows that share one call of the model.

A single row runs on its plain caches, as ``mlx_lm.stream_generate`` does; when a second
one joins, the caches are merged into mlx-lm's batch caches, and taken apart again when
one row is left. The model call for the next step is under way before the tokens of
this one are read.
"""

from dataclasses import dataclass, field
from typing import Any, cast

import mlx.core as mx

from evotr.inference.layers import Delta, Selection
from evotr.inference.sampling import Chooser

__all__ = ["Batch", "Row", "Seat"]


@dataclass(slots=True, eq=False)
class Row:
    """One answer's tokens: ``ids`` are prompt and answer, ``fed`` of them cached.

    ``delta`` is the expert (or blend) that answers, None the base.
    """

    ids: list[int]
    chooser: Chooser
    delta: Delta | None = None
    prompt: int = field(init=False)
    fed: int = field(init=False)

    def __post_init__(self) -> None:
        self.prompt = self.fed = len(self.ids)


@dataclass(slots=True)
class Seat:
    """A row outside the batch: its caches and its tokens under way, shape (1,)."""

    caches: list[Any]
    tokens: mx.array | None
    scores: mx.array | None


class Batch:
    """Rows that decode together over one model, each with its own expert."""

    def __init__(self, model: Any, selection: Selection) -> None:  # noqa: ANN401 - mlx-lm is untyped
        self._model = model
        self._selection = selection
        self._caches: list[Any] = []
        self._tokens: mx.array | None = None
        self._scores: mx.array | None = None
        self.rows: list[Row] = []

    def read(self, tokens: list[int], caches: list[Any], delta: Delta | None) -> None:
        """Read a piece of a prompt into its caches."""
        self._selection.choose([delta])
        self._model(mx.array([tokens]), cache=caches)
        mx.eval([cache.state for cache in caches])
        mx.clear_cache()  # a chunk's buffers fit no decode step

    def sound(self, token: int, delta: Delta | None) -> bool:
        """Whether the model gives numbers, finite and not all zero, for one token."""
        self._selection.choose([delta])
        logits = self._model(mx.array([[token]]))
        return bool((mx.isfinite(logits).all() & (logits != 0).any()).item())

    def first(self, row: Row, caches: list[Any], rest: int) -> Seat:
        """Read a row's last ``rest`` prompt tokens and begin to choose its answer's."""
        tokens, scores = self._forward([row], caches, mx.array([row.ids[-rest:]]))
        return Seat(caches, tokens, scores)

    def join(self, row: Row, seat: Seat) -> None:
        """Take a row into the batch."""
        assert seat.tokens is not None
        assert seat.scores is not None
        if self._tokens is None or self._scores is None:
            self._caches, self._tokens, self._scores = (
                seat.caches,
                seat.tokens,
                seat.scores,
            )
        else:
            pairs = zip(self._caches, seat.caches, strict=True)
            if len(self.rows) == 1:
                self._caches = [type(a).merge([a, b]) for a, b in pairs]
            else:
                for mine, new in pairs:
                    mine.extend(type(new).merge([new]))
            self._tokens = mx.concatenate([self._tokens, seat.tokens])
            self._scores = mx.concatenate([self._scores, seat.scores])
        self.rows.append(row)

    def leave(self, row: Row) -> Seat:
        """Take a row out, with what it needs to come back."""
        at = self.rows.index(row)
        if len(self.rows) == 1:
            seat = Seat(self._caches, self._tokens, self._scores)
            self._caches, self._tokens, self._scores = [], None, None
        else:
            seat = self._extract(at)
            keep = [i for i in range(len(self.rows)) if i != at]
            if len(keep) == 1:
                rest = self._extract(keep[0])
                self._caches = rest.caches
                self._tokens, self._scores = rest.tokens, rest.scores
            else:
                for cache in self._caches:
                    cache.filter(keep)
                if self._tokens is not None and self._scores is not None:
                    self._tokens = self._tokens[mx.array(keep)]
                    self._scores = self._scores[mx.array(keep)]
        del self.rows[at]
        if len(self.rows) < 2:  # noqa: PLR2004 - a single row is never mixed
            self._selection.clear()
        return seat

    def step(self, *, last: bool = False) -> list[tuple[int, float]]:
        """Begin the next step and return every row's token of this one.

        Args:
            last: No row needs another token, so none is begun.

        Returns:
            One (token, largest logit) per row, in the rows' order.
        """
        tokens, scores = self._tokens, self._scores
        assert tokens is not None
        assert scores is not None
        if last:
            self._tokens = self._scores = None
        else:
            for row in self.rows:
                row.fed += 1
            self._tokens, self._scores = self._forward(
                self.rows, self._caches, tokens[:, None]
            )
        chosen = cast("list[int]", tokens.tolist())
        for row, token in zip(self.rows, chosen, strict=True):
            row.ids.append(token)
        return list(zip(chosen, cast("list[float]", scores.tolist()), strict=True))

    def clear(self) -> None:
        """Drop all rows."""
        self.rows, self._caches = [], []
        self._tokens = self._scores = None

    def _extract(self, at: int) -> Seat:
        caches = [cache.extract(at) for cache in self._caches]
        mx.eval([cache.state for cache in caches])
        if self._tokens is None or self._scores is None:
            return Seat(caches, None, None)
        return Seat(caches, self._tokens[at : at + 1], self._scores[at : at + 1])

    def _forward(
        self, rows: list[Row], caches: list[Any], tokens: mx.array
    ) -> tuple[mx.array, mx.array]:
        self._selection.choose([row.delta for row in rows])
        logits = self._model(tokens, cache=caches)[:, -1, :]
        if all(row.chooser.greedy for row in rows):
            chosen = mx.argmax(logits, axis=-1)
        else:
            chosen = mx.concatenate(
                [
                    row.chooser(tokens[i, -1:], logits[i : i + 1])
                    for i, row in enumerate(rows)
                ]
            )
        # The largest logit tells a broken model (see GenerationBroken): it is NaN or
        # infinite if any is, and 0 when all are.
        scores = mx.max(logits, axis=-1)
        mx.async_eval(chosen, scores)  # type: ignore[no-untyped-call]
        return chosen, scores
