"""Which messages are still to be remembered, and which may be at all.

Every function runs inside one transaction and takes its connection.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    bindparam,
    false,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert as upsert

from evotr.domain import Consent, Conversation, StoredMessage
from evotr.journal import reads
from evotr.journal.ledger_schema import feedback
from evotr.journal.memory_rows import among, stored_time
from evotr.journal.schema import answers, conversations, messages, remembered

__all__ = [
    "mark",
    "may_be_kept",
    "pass_over",
    "saying",
    "set_consent",
    "to_learn",
    "to_remember",
]

_LONG: Final = 1_000  # characters; so much is pasted rather than typed

_MARK = upsert(remembered).values(
    message_id=bindparam("message"),
    learned=bindparam("learned"),
    taken=bindparam("taken"),
)
_MARK = _MARK.on_conflict_do_update(
    index_elements=["message_id"],
    # What was learned is not learned again.
    set_={
        name: remembered.c[name] | _MARK.excluded[name] for name in ("learned", "taken")
    },
)


def set_consent(
    connection: Connection, conversation_id: str, consent: Consent
) -> Conversation:
    """Say what may be kept of a conversation from now on.

    What was said before stays as it was meant: where nothing might be kept it is never
    taken up, where facts might not be learned it is never learned from.

    Raises:
        ConversationNotFound: There is none with this id.
    """
    before = reads.conversation(connection, conversation_id).consent
    said = select(messages.c.id).where(messages.c.conversation_id == conversation_id)
    if before == "nothing":
        pass_over(connection, connection.scalars(said))
    elif (before, consent) == ("remember", "learn"):
        # What is still to be remembered of it will be.
        mark(connection, connection.scalars(said), learned=True, taken=False)
    connection.execute(
        update(conversations)
        .where(conversations.c.id == conversation_id)
        .values(consent=consent)
    )
    return reads.conversation(connection, conversation_id)


def to_remember(connection: Connection, limit: int) -> tuple[StoredMessage, ...]:
    """Messages that are not remembered and may be, the oldest first.

    They say something, are whole answers or the user's, and stand on the active branch
    of a conversation outside the trash that allows it. What is long waits for an
    answer: a paste that could not be answered is none. What corrects an answer waits as
    long as that is said to be bad.
    """
    marked = select(remembered.c.message_id).where(remembered.c.taken)
    # The beginning of an answer says little, or what was not meant; it may go on yet.
    whole = (messages.c.role == "user") | (messages.c.status == "complete")
    return _open_messages(
        connection,
        conversations.c.consent != "nothing",
        messages.c.id.not_in(marked) & whole,
        limit,
    )


def to_learn(
    connection: Connection, quiet_since: datetime, limit: int
) -> tuple[StoredMessage, ...]:
    """What the user said and no facts were looked for in yet, the oldest first.

    As `to_remember`, in conversations where nothing was written since ``quiet_since``.
    """
    learned = select(remembered.c.message_id).where(remembered.c.learned)
    return _open_messages(
        connection,
        (conversations.c.consent == "learn")
        & (conversations.c.updated_at < stored_time(quiet_since)),
        messages.c.id.not_in(learned) & (messages.c.role == "user"),
        limit,
    )


def _open_messages(
    connection: Connection,
    of_conversation: ColumnElement[bool],
    of_message: ColumnElement[bool],
    limit: int,
) -> tuple[StoredMessage, ...]:
    says = of_message & (messages.c.status != "streaming")
    says &= func.trim(messages.c.content) != ""
    says &= (func.length(messages.c.content) <= _LONG) | _answered()
    says &= (messages.c.role == "assistant") | messages.c.id.not_in(_bad())
    # First the few conversations with such a message, then their branches.
    path = (
        select(messages.c.id, messages.c.parent_id)
        .join(conversations, conversations.c.leaf_id == messages.c.id)
        .where(conversations.c.id.in_(_owners(of_conversation, says)))
        .cte("path", recursive=True)
    )
    path = path.union_all(
        select(messages.c.id, messages.c.parent_id).join_from(
            path, messages, messages.c.id == path.c.parent_id
        )
    )
    ids = connection.scalars(
        select(messages.c.id)
        .join(path, path.c.id == messages.c.id)
        .where(says)
        .order_by(messages.c.seq)
        .limit(limit)
    ).all()
    return reads.messages_with(connection, ids)


def _answered() -> ColumnElement[bool]:
    """Whether a message is an answer, or has one that did not fail."""
    reply = messages.alias()
    given = select(reply.c.id).where(
        reply.c.parent_id == messages.c.id,
        reply.c.status.not_in(("failed", "streaming")),
        reply.c.content != "",
    )
    return (messages.c.role == "assistant") | given.exists()


def _bad() -> Select[tuple[str | None]]:
    """The messages whose words were given as an answer that the user took for bad."""
    return (
        select(answers.c.corrects)
        .join(feedback, feedback.c.message_id == answers.c.message_id)
        .where(feedback.c.thumb == "down", answers.c.corrects.is_not(None))
    )


def _owners(
    of_conversation: ColumnElement[bool], of_message: ColumnElement[bool]
) -> Select[tuple[str]]:
    return (
        select(conversations.c.id)
        .join(messages, messages.c.conversation_id == conversations.c.id)
        .where(conversations.c.deleted_at.is_(None), of_conversation, of_message)
    )


def may_be_kept(connection: Connection, message_ids: Iterable[str]) -> frozenset[str]:
    """Those of the messages that still say something and may be remembered."""
    query = (
        select(messages.c.id)
        .join(conversations, conversations.c.id == messages.c.conversation_id)
        .where(
            among(messages.c.id, message_ids),
            messages.c.content != "",
            conversations.c.deleted_at.is_(None),
            conversations.c.consent != "nothing",
        )
    )
    return frozenset(connection.scalars(query))


def saying(connection: Connection, words: Iterable[str]) -> tuple[StoredMessage, ...]:
    """The messages, in the trash too, that hold one of these words as it is written.

    Of letters of ASCII either case will do.
    """
    holds = [messages.c.content.icontains(one, autoescape=True) for one in words]
    ids = connection.scalars(select(messages.c.id).where(or_(false(), *holds))).all()
    return reads.messages_with(connection, ids)


def pass_over(connection: Connection, message_ids: Iterable[str]) -> None:
    """Take messages for remembered and learned, whatever may be kept of them."""
    mark(connection, message_ids, learned=True)


def mark(
    connection: Connection,
    message_ids: Iterable[str],
    *,
    learned: bool,
    taken: bool = True,
) -> None:
    """Note whether messages are ``taken`` as episodes, and their facts ``learned``.

    Messages that are gone are passed over.
    """
    known = connection.scalars(
        select(messages.c.id).where(among(messages.c.id, message_ids))
    ).all()
    rows = [{"message": key, "learned": learned, "taken": taken} for key in known]
    if rows:
        connection.execute(_MARK, rows)
