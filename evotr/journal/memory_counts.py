"""Numbers that belong to all memories together."""

from typing import Literal

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert

from evotr.journal.schema import memory_counts

__all__ = ["Count", "count", "drop_count", "raise_count", "set_count"]

Count = Literal["change", "memories", "stems", "through", "stemming"]
"""The last change, indexed memories and the stems in them, the last memory that is
indexed while the index is made anew (none: all are), and by which rules."""

_COUNT = select(memory_counts.c.value).where(memory_counts.c.name == bindparam("name"))


def count(connection: Connection, name: Count) -> int | None:
    """The number ``name``, None where it was never set."""
    value = connection.scalar(_COUNT, {"name": name})
    return None if value is None else int(value)


def set_count(connection: Connection, name: Count, value: int) -> None:
    """Give ``name`` another value."""
    row = insert(memory_counts).values(name=name, value=value)
    connection.execute(
        row.on_conflict_do_update(index_elements=["name"], set_={"value": value})
    )


def drop_count(connection: Connection, name: Count) -> None:
    """Have ``name`` unset."""
    connection.execute(delete(memory_counts).where(memory_counts.c.name == name))


def raise_count(connection: Connection, name: Count, more: int) -> int:
    """Add ``more`` to ``name``, which begins at 0; what it is then."""
    value = (count(connection, name) or 0) + more
    set_count(connection, name, value)
    return value
