"""Which memories are meant, as conditions on their rows."""

from sqlalchemy import ColumnElement, and_, literal_column, or_, true

from evotr.domain import MemoryFilter
from evotr.journal.memory_rows import among, stored_time
from evotr.journal.schema import memories
from evotr.journal.wording import storable

__all__ = ["matches", "scope"]

_VISIBLE = memories.c.hidden.is_(literal_column("0"))


def matches(wanted: MemoryFilter) -> ColumnElement[bool]:
    """Whether a memory is visible and meant by ``wanted``."""
    own = memories.c
    chosen = [_VISIBLE, scope(wanted)]
    if wanted.kinds:
        chosen.append(among(own.kind, wanted.kinds))
    for column, value in (
        (own.workspace, wanted.workspace),
        (own.collection, wanted.collection),
        (own.speaker, wanted.speaker),
        (own.path, wanted.path),
    ):
        if value is not None:
            chosen.append(column == storable(value))
    if wanted.pinned is not None:
        chosen.append(own.pinned.is_(wanted.pinned))
    if wanted.valid_at is not None:
        at = stored_time(wanted.valid_at)
        chosen.append(or_(own.valid_from.is_(None), own.valid_from <= at))
        chosen.append(or_(own.valid_until.is_(None), own.valid_until > at))
    return and_(*chosen)


def scope(wanted: MemoryFilter) -> ColumnElement[bool]:
    """The part of ``wanted`` that an index of the table answers at once."""
    own = memories.c
    chosen: list[ColumnElement[bool]] = [true()]
    if wanted.conversation is not None:
        chosen.append(own.conversation_id == storable(wanted.conversation))
    if wanted.since is not None:
        chosen.append(own.created_at >= stored_time(wanted.since))
    if wanted.until is not None:
        chosen.append(own.created_at < stored_time(wanted.until))
    if wanted.topics:
        chosen.append(among(own.topic, map(storable, wanted.topics)))
    return and_(*chosen)
