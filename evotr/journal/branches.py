"""Which memories come from wordings that the user has left for others."""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Select, func, select

from evotr.domain import CORRECTIONS
from evotr.journal.memory_rows import among, listed
from evotr.journal.schema import conversations, memories, messages

__all__ = ["left_behind"]


def _branches() -> Select[Any]:
    """The messages of active branches, of those bound that have versions."""
    own = messages.c
    versions = (
        select(own.conversation_id)
        .where(own.conversation_id.in_(listed("conversations")))
        .group_by(own.conversation_id, own.parent_id, own.role)
        .having(func.count() > 1)
    )
    path = (
        select(own.id, own.parent_id, own.conversation_id)
        .join(conversations, conversations.c.leaf_id == own.id)
        .where(conversations.c.id.in_(versions))
        .cte("path", recursive=True)
    )
    path = path.union_all(
        select(own.id, own.parent_id, own.conversation_id).join_from(
            path, messages, own.id == path.c.parent_id
        )
    )
    return select(path.c.conversation_id, path.c.id)


# Built once: every recall reads by them.
_BRANCHES = _branches()
_ASKED = (
    select(
        memories.c.id,
        memories.c.kind,
        memories.c.quote,
        messages.c.id,
        messages.c.conversation_id,
    )
    .join(messages, messages.c.id == memories.c.message_id)
    .where(
        memories.c.id.in_(listed("ids")),
        memories.c.pinned.is_(False),
        ~(memories.c.topic.like(f"{CORRECTIONS}%") & (messages.c.role == "assistant")),
    )
)


def left_behind(connection: Connection, memory_ids: Iterable[str]) -> frozenset[str]:
    """Those of the memories whose message stands on no active branch any more.

    A message leaves it when it is edited, or another version is chosen; it may come
    back. A fact stays while its quote stands in a message of the branch, and what is
    pinned in any case; so does an answer as the user rewrote it, which may stand beside
    the branch, and what is said in another conversation that branched from there. What
    comes from a message that is not here is not known.
    """
    asked = connection.execute(_ASKED, {"ids": json.dumps(list(memory_ids))}).all()
    if not asked:
        return frozenset()
    active = _active(connection, {row.conversation_id for row in asked})
    left = {
        memory_id: message_id
        for memory_id, kind, quote, message_id, conversation_id in asked
        if message_id not in active.get(conversation_id, (message_id,))
        and not (kind == "fact" and _told(connection, active[conversation_id], quote))
    }
    still = _said_elsewhere(connection, left.values()) if left else set()
    return frozenset(key for key, message_id in left.items() if message_id not in still)


def _said_elsewhere(connection: Connection, message_ids: Iterable[str]) -> set[str]:
    """Those of the messages of which a copy stands on an active branch."""
    own = messages.c
    copied = connection.execute(
        select(own.id, own.origin, own.conversation_id)
        .join(conversations, conversations.c.id == own.conversation_id)
        .where(
            among(own.origin, message_ids),
            own.content != "",
            conversations.c.deleted_at.is_(None),
        )
    ).all()
    active = _active(connection, {row.conversation_id for row in copied})
    return {
        row.origin
        for row in copied
        if row.id in active.get(row.conversation_id, (row.id,))
    }


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
    found: dict[str, set[str]] = {}
    wanted = json.dumps(list(conversation_ids))
    for row in connection.execute(_BRANCHES, {"conversations": wanted}):
        found.setdefault(row.conversation_id, set()).add(row.id)
    return found
