"""Finding memories by their words: what is indexed, and how that is kept right.

Beside FTS5's lists of which word stands where lies in how many memories it does, so
that a search knows the rare words of a question before it reads any list.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, bindparam, delete, func, insert, select, text
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.exc import DBAPIError

from evotr.journal.memory_counts import count, drop_count, raise_count, set_count
from evotr.journal.memory_rows import among
from evotr.journal.schema import memories, memory_terms, memory_words
from evotr.journal.stems import STEMMING, stems

__all__ = [
    "begin_anew",
    "indexable",
    "is_sound",
    "mend",
    "merge",
    "put",
    "refresh",
    "take_out",
]

_NOBODY = frozenset({"", "user", "assistant"})

_ADD = insert(memory_words)
_COUNT = upsert(memory_terms).values(
    term=bindparam("term"), memories=bindparam("memories")
)
_COUNT = _COUNT.on_conflict_do_update(
    index_elements=["term"],
    set_={"memories": memory_terms.c.memories + _COUNT.excluded.memories},
)


def indexable(speaker: str, said: str) -> list[str]:
    """The stems that a memory is found by; a name that speaks is one of them."""
    return stems(said if speaker in _NOBODY else f"{speaker} {said}")


def put(connection: Connection, rows: Iterable[tuple[int, str, str]]) -> None:
    """Make memories findable, each by its number, speaker and text."""
    through = count(connection, "through")
    found = [
        (seq, indexable(speaker, said))
        for seq, speaker, said in rows
        # What lies behind will be reached.
        if through is None or seq <= through
    ]
    if not found:
        return
    connection.execute(
        _ADD, [{"rowid": seq, "words": " ".join(words)} for seq, words in found]
    )
    _tally(connection, [words for _, words in found], 1)


def take_out(connection: Connection, seqs: Sequence[int]) -> None:
    """Have memories found no more; `merge` drops their words for good."""
    chosen = among(memory_words.c.rowid, seqs)
    words = connection.scalars(select(memory_words.c.words).where(chosen)).all()
    connection.execute(delete(memory_words).where(chosen))
    _tally(connection, [line.split() for line in words], -1)
    connection.execute(delete(memory_terms).where(memory_terms.c.memories <= 0))


def _tally(connection: Connection, texts: Sequence[list[str]], sign: int) -> None:
    if not texts:
        return
    standing = Counter(term for words in texts for term in set(words))
    rows = [{"term": term, "memories": sign * n} for term, n in standing.items()]
    if rows:
        connection.execute(_COUNT, rows)
    raise_count(connection, "memories", sign * len(texts))
    raise_count(connection, "stems", sign * sum(map(len, texts)))


def merge(connection: Connection) -> None:
    """Write the index as one piece; the cost grows with all of it."""
    # FTS5 only notes that a row is gone; merging everything drops its words.
    connection.exec_driver_sql(
        "INSERT INTO memory_words(memory_words) VALUES('optimize')"
    )


def is_sound(connection: Connection) -> bool:
    """Whether the index holds as many memories as there are, by today's rules."""
    if count(connection, "stemming") not in {None, STEMMING}:
        return False
    through = count(connection, "through")
    stored = select(func.count()).select_from(memories)
    if through is not None:
        stored = stored.where(memories.c.seq <= through)
    try:
        indexed = connection.scalar(text("SELECT count(*) FROM memory_words_docsize"))
        connection.execute(select(memory_words.c.rowid).limit(1)).first()
    except DBAPIError:
        return False
    counted = count(connection, "memories") or 0
    return bool(connection.scalar(stored) == indexed == counted)


def begin_anew(connection: Connection) -> None:
    """Empty the index, so that `refresh` fills it; until then it finds less."""
    connection.exec_driver_sql("DROP TABLE IF EXISTS memory_words")
    connection.exec_driver_sql(
        "CREATE VIRTUAL TABLE memory_words"
        """ USING fts5(words, tokenize = "ascii tokenchars '_'")"""
    )
    connection.execute(delete(memory_terms))
    for name in ("memories", "stems", "through"):
        set_count(connection, name, 0)
    set_count(connection, "stemming", STEMMING)


def mend(connection: Connection) -> None:
    """Begin the index anew where it is not sound."""
    if not is_sound(connection):
        begin_anew(connection)


def refresh(connection: Connection, limit: int) -> int:
    """Index up to ``limit`` memories of an index made anew; how many are left."""
    through = count(connection, "through")
    if through is None:
        return 0
    rows = connection.execute(
        select(memories.c.seq, memories.c.speaker, memories.c.text)
        .where(memories.c.seq > through)
        .order_by(memories.c.seq)
        .limit(limit)
    ).all()
    if not rows:
        drop_count(connection, "through")
        return 0
    last = rows[-1].seq
    set_count(connection, "through", last)
    put(connection, [(row.seq, row.speaker, row.text) for row in rows])
    left = select(func.count()).where(memories.c.seq > last)
    remaining = connection.scalar(left) or 0
    if not remaining:
        drop_count(connection, "through")
    return remaining
