"""Ranking memories by the words they share with a question (BM25)."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

from sqlalchemy import (
    ColumnElement,
    Connection,
    bindparam,
    column,
    func,
    literal_column,
    select,
)

from evotr.domain import MemoryFilter
from evotr.journal.memory_counts import count
from evotr.journal.memory_filter import matches
from evotr.journal.memory_rows import listed, stored_time
from evotr.journal.schema import memories, memory_terms, memory_words
from evotr.journal.stems import stems
from evotr.journal.wording import storable

__all__ = ["has_words", "search"]

Found = Sequence[tuple[str, str]]
"""Ids of memories, each with its stems between blanks."""

_QUERY_CHARACTERS = 20_000
_MOST_TERMS = 64
_READ = 1_000
"""How many memories the rare words of a question may lead to; weighing them and
looking at their filters takes a few milliseconds."""

_POOL = 100
"""How many of them are weighed again by all words, at least."""

_SMALL = 800
"""A conversation, workspace or time with so few memories is weighed whole."""

_LEAST = 20
"""What stands in each of fewer memories is not common for that."""

# FTS5 has 1.2 and 0.75; what people say is short, and a short answer no better one.
_K1, _B = 1.2, 0.4


_WORDS = (
    select(memories.c.id, memory_words.c.words)
    .join_from(memories, memory_words, memory_words.c.rowid == memories.c.seq)
    .where(memories.c.seq.in_(listed("seqs")))
)
_STANDING = (
    select(memory_terms.c.term, memory_terms.c.memories)
    .where(memory_terms.c.term.in_(listed("terms")))
    .order_by(memory_terms.c.memories)
    .limit(_MOST_TERMS)
)
_MATCH = column("memory_words").op("MATCH")(bindparam("match"))


@dataclass(frozen=True, slots=True)
class _Weights:
    """What each word of the question is worth, and how long a memory is.

    ``whole`` is what they are worth together, with those that stand nowhere.
    """

    terms: Mapping[str, float]
    whole: float
    length: float

    def score(self, said: Sequence[str]) -> float:
        """BM25 of a memory's stems, as a share of the whole."""
        norm = _K1 * (1 - _B + _B * len(said) / self.length)
        total = 0.0
        # Sets and lists count faster than a Counter would.
        for term in self.terms.keys() & said:
            often = said.count(term)
            total += self.terms[term] * often * (_K1 + 1) / (often + norm)
        return total / self.whole


def search(
    connection: Connection, query: str, wanted: MemoryFilter, limit: int
) -> tuple[tuple[str, float], ...]:
    """The memories of ``wanted`` that share words with ``query``, the best first.

    Ids with their scores: BM25 as a share of what the question's words are worth, so
    that 1 is a memory of usual length that has all of them once. How rare a word is
    counts among what is searched, where that is little, and else among everything.
    Where all words are common ones, only the rarest leads to memories.
    """
    terms = set(stems(query[:_QUERY_CHARACTERS]))
    standing = _standing(connection, terms)
    if not standing or limit <= 0:
        return ()
    if _is_small(connection, wanted):
        found = _split(_all_of(connection, wanted))
        weights = _weights_among(found, standing, len(terms))
    else:
        match = " OR ".join(f'"{term}"' for term in _rare(standing))
        found = _split(_matching(connection, match, wanted, max(2 * limit, _POOL)))
        weights = _weights(connection, standing, len(terms))
    scored = [(key, weights.score(said)) for key, said in found]
    best = sorted((s for s in scored if s[1] > 0), key=lambda s: -s[1])
    return tuple(best[:limit])


def _split(found: Found) -> list[tuple[str, list[str]]]:
    return [(key, words.split()) for key, words in found]


def has_words(query: str) -> ColumnElement[bool] | None:
    """Whether a memory has all words of ``query``; None where that has no words."""
    terms = dict.fromkeys(stems(query[:_QUERY_CHARACTERS]))
    if not terms:
        return None
    match = " ".join(f'"{term}"*' for term in terms)
    found = select(memory_words.c.rowid).where(
        column("memory_words").op("MATCH")(match)
    )
    return memories.c.seq.in_(found)


def _standing(connection: Connection, terms: set[str]) -> dict[str, int]:
    """In how many memories each of the terms stands, the rarest first."""
    rows = connection.execute(_STANDING, {"terms": json.dumps(list(terms))})
    return dict(rows.all())


def _rare(standing: Mapping[str, int]) -> list[str]:
    """The rarest term, and the next ones as long as that is not too much to read."""
    chosen: list[str] = []
    read = 0
    for term, number in standing.items():
        read += number
        if chosen and read > _READ:
            break
        chosen.append(term)
    return chosen


def _is_small(connection: Connection, wanted: MemoryFilter) -> bool:
    """Whether what an index narrows ``wanted`` to is little, whatever else it says."""
    keys: list[ColumnElement[bool]] = []
    own = memories.c
    if wanted.conversation is not None:
        keys.append(own.conversation_id == storable(wanted.conversation))
    if wanted.workspace is not None:
        keys.append(own.workspace == storable(wanted.workspace))
    if wanted.since is not None and wanted.until is not None:
        since, until = stored_time(wanted.since), stored_time(wanted.until)
        keys.append(own.created_at.between(since, until))
    for key in keys:
        some = select(literal_column("1")).where(key).limit(_SMALL + 1).subquery()
        number = connection.scalar(select(func.count()).select_from(some))
        if number is not None and number <= _SMALL:
            return True
    return False


def _all_of(connection: Connection, wanted: MemoryFilter) -> Found:
    rows = connection.execute(
        select(memories.c.id, memory_words.c.words)
        .join_from(memories, memory_words, memory_words.c.rowid == memories.c.seq)
        .where(matches(wanted))
    )
    return [(memory_id, words) for memory_id, words in rows]


def _matching(
    connection: Connection, match: str, wanted: MemoryFilter, pool: int
) -> Found:
    """The ``pool`` best for the words of ``match``, by FTS5's own ranking."""
    best = (
        select(memories.c.seq)
        .join_from(memory_words, memories, memories.c.seq == memory_words.c.rowid)
        .where(_MATCH, matches(wanted))
        .order_by(memory_words.c.rank)
        .limit(pool)
    )
    seqs = connection.scalars(best, {"match": match}).all()
    # In two steps: sorting would carry the words of all that match along.
    rows = connection.execute(_WORDS, {"seqs": json.dumps(seqs)})
    return [(memory_id, words) for memory_id, words in rows]


def _weights_among(
    found: Sequence[tuple[str, list[str]]], standing: Mapping[str, int], asked: int
) -> _Weights:
    """The weights of words among ``found`` alone."""
    counts = Counter(term for _, said in found for term in standing.keys() & set(said))
    here = {term: counts[term] for term in standing}
    stems_in_all = sum(len(said) for _, said in found)
    return _weighted(here, asked, len(found), stems_in_all)


def _weights(
    connection: Connection, standing: Mapping[str, int], asked: int
) -> _Weights:
    number = count(connection, "memories") or 1
    return _weighted(standing, asked, number, count(connection, "stems") or 0)


def _weighted(
    standing: Mapping[str, int], asked: int, number: int, stems_in_all: int
) -> _Weights:
    """For ``asked`` words, of which these stand in ``number`` memories."""
    terms = {term: _rarity(n, number) for term, n in standing.items()}
    # Of a longer question nobody knows which words were left out for being common.
    missing = max(0, asked - len(terms)) if asked <= _MOST_TERMS else 0
    whole = sum(terms.values()) + missing * _rarity(0, number)
    return _Weights(terms, whole or 1.0, stems_in_all / max(1, number) or 1.0)


def _rarity(standing: int, number: int) -> float:
    others = max(number, _LEAST) - standing
    return log(1 + (max(others, 0) + 0.5) / (standing + 0.5))
