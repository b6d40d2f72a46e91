"""Answers that were stopped or cut off, and go on.

`Resuming` is the face; the function runs inside one transaction and takes its
connection.
"""

from concurrent.futures import Future

from sqlalchemy import Connection, delete, select, update

from evotr.domain import StoredMessage
from evotr.errors import AnswerExpected
from evotr.journal import reads
from evotr.journal.memory_writes import delete_memories
from evotr.journal.rows import ending_columns
from evotr.journal.schema import answers, memories, messages, remembered
from evotr.journal.search import take_out_message
from evotr.journal.transactions import Transactions

__all__ = ["Resuming"]


class Resuming:
    """Opens answers again; futures as of `Journal`."""

    def __init__(self, transactions: Transactions) -> None:
        self._write = transactions.write

    def reopen(self, answer_id: str) -> Future[StoredMessage]:
        """Let an answer stream again behind what was said of it; this message.

        It is remembered anew, once it has ended.

        Raises:
            MessageNotFound: In the future: no message has this id.
            AnswerExpected: In the future: it is no answer of a model that says
                anything, or it streams.
            ConversationInTrash: In the future.
        """
        return self._write(_reopen, answer_id)


def _reopen(connection: Connection, answer_id: str) -> StoredMessage:
    reads.question_of(connection, answer_id)
    found = reads.message(connection, answer_id)
    made = found.answer
    own = made is not None and made.model != "" and made.corrects is None
    if not own or found.status == "streaming" or not found.content.strip():
        raise AnswerExpected(message=answer_id)
    this = messages.c.id == answer_id
    seq = connection.scalar(select(messages.c.seq).where(this))
    assert seq is not None
    take_out_message(connection, seq)
    connection.execute(
        update(messages).where(this).values(status="streaming", finished_at=None)
    )
    connection.execute(
        update(answers)
        .where(answers.c.message_id == answer_id)
        .values(**ending_columns())
    )
    _remember_anew(connection, answer_id)
    return reads.message(connection, answer_id)


def _remember_anew(connection: Connection, answer_id: str) -> None:
    """Take back what was remembered of it; what may not be kept stays so."""
    own = memories.c
    drawn = connection.scalars(
        select(own.id).where(own.message_id == answer_id, own.kind == "episode")
    ).all()
    if drawn:
        delete_memories(connection, drawn)
        marked = remembered.c.message_id == answer_id
        connection.execute(delete(remembered).where(marked))
