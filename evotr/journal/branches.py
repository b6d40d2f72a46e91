"""Which memories come from wordings that the user has left for others."""

from collections.abc import Iterable

from sqlalchemy import Connection, func, select

from evotr.domain import CORRECTIONS
from evotr.journal.memory_rows import among
from evotr.journal.schema import conversations, memories, messages

__all__ = ["left_behind"]


def left_behind(connection: Connection, memory_ids: Iterable[str]) -> frozenset[str]:
    """Those of the memories whose message stands on no active branch any more.

    A message leaves it when it is edited, or another version is chosen; it may come
    back. A fact stays while its quote stands in a message of the branch, and what is
    pinned in any case; so does an answer as the user rewrote it, which may stand beside
    the branch. What comes from a message that is not here is not known.
    """
    own = memories.c
    asked = connection.execute(
        select(own.id, own.kind, own.quote, messages.c.id, messages.c.conversation_id)
        .join(messages, messages.c.id == own.message_id)
        .where(
            among(own.id, memory_ids),
            own.pinned.is_(False),
            ~(own.topic.like(f"{CORRECTIONS}%") & (messages.c.role == "assistant")),
        )
    ).all()
    active = _active(connection, {row.conversation_id for row in asked})
    return frozenset(
        memory_id
        for memory_id, kind, quote, message_id, conversation_id in asked
        if message_id not in active.get(conversation_id, (message_id,))
        and not (kind == "fact" and _told(connection, active[conversation_id], quote))
    )


def _told(connection: Connection, message_ids: Iterable[str], quote: str) -> bool:
    """Whether one of the messages holds ``quote``."""
    said = connection.scalars(
        select(messages.c.content).where(among(messages.c.id, message_ids))
    )
    return quote != "" and any(quote in text for text in said)


def _active(
    connection: Connection, conversation_ids: Iterable[str]
) -> dict[str, set[str]]:
    """The messages of the active branches of conversations that have versions."""
    versions = (
        select(messages.c.conversation_id)
        .where(among(messages.c.conversation_id, conversation_ids))
        .group_by(messages.c.conversation_id, messages.c.parent_id, messages.c.role)
        .having(func.count() > 1)
    )
    path = (
        select(messages.c.id, messages.c.parent_id, messages.c.conversation_id)
        .join(conversations, conversations.c.leaf_id == messages.c.id)
        .where(conversations.c.id.in_(versions))
        .cte("path", recursive=True)
    )
    path = path.union_all(
        select(
            messages.c.id, messages.c.parent_id, messages.c.conversation_id
        ).join_from(path, messages, messages.c.id == path.c.parent_id)
    )
    found: dict[str, set[str]] = {}
    for row in connection.execute(select(path.c.conversation_id, path.c.id)):
        found.setdefault(row.conversation_id, set()).add(row.id)
    return found
