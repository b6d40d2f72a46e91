"""What changes the journal. Every function runs inside one write transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection, Text, bindparam, delete, insert, select, update

from evotr.domain import (
    Answer,
    Conversation,
    MessageStatus,
    Role,
    SamplingParams,
    ServedExpert,
    StoredMessage,
    Transcript,
)
from evotr.errors import (
    ConversationInTrash,
    ConversationNotFound,
    MessageNotFound,
)
from evotr.journal import reads, routing
from evotr.journal.memory_writes import hide
from evotr.journal.rows import answer_columns, new_id, now, plain_experts
from evotr.journal.schema import (
    answers,
    conversations,
    messages,
    stream_chunks,
)
from evotr.journal.search import index_message, index_title
from evotr.journal.trash import must_lie_in_trash
from evotr.journal.wording import storable, title_from

__all__ = [
    "add_user_message",
    "add_version",
    "answer_by",
    "append_chunk",
    "begin_answer",
    "close_unanswered",
    "delete_conversation",
    "edit_user_message",
    "finish_answer",
    "interrupt_streaming",
    "rename",
    "restore",
    "select_version",
]

# Built once: this one runs for every few tokens of every answer.
_ADD_CHUNK = (
    insert(stream_chunks)
    .from_select(
        ["message_id", "text"],
        select(messages.c.id, bindparam("chunk", type_=Text)).where(
            messages.c.id == bindparam("answer"), messages.c.status == "streaming"
        ),
    )
    .execution_options(preserve_rowcount=True)
)


def add_user_message(
    connection: Connection,
    conversation_id: str | None,
    text: str,
    parent_id: str | None,
) -> StoredMessage:
    """Store the user's words under ``parent_id``, or at the active branch's end.

    It names a conversation that has no title: the first one, or the next one after what
    was first said was forgotten.

    Raises:
        ConversationNotFound: It does not exist.
        ConversationInTrash: It lies in the trash.
        MessageNotFound: ``parent_id`` is not of this conversation.
    """
    if conversation_id is None:
        conversation_id = _new_conversation(connection)
    leaf_id, title = _live(connection, conversation_id)
    if parent_id is not None:
        parent = reads.message(connection, parent_id)
        if parent.conversation_id != conversation_id:
            raise MessageNotFound(message=parent_id)
    if not title:
        rename(connection, conversation_id, title_from(text))
    parent_id = leaf_id if parent_id is None else parent_id
    return _add(connection, conversation_id, parent_id, "user", text)


def _new_conversation(connection: Connection) -> str:
    conversation_id, at = new_id(), now()
    row = {"id": conversation_id, "title": "", "created_at": at, "updated_at": at}
    connection.execute(insert(conversations).values(row))
    return conversation_id


def _live(connection: Connection, conversation_id: str) -> tuple[str | None, str]:
    """The leaf and the title of a conversation that is not in the trash."""
    row = connection.execute(
        select(
            conversations.c.leaf_id, conversations.c.title, conversations.c.deleted_at
        ).where(conversations.c.id == conversation_id)
    ).first()
    if row is None:
        raise ConversationNotFound(conversation=conversation_id)
    if row.deleted_at is not None:
        raise ConversationInTrash(conversation=conversation_id)
    return row.leaf_id, row.title


def _add(
    connection: Connection,
    conversation_id: str,
    parent_id: str | None,
    role: Role,
    text: str,
) -> StoredMessage:
    """Insert a message, which becomes the end of the active branch."""
    message_id, at, content = new_id(), now(), storable(text)
    added = connection.execute(
        insert(messages).values(
            id=message_id,
            conversation_id=conversation_id,
            parent_id=parent_id,
            role=role,
            content=content,
            status="complete" if role == "user" else "streaming",
            created_at=at,
            finished_at=at if role == "user" else None,
        )
    )
    _change(connection, conversation_id, leaf_id=message_id, updated_at=at)
    if role == "user":
        index_message(connection, added.lastrowid, content)
    return reads.message(connection, message_id)


def _change(connection: Connection, conversation_id: str, **columns: object) -> None:
    changed = connection.execute(
        update(conversations)
        .where(conversations.c.id == conversation_id)
        .values(**columns)
    )
    if not changed.rowcount:
        raise ConversationNotFound(conversation=conversation_id)


def edit_user_message(
    connection: Connection, message_id: str, text: str
) -> StoredMessage:
    """Store another wording beside a user message; it becomes the active one.

    Raises:
        MessageNotFound: No user message has this id.
        ConversationInTrash: Its conversation lies in the trash.
    """
    old = _user_message(connection, message_id)
    _live(connection, old.conversation_id)
    return _add(connection, old.conversation_id, old.parent_id, "user", text)


def _user_message(connection: Connection, message_id: str) -> StoredMessage:
    found = reads.message(connection, message_id)
    if found.role != "user":
        raise MessageNotFound(message=message_id)
    return found


def begin_answer(
    connection: Connection, user_message_id: str, answer: Answer
) -> StoredMessage:
    """Open an answer under a user message; it becomes the active one.

    Raises:
        MessageNotFound: No user message has this id.
    """
    question = _user_message(connection, user_message_id)
    opened = _add(connection, question.conversation_id, question.id, "assistant", "")
    connection.execute(insert(answers).values(answer_columns(opened.id, answer)))
    if answer.route is not None:
        routing.keep_route(connection, opened.id, answer.route)
    return reads.message(connection, opened.id)


def answer_by(
    connection: Connection, answer_id: str, experts: Sequence[ServedExpert]
) -> None:
    """Note that others answer than `begin_answer` was told."""
    connection.execute(
        update(answers)
        .where(answers.c.message_id == answer_id)
        .values(experts=plain_experts(experts))
    )


def add_version(
    connection: Connection, answer: StoredMessage, text: str
) -> StoredMessage:
    """Store what the user would have an answer be, as a version beside it.

    It becomes the active one where the answer ended the active branch.
    """
    leaf, _ = _live(connection, answer.conversation_id)
    made = replace(
        answer.answer or Answer("", "", SamplingParams()),
        reason=None,
        usage=None,
        error=None,
        error_values={},
        route=None,
        corrects=answer.id,
    )
    added = _add(connection, answer.conversation_id, answer.parent_id, "assistant", "")
    connection.execute(insert(answers).values(answer_columns(added.id, made)))
    append_chunk(connection, added.id, text)
    stored = finish_answer(connection, added.id, "complete", {"reason": "stop"})
    if leaf != answer.id:
        _change(connection, answer.conversation_id, leaf_id=leaf)
    return stored


def append_chunk(connection: Connection, answer_id: str, text: str) -> None:
    """Store more of an answer that streams.

    Raises:
        MessageNotFound: No streaming answer has this id.
    """
    values = {"answer": answer_id, "chunk": storable(text)}
    if not connection.execute(_ADD_CHUNK, values).rowcount:
        raise MessageNotFound(message=answer_id)


def finish_answer(
    connection: Connection,
    answer_id: str,
    status: MessageStatus,
    columns: Mapping[str, object],
) -> StoredMessage:
    """Join the chunks of an answer into its content and close it.

    ``columns`` of ``answers`` are set with it.

    Raises:
        MessageNotFound: No streaming answer has this id.
    """
    owner = connection.scalar(
        select(messages.c.conversation_id).where(
            messages.c.id == answer_id, messages.c.status == "streaming"
        )
    )
    if owner is None:
        raise MessageNotFound(message=answer_id)
    _join_chunks(connection, answer_id, status)
    connection.execute(
        update(answers).where(answers.c.message_id == answer_id).values(**columns)
    )
    _change(connection, owner, updated_at=now())
    return reads.message(connection, answer_id)


def interrupt_streaming(connection: Connection) -> None:
    """Close the answers that a dead process left open, as far as they were said."""
    left_open = select(messages.c.id).where(messages.c.status == "streaming")
    for answer_id in connection.scalars(left_open).all():
        _join_chunks(connection, answer_id, "interrupted")


def close_unanswered(connection: Connection) -> None:
    """Give the questions that a dead process never began to answer an empty answer.

    It is interrupted, as one that was begun is: so it can be asked for again. When the
    conversation was written to last stays as it is.
    """
    own, reply = messages.c, messages.alias()
    left = (
        select(own.id, own.conversation_id)
        .join(conversations, conversations.c.leaf_id == own.id)
        .where(
            own.role == "user",
            own.content != "",
            ~select(reply.c.id).where(reply.c.parent_id == own.id).exists(),
        )
    )
    for question in connection.execute(left).all():
        answer_id, at = new_id(), now()
        connection.execute(
            insert(messages).values(
                id=answer_id,
                conversation_id=question.conversation_id,
                parent_id=question.id,
                role="assistant",
                content="",
                status="interrupted",
                created_at=at,
                finished_at=at,
            )
        )
        made = Answer("", "", SamplingParams())
        connection.execute(insert(answers).values(answer_columns(answer_id, made)))
        _change(connection, question.conversation_id, leaf_id=answer_id)


def _join_chunks(connection: Connection, answer_id: str, status: MessageStatus) -> None:
    content = reads.message(connection, answer_id).content
    connection.execute(
        update(messages)
        .where(messages.c.id == answer_id)
        .values(content=content, status=status, finished_at=now())
    )
    connection.execute(
        delete(stream_chunks).where(stream_chunks.c.message_id == answer_id)
    )
    seq = connection.scalar(select(messages.c.seq).where(messages.c.id == answer_id))
    assert seq is not None
    index_message(connection, seq, content)


def select_version(connection: Connection, message_id: str) -> Transcript:
    """Lead the active branch through a message, to the newest one below it.

    Raises:
        MessageNotFound: There is none with this id.
    """
    chosen = reads.message(connection, message_id)
    newest = reads.newest_below(connection, message_id)
    _change(connection, chosen.conversation_id, leaf_id=newest)
    return reads.transcript(connection, chosen.conversation_id)


def rename(connection: Connection, conversation_id: str, title: str) -> Conversation:
    """Give a conversation another title.

    Raises:
        ConversationNotFound: There is none with this id.
    """
    title = storable(title)
    _change(connection, conversation_id, title=title)
    index_title(connection, conversation_id, title)
    return reads.conversation(connection, conversation_id)


def delete_conversation(connection: Connection, conversation_id: str) -> Conversation:
    """Move a conversation to the trash.

    Raises:
        ConversationNotFound: There is none with this id.
        ConversationInTrash: It lies there already; since when stays as it is.
    """
    _live(connection, conversation_id)
    _change(connection, conversation_id, deleted_at=now())
    hide(connection, conversation_id, hidden=True)
    return reads.conversation(connection, conversation_id)


def restore(connection: Connection, conversation_id: str) -> Conversation:
    """Take a conversation out of the trash.

    Raises:
        ConversationNotFound: There is none with this id.
        ConversationNotInTrash: It does not lie there.
    """
    must_lie_in_trash(connection, conversation_id)
    _change(connection, conversation_id, deleted_at=None)
    hide(connection, conversation_id, hidden=False)
    return reads.conversation(connection, conversation_id)
