"""Conversations that begin with a copy of another one.

`Branching` is the face; the functions run inside one transaction and take its
connection. A copy knows its origin, the message in which its words were said first:
that one is remembered, learned from and counted, and its copies are not.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from typing import Any

from sqlalchemy import Connection, Table, insert, select, update

from evotr.domain import Answer, Conversation, SamplingParams, StoredMessage
from evotr.errors import ConversationInTrash
from evotr.journal import reads
from evotr.journal.memory_rows import among
from evotr.journal.remembering import pass_over
from evotr.journal.rows import answer_columns, ending_columns, new_id, now
from evotr.journal.schema import answers, conversations, messages, recalls, routes
from evotr.journal.search import index_messages, index_title
from evotr.journal.transactions import Transactions
from evotr.journal.wording import branch_title, storable

__all__ = ["Branching"]

_KEPT = ("pinned", "consent", "folder", "system_prompt")
"""What the new conversation has of the old one."""


class Branching:
    """Begins conversations in the middle of others; futures as of `Journal`."""

    def __init__(self, transactions: Transactions) -> None:
        self._write = transactions.write

    def branch(self, message_id: str, mark: str) -> Future[Conversation]:
        """Begin a conversation with a copy of a message and all that led to it.

        It is called as the old one is, with ``mark`` before that ("Branch: Rent"), and
        has its folder, its system prompt, who is pinned to it and what may be kept of
        it. Each copy says who answered, and what from. An answer that streams is copied
        as far as it is, as one that was stopped; a question gets an empty one, so that
        it can be answered. Other versions, thumbs, and what waits stay where they are.

        Raises:
            MessageNotFound: In the future: no message has this id.
            ConversationInTrash: In the future: its conversation lies there.
        """
        return self._write(_branch, message_id, mark)


def _branch(connection: Connection, message_id: str, mark: str) -> Conversation:
    owner = reads.message(connection, message_id).conversation_id
    old = reads.conversation(connection, owner)
    if old.deleted_at is not None:
        raise ConversationInTrash(conversation=owner)
    said = reads.path_to(connection, message_id)
    branch_id = _begin(connection, owner, _title(connection, old.title, mark))
    copies = _copy_messages(connection, branch_id, said)
    for table in (answers, routes, recalls):
        _copy_rows(connection, table, copies)
    streaming = [copies[one.id] for one in said if one.status == "streaming"]
    connection.execute(
        update(answers)
        .where(among(answers.c.message_id, streaming))
        .values(**ending_columns("cancelled"))
    )
    # What is cut off may become an answer here yet; the rest is known by its origin.
    whole = (one.id for one in said if one.role == "user" or one.status == "complete")
    pass_over(connection, [copies[key] for key in whole])
    leaf_id = copies[message_id]
    if said[-1].role == "user" and said[-1].content:
        leaf_id = _leave_open(connection, branch_id, leaf_id)
    connection.execute(
        update(conversations)
        .where(conversations.c.id == branch_id)
        .values(leaf_id=leaf_id)
    )
    return reads.conversation(connection, branch_id)


def _title(connection: Connection, title: str, mark: str) -> str:
    """A title that no conversation has; of one without a title "", as of any other."""
    if not title:
        return ""
    taken = connection.scalars(select(conversations.c.title)).all()
    return branch_title(title, storable(mark), frozenset(taken))


def _begin(connection: Connection, owner: str, title: str) -> str:
    own = conversations.c
    kept = select(*(own[name] for name in _KEPT)).where(own.id == owner)
    branch_id, at = new_id(), now()
    connection.execute(
        insert(conversations).values(
            **connection.execute(kept).mappings().one(),
            id=branch_id,
            title=title,
            created_at=at,
            updated_at=at,
        )
    )
    if title:
        index_title(connection, branch_id, title)
    return branch_id


def _copy_messages(
    connection: Connection, branch_id: str, said: Sequence[StoredMessage]
) -> dict[str, str]:
    """Copy a path; the ids of the copies by those of what they copy."""
    chosen = select(messages).where(among(messages.c.id, [one.id for one in said]))
    rows = {row["id"]: row for row in connection.execute(chosen).mappings()}
    copies = {one.id: new_id() for one in said}
    made = []
    for one in said:
        row: dict[str, Any] = {
            **rows[one.id],
            "id": copies[one.id],
            "conversation_id": branch_id,
            "parent_id": copies[one.parent_id] if one.parent_id else None,
            "origin": rows[one.id]["origin"] or one.id,
        }
        del row["seq"]
        if one.status == "streaming":
            ended = {"content": one.content, "finished_at": now()}
            row |= {**ended, "status": "cancelled"}
        made.append(row)
    # One statement for all: each of its own takes longer than all that it does.
    connection.execute(insert(messages), made)
    index_messages(connection, copies.values())
    return copies


def _copy_rows(connection: Connection, table: Table, copies: Mapping[str, str]) -> None:
    """Copy what ``table`` says of the messages that were copied."""
    chosen = select(table).where(among(table.c.message_id, copies))
    rows: list[dict[str, Any]] = [
        {**row, "message_id": copies[row["message_id"]]}
        for row in connection.execute(chosen).mappings()
    ]
    if rows:
        connection.execute(insert(table), rows)


def _leave_open(connection: Connection, branch_id: str, question_id: str) -> str:
    """Put an answer that says nothing under a question, to be asked for again."""
    answer_id, at = new_id(), now()
    connection.execute(
        insert(messages).values(
            id=answer_id,
            conversation_id=branch_id,
            parent_id=question_id,
            role="assistant",
            content="",
            status="cancelled",
            created_at=at,
            finished_at=at,
        )
    )
    made = Answer("", "", SamplingParams(), reason="cancelled")
    connection.execute(insert(answers).values(answer_columns(answer_id, made)))
    return answer_id
