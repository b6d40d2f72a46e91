"""The step loop's batch: rows that share one call of the model.

A single row runs on its plain caches, as ``mlx_lm.stream_generate`` does; when a second
one joins, the caches are merged into mlx-lm's batch caches, and taken apart again when
one row is left. The model call for the next step is under way before the tokens of
this one are read.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import mlx.core as mx

from evotr.inference.layers import Delta, Selection
from evotr.inference.sampling import Chooser

__all__ = ["Batch", "Pending", "Row"]

# Tokens by which a batch's caches grow: every joining copies them with what is free.
_GROWTH = 32
_GONE_SHARE = 4  # of the rows may have ended before the batch is copied without them


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


@dataclass(frozen=True, slots=True)
class Pending:
    """A row whose prompt ``reader`` is to read on.

    ``caches`` hold its first ``position`` tokens.
    """

    row: Row
    caches: list[Any]
    position: int
    reader: Delta | None


class Batch:
    """Rows that decode together over one model, each with its own expert.

    A row that was dropped is computed along, unseen, until the batch is copied anyway:
    every copy costs about as much as a step.
    """

    def __init__(self, model: Any, selection: Selection) -> None:  # noqa: ANN401 - mlx-lm is untyped
        self._model = model
        self._selection = selection
        self._caches: list[Any] = []
        self._tokens: mx.array | None = None
        self._scores: mx.array | None = None
        self._places: list[Row] = []
        self._gone: set[Row] = set()  # of the places', dropped

    @property
    def rows(self) -> list[Row]:
        """Those that decode."""
        return [row for row in self._places if row not in self._gone]

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

    def join(self, row: Row, caches: list[Any], rest: int) -> None:
        """Take a row in whose prompt is read, but for its last ``rest`` tokens.

        The answer's first token is chosen after them.
        """
        self._add([row], caches, rest)

    def begin(self, prompts: Sequence[Pending], rest: int) -> None:
        """Read several prompts to their ends in one call; their rows join the batch.

        The answers' first tokens are chosen after their last ``rest`` tokens.
        """
        pieces = [one.row.ids[one.position : -rest] for one in prompts]
        sizes = [len(piece) for piece in pieces]
        padding = [max(sizes) - size for size in sizes]
        columns = zip(*(one.caches for one in prompts), strict=True)
        caches = [_merged(column) for column in columns]
        if max(sizes):
            for cache in caches:
                cache.prepare(lengths=sizes, right_padding=padding)
            self._selection.choose([one.reader for one in prompts])
            even = [[*a, *[0] * b] for a, b in zip(pieces, padding, strict=True)]
            self._model(mx.array(even), cache=caches)
            for cache in caches:
                cache.finalize()
            mx.eval([cache.state for cache in caches])
            mx.clear_cache()  # as in `read`
        self._add([one.row for one in prompts], caches, rest)

    def leave(self, row: Row) -> list[Any]:
        """Take a row out and return its caches."""
        one = len(self._places) == 1
        caches = self._caches if one else self._extract(self._places.index(row))
        self._gone.add(row)
        self._settle()
        return caches

    def drop(self, row: Row) -> None:
        """Let a row go that does not come back."""
        self._gone.add(row)
        left = len(self._places) - len(self._gone)
        if left <= 1 or len(self._gone) * _GONE_SHARE >= len(self._places):
            self._settle()

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
            for row in self._places:
                row.fed += 1
            self._tokens, self._scores = self._forward(
                self._places, self._caches, tokens[:, None]
            )
        chosen = cast("list[int]", tokens.tolist())
        best = cast("list[float]", scores.tolist())
        steps: list[tuple[int, float]] = []
        for row, token, score in zip(self._places, chosen, best, strict=True):
            if row not in self._gone:
                row.ids.append(token)
                steps.append((token, score))
        return steps

    def clear(self) -> None:
        """Drop all rows."""
        self._places, self._caches = [], []
        self._gone.clear()
        self._tokens = self._scores = None

    def _add(self, rows: list[Row], caches: list[Any], rest: int) -> None:
        last = mx.array([row.ids[-rest:] for row in rows])
        tokens, scores = self._forward(rows, caches, last)
        self._settle()
        if self._tokens is None or self._scores is None:
            self._caches, self._tokens, self._scores = caches, tokens, scores
        else:
            self._caches = _batched(self._caches, self._places)
            new = _batched(caches, rows)
            for mine, other in zip(self._caches, new, strict=True):
                mine.extend(other)
            self._tokens = mx.concatenate([self._tokens, tokens])
            self._scores = mx.concatenate([self._scores, scores])
        self._places.extend(rows)

    def _settle(self) -> None:
        """Copy the batch without the rows that are gone."""
        if not self._gone:
            return
        keep = [i for i, row in enumerate(self._places) if row not in self._gone]
        places = [self._places[i] for i in keep]
        if not keep:
            self.clear()
        elif len(keep) == 1:
            self._caches = self._extract(keep[0])
        else:
            for cache in self._caches:
                cache.filter(keep)
        if keep and self._tokens is not None and self._scores is not None:
            self._tokens = self._tokens[mx.array(keep)]
            self._scores = self._scores[mx.array(keep)]
        self._places = places
        self._gone.clear()
        if len(places) < 2:  # noqa: PLR2004 - a single row is never mixed
            self._selection.clear()

    def _extract(self, at: int) -> list[Any]:
        caches = [cache.extract(at) for cache in self._caches]
        mx.eval([cache.state for cache in caches])
        return caches

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


def _batched(caches: list[Any], rows: Sequence[Row]) -> list[Any]:
    """The caches of a batch, also where it has one row so far."""
    if len(rows) > 1:
        return caches
    return [_merged([cache]) for cache in caches]


def _merged(caches: Sequence[Any]) -> Any:  # noqa: ANN401 - mlx-lm is untyped
    merged = type(caches[0]).merge(caches)
    if hasattr(merged, "step"):
        merged.step = _GROWTH
    return merged
