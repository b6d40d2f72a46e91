"""Facts that stand beside others and may contradict them: the user knows which holds.

A doubt is open while both facts are valid. Every function runs inside one transaction
and takes its connection.
"""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    and_,
    delete,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert as upsert

from evotr.domain import Doubt, MemoryItem
from evotr.journal.memory_reads import get
from evotr.journal.memory_rows import among
from evotr.journal.memory_writes import expire
from evotr.journal.rows import now
from evotr.journal.schema import doubts, memories

__all__ = ["mark_asked", "note", "open_doubts", "settle"]


def note(connection: Connection, doubted: Mapping[str, Sequence[str]]) -> None:
    """Keep that memories (the keys) stand beside others (the values).

    What is not stored is passed over.
    """
    every = {*doubted, *(other for others in doubted.values() for other in others)}
    known = set(connection.scalars(select(memories.c.id).where(_named(every))))
    rows = [
        {"memory_id": memory_id, "other_id": other}
        for memory_id, others in doubted.items()
        for other in others
        if {memory_id, other} <= known
    ]
    if rows:
        connection.execute(upsert(doubts).on_conflict_do_nothing(), rows)


def open_doubts(
    connection: Connection, limit: int, *, unasked: bool = False
) -> tuple[Doubt, ...]:
    """The doubts that are open, the newest first; or only those nobody was asked of."""
    fact, other = memories.alias(), memories.alias()
    query = (
        select(doubts.c.memory_id, doubts.c.other_id)
        .join(fact, and_(fact.c.id == doubts.c.memory_id, _holds(fact)))
        .join(other, and_(other.c.id == doubts.c.other_id, _holds(other)))
        .order_by(fact.c.created_at.desc(), fact.c.seq.desc(), other.c.seq)
    )
    if unasked:
        query = query.where(doubts.c.asked_at.is_(None))
    found: dict[str, list[str]] = {}
    for row in connection.execute(query):
        found.setdefault(row.memory_id, []).append(row.other_id)
    return tuple(
        Doubt(item, get(connection, found[item.id]))
        for item in get(connection, list(found)[:limit])
    )


def mark_asked(connection: Connection, memory_ids: Iterable[str]) -> None:
    """Note that the user was asked of the doubts that these facts brought."""
    asked = among(doubts.c.memory_id, memory_ids)
    connection.execute(update(doubts).where(asked).values(asked_at=now()))


def settle(connection: Connection, memory_ids: Sequence[str]) -> tuple[MemoryItem, ...]:
    """Let these facts hold, and end those that stand in doubt with them; the latter."""
    own = doubts.c
    concerned = or_(among(own.memory_id, memory_ids), among(own.other_id, memory_ids))
    rows = connection.execute(select(own.memory_id, own.other_id).where(concerned))
    beside = dict.fromkeys(one for row in rows for one in row)
    ended = [one for one in beside if one not in memory_ids]
    still = select(memories.c.id).where(_named(ended), _holds(memories))
    closed = set(connection.scalars(still))
    expire(connection, tuple(closed), now())
    connection.execute(delete(doubts).where(concerned))
    return get(connection, (one for one in ended if one in closed))


def _named(ids: Iterable[str]) -> ColumnElement[bool]:
    return among(memories.c.id, ids)


def _holds(facts: FromClause) -> ColumnElement[bool]:
    own = facts.c
    return and_(
        own.hidden.is_(False),
        own.valid_until.is_(None),
        own.superseded_by.is_(None),
    )
