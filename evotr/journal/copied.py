"""Messages that have the same words, since a conversation branched from another."""

from collections.abc import Iterable

from sqlalchemy import Connection, func, or_, select

from evotr.journal.memory_rows import among
from evotr.journal.schema import messages

__all__ = ["copies_of", "with_copies"]


def with_copies(connection: Connection, message_ids: Iterable[str]) -> list[str]:
    """The messages and all others that have their words: copies, and what they copy."""
    own, ids = messages.c, list(message_ids)
    first = func.coalesce(own.origin, own.id)
    # They may have been destroyed themselves.
    origins = {*ids, *connection.scalars(select(first).where(among(own.id, ids)))}
    same = select(own.id).where(or_(among(own.id, origins), among(own.origin, origins)))
    return list(dict.fromkeys((*ids, *connection.scalars(same.order_by(own.seq)))))


def copies_of(
    connection: Connection,
    message_ids: Iterable[str],
    conversation_ids: Iterable[str] = (),
) -> list[str]:
    """The copies of messages, and of those of conversations, the oldest first."""
    own = messages.c
    there = select(own.id).where(among(own.conversation_id, conversation_ids))
    copied = among(own.origin, message_ids) | own.origin.in_(there)
    return list(connection.scalars(select(own.id).where(copied).order_by(own.seq)))
