"""Destroying what was learned from what goes, so that nothing derived of it is left."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, or_, select

from evotr.journal.ledger_schema import (
    feedback,
    ledger,
    ledger_events,
    lesson_sources,
    open_questions,
)
from evotr.journal.memory_rows import among
from evotr.journal.nights_forgetting import doom
from evotr.journal.schema import messages
from evotr.journal.succession import reopen

__all__ = ["destroy_lessons", "forget_feedback", "lessons_from"]


def lessons_from(
    connection: Connection,
    *,
    memory_ids: Iterable[str] = (),
    message_ids: Iterable[str] = (),
    conversation_ids: Iterable[str] = (),
) -> tuple[str, ...]:
    """The ids of the lessons that come from these; a lesson's memory has its id.

    So do those that are in no ledger, but in a memory.
    """
    known, said, spoken = list(memory_ids), list(message_ids), list(conversation_ids)
    own, source = ledger.c, lesson_sources.c
    rows = select(own.id).where(
        or_(
            among(own.id, known),
            among(own.message_id, said),
            among(own.conversation_id, spoken),
        )
    )
    there = select(messages.c.id).where(among(messages.c.conversation_id, spoken))
    drawn = select(source.lesson_id).where(
        or_(
            among(source.lesson_id, known),
            among(source.message_id, said),
            source.message_id.in_(there),
        )
    )
    found = (*connection.scalars(rows), *connection.scalars(drawn))
    return tuple(dict.fromkeys(found))


def destroy_lessons(connection: Connection, lesson_ids: Sequence[str]) -> None:
    """Take lessons out of every table, with what was decided of and for them.

    What they had closed holds again, as if they had never been. The versions that
    nights made of them are doomed. Their memories are the caller's to destroy.
    """
    doom(connection, lesson_ids)
    reopen(connection, lesson_ids)
    own = ledger_events.c
    about = or_(among(own.cause, lesson_ids), among(own.row_id, lesson_ids))
    connection.execute(delete(ledger_events).where(about))
    connection.execute(delete(ledger).where(among(ledger.c.id, lesson_ids)))
    connection.execute(
        delete(lesson_sources).where(among(lesson_sources.c.lesson_id, lesson_ids))
    )


def forget_feedback(connection: Connection, message_ids: Sequence[str]) -> None:
    """Drop what was said of messages, and of the answers to them."""
    own = messages.c
    chosen = connection.scalars(
        select(own.id).where(
            or_(among(own.id, message_ids), among(own.parent_id, message_ids))
        )
    ).all()
    for table in (feedback, open_questions):
        connection.execute(delete(table).where(among(table.c.message_id, chosen)))
