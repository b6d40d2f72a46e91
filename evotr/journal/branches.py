"""Which memories come from wordings that the user has left for others."""

from collections.abc import Iterable

from sqlalchemy import Connection, func, select

from evotr.journal.memory_rows import among
from evotr.journal.schema import conversations, memories, messages

__all__ = ["left_behind"]


def left_behind(connection: Connection, memory_ids: Iterable[str]) -> frozenset[str]:
    """Those of the memories whose message stands on no active branch any more.

    A message leaves it when it is edited, or another version is chosen; it may come
    back. A fact stays while its quote stands in a message of the branch, and what is
    pinned in any case. What comes from a message that is not here is not known.
    """
    own = memories.c
    asked = connection.execute(
        select(own.id, own.kind, own.quote, messages.c.id, messages.c.conversation_id)
        .join(messages, messages.c.id == own.message_id)
        .where(among(own.id, memory_ids), own.pinned.is_(False))
    ).all()
    active = _active(connection, {row.conversation_id for row in asked})
    left = set()
    for memory_id, kind, quote, message_id, conversation_id in asked:
        branch = active.get(conversation_id)
        if branch is None or message_id in branch:
            continue
        told = kind == "fact" and quote and any(quote in t for t in branch.values())
        if not told:
            left.add(memory_id)
    return frozenset(left)


def _active(
    connection: Connection, conversation_ids: Iterable[str]
) -> dict[str, dict[str, str]]:
    """The texts by message of the branches of conversations that have versions."""
    versions = (
        select(messages.c.conversation_id)
        .where(among(messages.c.conversation_id, conversation_ids))
        .group_by(messages.c.conversation_id, messages.c.parent_id, messages.c.role)
        .having(func.count() > 1)
    )
    path = (
        select(messages.c.id, messages.c.parent_id)
        .join(conversations, conversations.c.leaf_id == messages.c.id)
        .where(conversations.c.id.in_(versions))
        .cte("path", recursive=True)
    )
    path = path.union_all(
        select(messages.c.id, messages.c.parent_id).join_from(
            path, messages, messages.c.id == path.c.parent_id
        )
    )
    rows = connection.execute(
        select(messages.c.conversation_id, messages.c.id, messages.c.content).join(
            path, path.c.id == messages.c.id
        )
    )
    found: dict[str, dict[str, str]] = {}
    for conversation_id, message_id, content in rows:
        found.setdefault(conversation_id, {})[message_id] = content
    return found
