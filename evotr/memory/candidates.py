"""The memories that may be meant by a question, weighed by all but their wording."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from evotr.domain import RecallQuery
from evotr.memory.fusion import Floats, Ints, Weights, smoothed
from evotr.memory.index import MemoryIndex
from evotr.memory.time_words import Span

__all__ = ["COMPARED", "Candidate", "Candidates", "Hints", "candidates"]

_LISTED: Final = 200
"""So many memories the vectors may bring in."""

_WHOLE: Final = 2_000
"""Where there are no more, all are weighed."""

COMPARED: Final = 50_000
"""So many vectors are compared one by one faster than the graph finds them."""

_MOST_ASKED: Final = 2_000
_SPREAD: Final = 60
"""The best of them, whose neighbours are weighed too."""

_DAY_S: Final = 86_400.0
_HALF_LIFE_DAYS: Final = 30.0


@dataclass(frozen=True, slots=True)
class Hints:
    """What a question says beside its meaning and its words.

    Attributes:
        speakers: Who is named, as the memories have them.
        spans: Times that are named.
        now: When it is asked.
        only_then: Whether nothing is meant that was said at other times.
    """

    speakers: frozenset[str]
    spans: tuple[Span, ...]
    now: datetime
    only_then: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A memory, its score so far, and the cosine and the words' score within that."""

    id: str
    score: float
    cosine: float
    lexical: float


@dataclass(frozen=True, slots=True)
class Candidates:
    """The ``best`` first, of ``scope`` memories that may be meant."""

    best: tuple[Candidate, ...]
    scope: int


def candidates(
    index: MemoryIndex,
    query: RecallQuery,
    vector: Floats,
    by_word: Mapping[str, float],
    ways: tuple[Hints, Weights, int],
) -> Candidates:
    """The candidates for ``query``, the best first.

    ``by_word`` are the memories found by words, with their scores. What the index does
    not know yet has no other score than that. ``ways`` end with how many are wanted.
    """
    hints, weights, number = ways
    with index.lock:
        mask = _meant(index, query, hints)
        live = len(index.table)
    near = _nearest(index, mask, live, vector)
    with index.lock:
        table = index.table
        places = {table.row(key): score for key, score in by_word.items()}
        places.pop(-1, None)
        found = np.array(list(places), np.int64)
        rows = np.unique(np.concatenate([near, found]))
        lexical = np.zeros(len(rows), np.float32)
        lexical[np.searchsorted(rows, found)] = list(places.values())
        cosines = index.vectors.cosines(table.slots(rows), vector)
        if len(near) < mask.sum():
            base = weights.dense * cosines + weights.lexical * lexical
            more = _beside(index, rows[np.argsort(-base)[:_SPREAD]], rows, mask)
            rows = np.concatenate([rows, more])
            lexical = np.concatenate([lexical, np.zeros(len(more), np.float32)])
            beside = index.vectors.cosines(table.slots(more), vector)
            cosines = np.concatenate([cosines, beside])
        scores = _weighed(index, rows, cosines, lexical, (hints, weights))
        order = np.argsort(-scores, kind="stable")[:number]
        known = (rows[order], scores[order], cosines[order], lexical[order])
        best = [
            Candidate(table.ids[row], float(score), float(cosine), float(words))
            for row, score, cosine, words in zip(*known, strict=True)
            if table.ids[row]
        ]
        best += [
            Candidate(key, weights.lexical * score, 0.0, score)
            for key, score in by_word.items()
            if key not in table
        ]
    best.sort(key=lambda found: -found.score)
    return Candidates(tuple(best[:number]), max(int(mask.sum()), len(best)))


def _meant(index: MemoryIndex, query: RecallQuery, hints: Hints) -> NDArray[np.bool_]:
    """For every row whether it is searched at all."""
    mask = index.table.chosen(query.workspace, query.conversation, query.kinds)
    if hints.only_then:
        created = index.table.created(np.arange(len(mask)))
        mask &= np.any([_within(created, span) for span in hints.spans], axis=0)
    return mask


def _nearest(
    index: MemoryIndex, mask: NDArray[np.bool_], live: int, vector: Floats
) -> Ints:
    """The rows of ``mask`` that may be near ``vector``."""
    scope = np.flatnonzero(mask)
    if len(scope) <= _WHOLE:
        return scope
    if len(scope) > COMPARED:
        number = min(_MOST_ASKED, _LISTED * live // len(scope))
        ids = index.nearest(vector, number)
        if ids is not None:
            with index.lock:
                rows = index.table.rows_of(ids)
            # What came since the question was asked is not in the mask.
            rows = rows[rows < len(mask)]
            return rows[mask[rows]]
    with index.lock:
        slots = index.table.slots(scope)
        return scope[index.vectors.near(slots, vector, _LISTED)]


def _beside(
    index: MemoryIndex, best: Ints, rows: Ints, mask: NDArray[np.bool_]
) -> Ints:
    """What stands beside ``best`` and is of ``mask``, but not among ``rows``."""
    beside = np.unique(index.table.links(best))
    beside = beside[(beside >= 0) & (beside < len(mask))]
    return np.setdiff1d(beside[mask[beside]], rows, assume_unique=True)


def _weighed(
    index: MemoryIndex,
    rows: Ints,
    cosines: Floats,
    lexical: Floats,
    ways: tuple[Hints, Weights],
) -> Floats:
    hints, weights = ways
    table = index.table
    scores = weights.dense * cosines + weights.lexical * lexical
    scores = smoothed(scores, _places(table.links(rows), rows), weights)
    created = table.created(rows)
    if hints.speakers:
        scores += weights.speaker * table.spoken_by(rows, hints.speakers)
    for span in hints.spans:
        scores += weights.time * _within(created, span) / len(hints.spans)
    age = np.maximum(hints.now.timestamp() - created, 0.0) / _DAY_S
    scores += weights.recent * 0.5 ** (age / _HALF_LIFE_DAYS)
    return scores.astype(np.float32)


def _within(created: NDArray[np.float64], span: Span) -> NDArray[np.bool_]:
    return (created >= span.start.timestamp()) & (created < span.end.timestamp())


def _places(links: Ints, rows: Ints) -> Ints:
    """Where the rows that ``links`` name stand in ``rows``, or -1."""
    if not len(rows):
        return links
    order = np.argsort(rows)
    places = np.searchsorted(rows, links, sorter=order)
    places[places == len(rows)] = 0
    places = order[places]
    return np.where(rows[places] == links, places, -1)
