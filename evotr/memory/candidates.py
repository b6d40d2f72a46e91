"""The memories that may be meant by a question, weighed by all but their wording."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np

from evotr.domain import RecallQuery
from evotr.memory.fusion import Floats, Ints, Weights, by_words, smoothed
from evotr.memory.index import MemoryIndex
from evotr.memory.time_words import Span

__all__ = ["Candidate", "Hints", "candidates"]

_LISTED: Final = 200
"""So many memories the vectors may bring in."""

_WHOLE: Final = 2_000
"""Where there are no more, all are weighed."""

_COMPARED: Final = 3_000
"""So many vectors are compared one by one faster than the graph finds them."""

_MOST_ASKED: Final = 2_000
_SPREAD: Final = 40
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
    """

    speakers: frozenset[str]
    spans: tuple[Span, ...]
    now: datetime


@dataclass(frozen=True, slots=True)
class Candidate:
    """A memory, its score so far, and the cosine within that."""

    id: str
    score: float
    cosine: float


def candidates(
    index: MemoryIndex,
    query: RecallQuery,
    vector: Floats,
    by_word: Mapping[str, float],
    ways: tuple[Hints, Weights],
) -> list[Candidate]:
    """The candidates for ``query``, the best first.

    ``by_word`` are the memories found by words, with their scores. What the index does
    not know yet has no other score than that.
    """
    hints, weights = ways
    with index.lock:
        mask = index.table.chosen(query.workspace, query.conversation, query.kinds)
        scope = np.flatnonzero(mask)
        live = len(index.table)
    near = _nearest(index, scope, live, vector)
    most = max(by_word.values(), default=0.0) or 1.0
    words = {memory_id: score / most for memory_id, score in by_word.items()}
    with index.lock:
        table = index.table
        known = {key: row for key in words if (row := table.row(key)) >= 0}
        found = np.array(list(known.values()), np.int64)
        rows = np.unique(np.concatenate([near, found]))
        if len(scope) > _WHOLE:
            rows = _with_neighbours(index, rows, vector, scope)
        scores, cosines = _weighed(index, rows, vector, (words, hints, weights))
        best = [
            Candidate(table.ids[row], float(score), float(cosine))
            for row, score, cosine in zip(rows, scores, cosines, strict=True)
            if table.ids[row]
        ]
    best += [
        Candidate(key, weights.lexical * score, 0.0)
        for key, score in words.items()
        if key not in known
    ]
    return sorted(best, key=lambda found: -found.score)


def _nearest(index: MemoryIndex, scope: Ints, live: int, vector: Floats) -> Ints:
    """The rows of ``scope`` that may be near ``vector``."""
    if len(scope) <= _WHOLE:
        return scope
    if len(scope) <= _COMPARED:
        with index.lock:
            cosines = index.vectors.cosines(index.table.slots(scope), vector)
        return scope[np.argpartition(-cosines, _LISTED)[:_LISTED]]
    number = min(_MOST_ASKED, _LISTED * live // len(scope))
    ids = index.nearest(vector, number)
    if ids is None:
        return np.empty(0, np.int64)
    with index.lock:
        rows = index.table.rows_of(ids)
    return rows[np.isin(rows, scope, assume_unique=True)]


def _with_neighbours(
    index: MemoryIndex, rows: Ints, vector: Floats, scope: Ints
) -> Ints:
    """``rows``, and those beside the nearest of them."""
    cosines = index.vectors.cosines(index.table.slots(rows), vector)
    best = rows[np.argsort(-cosines)[:_SPREAD]]
    beside = index.table.links(best).ravel()
    place = np.searchsorted(scope, beside)
    place[place == len(scope)] = 0
    return np.unique(np.concatenate([rows, beside[scope[place] == beside]]))


def _weighed(
    index: MemoryIndex,
    rows: Ints,
    vector: Floats,
    given: tuple[Mapping[str, float], Hints, Weights],
) -> tuple[Floats, Floats]:
    words, hints, weights = given
    table = index.table
    cosines = index.vectors.cosines(table.slots(rows), vector)
    lexical = np.array([words.get(table.ids[row], 0.0) for row in rows], np.float32)
    scores = weights.dense * cosines + weights.lexical * by_words(lexical)
    scores = smoothed(scores, _places(table.links(rows), rows), weights)
    created = table.created(rows)
    if hints.speakers:
        scores += weights.speaker * table.spoken_by(rows, hints.speakers)
    for span in hints.spans:
        within = (created >= span.start.timestamp()) & (created < span.end.timestamp())
        scores += weights.time * within / len(hints.spans)
    age = np.maximum(hints.now.timestamp() - created, 0.0) / _DAY_S
    scores += weights.recent * 0.5 ** (age / _HALF_LIFE_DAYS)
    return scores.astype(np.float32), cosines


def _places(links: Ints, rows: Ints) -> Ints:
    """Where the rows that ``links`` name stand in ``rows``, or -1; both are sorted."""
    if not len(rows):
        return links
    places = np.searchsorted(rows, links)
    places[places == len(rows)] = 0
    return np.where(rows[places] == links, places, -1)
