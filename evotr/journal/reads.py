"""What is read back: branches, versions, lists. Every function takes a connection."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    CTE,
    Connection,
    Row,
    ScalarSelect,
    Select,
    bindparam,
    func,
    literal,
    select,
)

from evotr.domain import (
    GENERAL,
    Branch,
    Conversation,
    Message,
    StoredMessage,
    Transcript,
)
from evotr.errors import (
    ConversationAmbiguous,
    ConversationInTrash,
    ConversationNotFound,
    MessageAmbiguous,
    MessageNotFound,
)
from evotr.journal.memory_rows import among
from evotr.journal.naming import begins
from evotr.journal.rows import SHORTEST_PREFIX, to_conversation, to_message
from evotr.journal.schema import (
    answers,
    conversations,
    messages,
    routes,
    stream_chunks,
)

__all__ = [
    "branch",
    "conversation",
    "conversation_list",
    "find_conversation",
    "find_message",
    "history",
    "message",
    "messages_of",
    "messages_with",
    "newest_below",
    "path_to",
    "question_of",
    "streamed_text",
    "transcript",
]


def _versions() -> ScalarSelect[str]:
    """The ids of a message's siblings of its role, oldest first, between commas."""
    other = messages.alias()
    ordered = (
        select(other.c.id)
        .where(
            other.c.parent_id.is_not_distinct_from(messages.c.parent_id),
            other.c.conversation_id == messages.c.conversation_id,
            other.c.role == messages.c.role,
        )
        .order_by(other.c.seq)
        .correlate(messages)
        .subquery()
    )
    return select(func.group_concat(ordered.c.id)).scalar_subquery()


_MESSAGES = select(
    messages,
    *(column for column in answers.c if column.name != "message_id"),
    *(column for column in routes.c if column.name != "message_id"),
    _versions().label("versions"),
).join_from(messages, answers, isouter=True)
_MESSAGES = _MESSAGES.join(routes, routes.c.message_id == messages.c.id, isouter=True)


def _path_up() -> CTE:
    """The branch from the bound ``leaf`` up to the first message."""
    path = (
        select(messages.c.id, messages.c.parent_id, literal(0).label("height"))
        .where(messages.c.id == bindparam("leaf"))
        .cte("path", recursive=True)
    )
    return path.union_all(
        select(messages.c.id, messages.c.parent_id, path.c.height + 1).join_from(
            path, messages, messages.c.id == path.c.parent_id
        )
    )


_PATH = _path_up()
_BRANCH = _MESSAGES.join(_PATH, _PATH.c.id == messages.c.id).order_by(
    _PATH.c.height.desc()
)
_HISTORY = (
    select(messages.c.id, messages.c.role, messages.c.content, messages.c.status)
    .join(_PATH, _PATH.c.id == messages.c.id)
    .order_by(_PATH.c.height.desc())
)
_ANSWERED = (
    select(answers.c.experts)
    .join(_PATH, _PATH.c.id == answers.c.message_id)
    .order_by(_PATH.c.height)
    .limit(1)
)
_CHOSEN = select(conversations.c.pinned, conversations.c.system_prompt).join(
    messages, messages.c.conversation_id == conversations.c.id
)
_MESSAGE = _MESSAGES.where(messages.c.id == bindparam("id"))
_ALL = _MESSAGES.where(
    messages.c.conversation_id == bindparam("conversation")
).order_by(messages.c.seq)
_CONVERSATION = select(conversations).where(conversations.c.id == bindparam("id"))
_CHUNKS = (
    select(stream_chunks.c.message_id, stream_chunks.c.text)
    .where(stream_chunks.c.message_id.in_(bindparam("ids", expanding=True)))
    .order_by(stream_chunks.c.id)
)


def streamed_text(connection: Connection, ids: Iterable[str]) -> dict[str, str]:
    """What the chunks of the answers ``ids`` hold; "" for one without any."""
    texts: defaultdict[str, list[str]] = defaultdict(list)
    for answer_id, text in connection.execute(_CHUNKS, {"ids": list(ids)}):
        texts[answer_id].append(text)
    return defaultdict(str, {key: "".join(parts) for key, parts in texts.items()})


def _streaming(connection: Connection, rows: Sequence[Any]) -> dict[str, str]:
    ids = [row.id for row in rows if row.status == "streaming"]
    return streamed_text(connection, ids) if ids else {}


def _messages(
    connection: Connection, query: Select[Any], **values: object
) -> tuple[StoredMessage, ...]:
    rows = connection.execute(query, values).all()
    streamed = _streaming(connection, rows)
    return tuple(to_message(row, streamed.get(row.id, "")) for row in rows)


def message(connection: Connection, message_id: str) -> StoredMessage:
    """One message.

    Raises:
        MessageNotFound: There is none with this id.
    """
    for found in _messages(connection, _MESSAGE, id=message_id):
        return found
    raise MessageNotFound(message=message_id)


def question_of(connection: Connection, message_id: str) -> StoredMessage:
    """The user message that an answer answers, or the user message itself.

    Raises:
        MessageNotFound: There is none with this id.
        ConversationInTrash: Its conversation lies there.
    """
    found = message(connection, message_id)
    if conversation(connection, found.conversation_id).deleted_at is not None:
        raise ConversationInTrash(conversation=found.conversation_id)
    if found.role == "assistant" and found.parent_id is not None:
        return message(connection, found.parent_id)
    return found


def history(connection: Connection, message_id: str) -> tuple[Message, ...]:
    """The branch up to and including a message, for the prompt, oldest first.

    Answers count as far as they were said; what is not sent is left out.

    Raises:
        MessageNotFound: There is none with this id.
    """
    return tuple(_said(connection, message_id).values())


def _said(connection: Connection, message_id: str) -> dict[str, Message]:
    """`history` by the messages' ids."""
    rows = connection.execute(_HISTORY, {"leaf": message_id}).all()
    if not rows:
        raise MessageNotFound(message=message_id)
    streamed = _streaming(connection, rows)
    said = (
        (row.id, Message(row.role, row.content + streamed.get(row.id, "")))
        for row in rows
    )
    return {key: message for key, message in said if message.is_sent}


def branch(connection: Connection, message_id: str) -> Branch:
    """What a turn has to know of the branch that ends in a message.

    Raises:
        MessageNotFound: There is none with this id.
    """
    said = _said(connection, message_id)
    experts = connection.scalar(_ANSWERED, {"leaf": message_id})
    previous = None
    if experts is not None:
        shares = {expert: weight for expert, weight, *_ in experts}
        previous = max(shares, key=shares.__getitem__, default=GENERAL)
    chosen = connection.execute(_CHOSEN.where(messages.c.id == message_id)).one()
    versions = message(connection, message_id).versions
    below = select(messages.c.id).where(messages.c.parent_id.in_(versions))
    given = frozenset(connection.scalars(below))
    origins = _origins(connection, (*said, *given, *versions))
    copied = (origins[key] for key in (*given, *versions) if key in origins)
    return Branch(
        tuple(said.values()),
        previous,
        chosen.pinned,
        tuple(said),
        given.union(copied),
        chosen.system_prompt,
        tuple(origins.get(key, key) for key in said) if origins else (),
    )


def _origins(connection: Connection, ids: Iterable[str]) -> dict[str, str]:
    """What those of the messages that are copies are copies of."""
    own = messages.c
    copied = among(own.id, ids) & own.origin.is_not(None)
    rows = connection.execute(select(own.id, own.origin).where(copied))
    return {row.id: row.origin for row in rows}


def _conversation_row(connection: Connection, conversation_id: str) -> Row[Any]:
    row = connection.execute(_CONVERSATION, {"id": conversation_id}).first()
    if row is None:
        raise ConversationNotFound(conversation=conversation_id)
    return row


def conversation(connection: Connection, conversation_id: str) -> Conversation:
    """One conversation, in the trash or not.

    Raises:
        ConversationNotFound: There is none with this id.
    """
    return to_conversation(_conversation_row(connection, conversation_id))


def transcript(connection: Connection, conversation_id: str) -> Transcript:
    """A conversation with its active branch.

    Raises:
        ConversationNotFound: There is none with this id.
    """
    row = _conversation_row(connection, conversation_id)
    branch = _messages(connection, _BRANCH, leaf=row.leaf_id) if row.leaf_id else ()
    return Transcript(to_conversation(row), branch)


def messages_of(
    connection: Connection, conversation_id: str
) -> tuple[StoredMessage, ...]:
    """Every message of a conversation, on all its branches, oldest first.

    Raises:
        ConversationNotFound: There is none with this id.
    """
    _conversation_row(connection, conversation_id)
    return _messages(connection, _ALL, conversation=conversation_id)


def messages_with(
    connection: Connection, message_ids: Iterable[str]
) -> tuple[StoredMessage, ...]:
    """The messages that have one of the ids, the oldest first."""
    wanted = among(messages.c.id, message_ids)
    return _messages(connection, _MESSAGES.where(wanted).order_by(messages.c.seq))


def path_to(connection: Connection, message_id: str) -> tuple[StoredMessage, ...]:
    """The branch up to and including a message, the oldest first."""
    return _messages(connection, _BRANCH, leaf=message_id)


def newest_below(connection: Connection, message_id: str) -> str:
    """The id of the newest message in the tree under a message, itself included."""
    tree = (
        select(messages.c.id, messages.c.seq)
        .where(messages.c.id == message_id)
        .cte("tree", recursive=True)
    )
    tree = tree.union_all(
        select(messages.c.id, messages.c.seq).join_from(
            tree, messages, messages.c.parent_id == tree.c.id
        )
    )
    newest = select(tree.c.id).order_by(tree.c.seq.desc()).limit(1)
    return str(connection.scalars(newest).one())


def conversation_list(
    connection: Connection, *, trash: bool, limit: int, offset: int
) -> tuple[Conversation, ...]:
    """The conversations outside or inside the trash, newest first.

    Newest is what was written to last; in the trash, what was deleted last.
    """
    deleted_at = conversations.c.deleted_at
    newest = deleted_at if trash else conversations.c.updated_at
    query = (
        select(conversations)
        .where(deleted_at.is_not(None) if trash else deleted_at.is_(None))
        .order_by(newest.desc(), conversations.c.seq.desc())
        .limit(limit)
        .offset(offset)
    )
    return tuple(to_conversation(row) for row in connection.execute(query))


def find_conversation(connection: Connection, prefix: str) -> Conversation:
    """The one conversation, in the trash or not, whose id starts with ``prefix``.

    Raises:
        ConversationNotFound: None does.
        ConversationAmbiguous: Several do, or one does that of fewer than four
            characters.
    """
    digits = prefix.strip().lower()
    query = select(conversations).where(begins(conversations.c.id, digits))
    found = connection.execute(query.limit(2)).all()
    if not found:
        raise ConversationNotFound(conversation=prefix)
    if len(found) > 1 or len(digits) < SHORTEST_PREFIX:
        raise ConversationAmbiguous(conversation=prefix)
    return to_conversation(found[0])


def find_message(connection: Connection, prefix: str) -> StoredMessage:
    """The one message whose id is, or starts with, ``prefix``.

    Raises:
        MessageNotFound: None does.
        MessageAmbiguous: Several do, or any does that of fewer than four characters.
    """
    digits = prefix.strip().lower()
    query = select(messages.c.id).where(begins(messages.c.id, digits))
    found = connection.scalars(query.limit(2)).all()
    if not found:
        raise MessageNotFound(message=prefix)
    if len(found) > 1 or len(digits) < SHORTEST_PREFIX:
        raise MessageAmbiguous(message=prefix)
    return message(connection, found[0])
