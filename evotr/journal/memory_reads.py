"""What is read of memories. Every function takes a connection."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    ScalarSelect,
    Select,
    bindparam,
    func,
    literal,
    or_,
    select,
    tuple_,
    union_all,
)

from evotr.domain import MemoryChange, MemoryFilter, MemoryItem
from evotr.errors import MemoryAmbiguous, MemoryNotFound
from evotr.journal.branches import left_behind
from evotr.journal.lexical_search import has_words
from evotr.journal.memory_counts import count
from evotr.journal.memory_filter import matches
from evotr.journal.memory_rows import listed, to_memory
from evotr.journal.naming import begins
from evotr.journal.rows import SHORTEST_PREFIX, now
from evotr.journal.schema import memories, memories_gone
from evotr.journal.wording import storable

__all__ = [
    "changes",
    "find",
    "get",
    "ids_of",
    "last_change",
    "neighbours",
    "number",
    "of_topic",
    "page",
    "replaced_by",
    "standing",
]

# Built once: every recall reads by it.
_GET: Select[Any] = select(memories).where(
    memories.c.id.in_(listed("ids")), memories.c.hidden.is_(False)
)
_OF_TOPIC = select(memories).where(
    memories.c.topic == bindparam("topic"), memories.c.hidden.is_(False)
)


def get(connection: Connection, memory_ids: Iterable[str]) -> tuple[MemoryItem, ...]:
    """The memories with these ids, in their order; unknown and hidden ones left out."""
    wanted = list(dict.fromkeys(memory_ids))
    rows = connection.execute(_GET, {"ids": json.dumps(wanted)})
    found = {row.id: to_memory(row) for row in rows}
    return tuple(found[key] for key in wanted if key in found)


def standing(
    connection: Connection, memory_ids: Iterable[str]
) -> tuple[MemoryItem, ...]:
    """As `get`, without what comes from wordings that were left for others."""
    wanted = list(memory_ids)
    left = left_behind(connection, wanted)
    return get(connection, (one for one in wanted if one not in left))


def of_topic(connection: Connection, topic: str) -> tuple[MemoryItem, ...]:
    """The memories with this topic, as `standing`, newest first."""
    found = [to_memory(row) for row in connection.execute(_OF_TOPIC, {"topic": topic})]
    left = left_behind(connection, [item.id for item in found]) if found else ()
    found.sort(key=lambda item: item.created, reverse=True)
    return tuple(item for item in found if item.id not in left)


def find(connection: Connection, prefix: str) -> MemoryItem:
    """The one memory whose id is, or starts with, ``prefix``.

    Raises:
        MemoryNotFound: None does.
        MemoryAmbiguous: Several do, or any does that of fewer than four characters.
    """
    wanted = storable(prefix.strip())
    own = memories.c
    visible = own.hidden.is_(False)
    exact = select(memories).where(own.id == wanted, visible)
    rows = connection.execute(exact).all()
    whole = bool(rows)
    if not whole:
        # Their ids may come from elsewhere: with capitals, or typed without them.
        likely = begins(own.id, wanted) | begins(func.lower(own.id), wanted.lower())
        rows = connection.execute(
            select(memories).where(likely, visible).limit(2)
        ).all()
    if not rows:
        raise MemoryNotFound(memory=prefix)
    if len(rows) > 1 or not (whole or len(wanted) >= SHORTEST_PREFIX):
        raise MemoryAmbiguous(memory=prefix)
    return to_memory(rows[0])


def page(
    connection: Connection, wanted: MemoryFilter, words: str, limit: int, offset: int
) -> tuple[MemoryItem, ...]:
    """The memories of ``wanted`` that have all ``words``, newest first."""
    own = memories.c
    query = (
        select(memories)
        .where(*_meant(wanted, words))
        .order_by(own.created_at.desc(), own.seq.desc())
        .limit(limit)
        .offset(offset)
    )
    return tuple(to_memory(row) for row in connection.execute(query))


def number(connection: Connection, wanted: MemoryFilter, words: str) -> int:
    """How many memories `page` has in all."""
    query = select(func.count()).select_from(memories).where(*_meant(wanted, words))
    return connection.scalar(query) or 0


def ids_of(connection: Connection, wanted: MemoryFilter) -> tuple[str, ...]:
    """The ids of the memories of ``wanted``, the oldest first."""
    own = memories.c
    query = select(own.id).where(*_meant(wanted, ""))
    query = query.order_by(own.created_at, own.seq)
    return tuple(connection.scalars(query))


def replaced_by(connection: Connection, memory_id: str) -> tuple[MemoryItem, ...]:
    """The memories that this one replaced, the oldest first."""
    own = memories.c
    query = (
        select(memories)
        .where(own.superseded_by == memory_id, own.hidden.is_(False))
        .order_by(own.created_at, own.seq)
    )
    return tuple(to_memory(row) for row in connection.execute(query))


def _meant(wanted: MemoryFilter, words: str) -> list[ColumnElement[bool]]:
    chosen = [matches(wanted)]
    if not wanted.over:
        chosen.append(_has_time_left())
    has = has_words(words)
    return chosen if has is None else [*chosen, has]


def _has_time_left() -> ColumnElement[bool]:
    """Whether it is no piece of a file whose time is over: those go soon."""
    own = memories.c
    return or_(
        own.kind != "document", own.valid_until.is_(None), own.valid_until > now()
    )


def changes(connection: Connection, since: int, limit: int) -> tuple[MemoryChange, ...]:
    """What changed after the change ``since``, the oldest first; each memory once."""
    rows = union_all(
        _first(
            select(memories.c.change, memories.c.id, memories.c.hidden.label("gone")),
            memories.c.change,
            since,
            limit,
        ),
        _first(
            select(memories_gone.c.change, memories_gone.c.memory_id, literal(1)),
            memories_gone.c.change,
            since,
            limit,
        ),
    ).subquery()
    query = select(rows).order_by(rows.c.change).limit(limit)
    return tuple(
        MemoryChange(row.change, row.id, bool(row.gone))
        for row in connection.execute(query)
    )


def _first(
    query: Select[Any], change: ColumnElement[int], since: int, limit: int
) -> Select[Any]:
    some = query.where(change > since).order_by(change).limit(limit).subquery()
    return select(some)


def last_change(connection: Connection) -> int:
    """The number of the last change, 0 before the first."""
    return count(connection, "change") or 0


def neighbours(
    connection: Connection, memory_ids: Sequence[str], reach: int
) -> dict[str, tuple[tuple[str, int], ...]]:
    """What stands around memories: ids with their distance (-1 is just before).

    An episode stands among those of its conversation, a chunk among those of its
    document; a fact stands alone.
    """
    rows = connection.execute(
        _NEIGHBOURS, {"ids": json.dumps(list(memory_ids)), "reach": reach}
    )
    found: dict[str, tuple[tuple[str, int], ...]] = {}
    for memory_id, *lists in rows:
        before, after = (
            [key for part in parts for key in json.loads(part)]
            for parts in (lists[:2], lists[2:])
        )
        found[memory_id] = (
            *((key, -n) for n, key in reversed(list(enumerate(before, 1)))),
            *((key, n) for n, key in enumerate(after, 1)),
        )
    return found


def _beside(kind: str, *, after: bool) -> ScalarSelect[str]:
    """The ids of the ``reach`` nearest neighbours on one side, nearest first (JSON)."""
    own, other = memories.c, memories.alias()
    if kind == "episode":
        key, place = "conversation_id", ("created_at", "seq")
    else:
        key, place = "document_id", ("position", "seq")
    here = tuple_(*(own[name] for name in place))
    there = tuple_(*(other.c[name] for name in place))
    order = [other.c[name] if after else other.c[name].desc() for name in place]
    nearest = (
        select(other.c.id)
        .where(
            other.c[key] == own[key],
            own.kind == kind,
            other.c.kind == kind,
            other.c.hidden.is_(False),
            there > here if after else there < here,
        )
        .order_by(*order)
        .limit(bindparam("reach"))
        .correlate(memories)
        .subquery()
    )
    return select(func.json_group_array(nearest.c.id)).scalar_subquery()


def _neighbours() -> Select[Any]:
    return select(
        memories.c.id,
        _beside("episode", after=False),
        _beside("document", after=False),
        _beside("episode", after=True),
        _beside("document", after=True),
    ).where(memories.c.id.in_(listed("ids")), memories.c.hidden.is_(False))


_NEIGHBOURS = _neighbours()
