"""What changes memories. Every function runs inside one write transaction."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, get_args

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from evotr.domain import MemoryItem, Trust
from evotr.errors import MemoryNotFound
from evotr.journal import lexical
from evotr.journal.memory_counts import raise_count
from evotr.journal.memory_reads import get
from evotr.journal.memory_rows import among, memory_columns, stored_time
from evotr.journal.schema import memories, memories_gone

__all__ = [
    "add",
    "close",
    "confirm",
    "delete_memories",
    "delete_of_conversations",
    "expire",
    "hide",
    "number_changes",
    "pin",
    "repeat",
    "show",
    "supersede",
    "update_memory",
]

_BEST_FIRST: tuple[Trust, ...] = get_args(Trust)

_GONE = upsert(memories_gone).values(
    memory_id=bindparam("memory_id"), change=bindparam("change")
)
_GONE = _GONE.on_conflict_do_update(
    index_elements=["memory_id"], set_={"change": _GONE.excluded.change}
)


def add(
    connection: Connection,
    items: Iterable[MemoryItem],
    placed: Mapping[str, object] | None = None,
) -> tuple[str, ...]:
    """Store memories; those whose id is stored already are passed over.

    ``placed`` are further columns of all of them. Returns the ids of what is new.
    """
    rows = {str(row["id"]): row for row in map(memory_columns, items)}
    known = connection.scalars(
        select(memories.c.id).where(among(memories.c.id, rows))
    ).all()
    for memory_id in known:
        del rows[memory_id]
    if not rows:
        return ()
    last = connection.scalar(select(func.max(memories.c.seq))) or 0
    numbers = number_changes(connection, len(rows))
    common = {"hidden": False, **(placed or {})}
    for (seq, row), change in zip(
        enumerate(rows.values(), last + 1), numbers, strict=True
    ):
        row.update(common, seq=seq, change=change)
    connection.execute(insert(memories), list(rows.values()))
    connection.execute(
        delete(memories_gone).where(among(memories_gone.c.memory_id, rows))
    )
    lexical.put(
        connection,
        ((row["seq"], row["speaker"], row["text"]) for row in _typed(rows)),
    )
    return tuple(rows)


def _typed(rows: Mapping[str, dict[str, Any]]) -> Iterable[dict[str, Any]]:
    return rows.values()


def number_changes(connection: Connection, changes: int) -> range:
    """Numbers for so many changes: greater than all before, also than of what is gone.

    No number is given twice: a reader stops and goes on at any of them.
    """
    last = raise_count(connection, "change", changes)
    return range(last - changes + 1, last + 1)


def update_memory(connection: Connection, item: MemoryItem) -> MemoryItem:
    """Store ``item`` in the place of the memory with its id.

    No rewriting raises the trust: the lesser of the two stays.

    Raises:
        MemoryNotFound: None has this id.
    """
    own = memories.c
    old = connection.execute(
        select(own.seq, own.speaker, own.text, own.trust).where(own.id == item.id)
    ).first()
    if old is None:
        raise MemoryNotFound(memory=item.id)
    row = memory_columns(item)
    row["trust"] = max(item.trust, old.trust, key=_BEST_FIRST.index)
    if (row["speaker"], row["text"]) != (old.speaker, old.text):
        lexical.take_out(connection, [old.seq])
        lexical.put(connection, [(old.seq, str(row["speaker"]), str(row["text"]))])
        (row["change"],) = number_changes(connection, 1)
    connection.execute(update(memories).where(own.seq == old.seq).values(**row))
    return _one(connection, item.id)


def _one(connection: Connection, memory_id: str) -> MemoryItem:
    for found in get(connection, [memory_id]):
        return found
    raise MemoryNotFound(memory=memory_id)


def supersede(
    connection: Connection, memory_ids: Sequence[str], item: MemoryItem
) -> MemoryItem:
    """Store ``item``, and close the memories that it replaces where it begins.

    Raises:
        MemoryNotFound: One of the old ones does not exist.
    """
    (new_id,) = add(connection, [item]) or (item.id,)
    changed = connection.execute(
        update(memories)
        .where(among(memories.c.id, memory_ids), memories.c.id != new_id)
        .values(
            superseded_by=new_id,
            valid_until=stored_time(item.valid_from or item.created),
        )
    )
    if changed.rowcount != len(set(memory_ids) - {new_id}):
        raise MemoryNotFound(memory=" ".join(memory_ids))
    return _one(connection, new_id)


def close(connection: Connection, replaced: Mapping[str, str]) -> None:
    """Let memories (the keys) end where the ones that replace them (the values) begin.

    Those that are gone, or ended already, are passed over; so are those whose
    replacement is not stored.
    """
    own = memories.c
    begins = connection.execute(
        select(own.id, func.coalesce(own.valid_from, own.created_at).label("at")).where(
            among(own.id, set(replaced.values()))
        )
    )
    starts = {row.id: row.at for row in begins}
    for old, new in replaced.items():
        if new in starts:
            connection.execute(
                update(memories)
                .where(own.id == old, own.superseded_by.is_(None))
                .values(superseded_by=new, valid_until=starts[new])
            )


def repeat(connection: Connection, repeated: Mapping[str, MemoryItem]) -> None:
    """Give memories (by their ids) the time and source of what says the same, if newer.

    Those that are gone, or as new, are passed over.
    """
    for memory_id, item in repeated.items():
        row = memory_columns(item)
        moved = ("created_at", "conversation_id", "message_id", "path", "page", "quote")
        connection.execute(
            update(memories)
            .where(memories.c.id == memory_id)
            .where(memories.c.created_at < stored_time(item.created))
            .values({name: row[name] for name in moved})
        )


def expire(connection: Connection, memory_ids: Sequence[str], at: datetime) -> int:
    """Let memories be valid until ``at``; how many there are."""
    return _set(connection, memory_ids, valid_until=stored_time(at))


def pin(connection: Connection, memory_ids: Sequence[str], *, pinned: bool) -> int:
    """Pin or release memories; how many there are."""
    return _set(connection, memory_ids, pinned=pinned)


def _set(connection: Connection, memory_ids: Sequence[str], **values: object) -> int:
    return connection.execute(
        update(memories).where(among(memories.c.id, memory_ids)).values(**values)
    ).rowcount


def delete_memories(
    connection: Connection, memory_ids: Iterable[str]
) -> tuple[str, ...]:
    """Delete memories from the tables and their words' index; the ids that were."""
    rows = connection.execute(
        select(memories.c.seq, memories.c.id).where(among(memories.c.id, memory_ids))
    ).all()
    if not rows:
        return ()
    seqs = [row.seq for row in rows]
    lexical.take_out(connection, seqs)
    connection.execute(delete(memories).where(among(memories.c.seq, seqs)))
    gone = [
        {"memory_id": row.id, "change": change}
        for row, change in zip(rows, number_changes(connection, len(rows)), strict=True)
    ]
    connection.execute(_GONE, gone)
    return tuple(row.id for row in rows)


def delete_of_conversations(
    connection: Connection, conversation_ids: Sequence[str]
) -> tuple[str, ...]:
    """Delete what is remembered from conversations; the ids that were."""
    owners = memories.c.conversation_id
    ids = connection.scalars(
        select(memories.c.id).where(among(owners, conversation_ids))
    ).all()
    return delete_memories(connection, ids)


def hide(connection: Connection, conversation_id: str, *, hidden: bool) -> None:
    """Put what is remembered from a conversation out of sight, or back."""
    own = memories.c
    seqs = connection.scalars(
        select(own.seq).where(
            own.conversation_id == conversation_id, own.document_id.is_(None)
        )
    ).all()
    show(connection, seqs, hidden=hidden)


def show(connection: Connection, seqs: Sequence[int], *, hidden: bool = False) -> None:
    """Have the memories of these numbers seen (or ``hidden``), by indexes too."""
    if not seqs:
        return
    rows = [
        {"number": seq, "new": change}
        for seq, change in zip(seqs, number_changes(connection, len(seqs)), strict=True)
    ]
    connection.execute(
        update(memories)
        .where(memories.c.seq == bindparam("number"))
        .values(change=bindparam("new"), hidden=hidden),
        rows,
    )


def confirm(connection: Connection, through: int) -> None:
    """Forget which memories are gone, up to the change ``through``."""
    connection.execute(delete(memories_gone).where(memories_gone.c.change <= through))
