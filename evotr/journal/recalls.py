"""Which memories answers were made with.

`Recalls` is the face; the functions run inside one transaction and take its
connection.
"""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from typing import get_args

from sqlalchemy import Connection, func, insert, select

from evotr.domain import Conversation, Recalled, Recollection, StoredMessage, Trust
from evotr.errors import MessageNotFound
from evotr.journal import reads
from evotr.journal.memory_rows import among, to_memory
from evotr.journal.schema import memories, messages, recalls
from evotr.journal.transactions import Transactions

__all__ = ["Recalls"]

_TRUSTS: tuple[Trust, ...] = get_args(Trust)

Quoting = Callable[[str, tuple[Recollection, ...]], tuple[Recollection, ...]]
"""Says of memories what in them answers a question."""


class Recalls:
    """What answers were made with; futures as of `Journal`."""

    def __init__(self, transactions: Transactions) -> None:
        self._read, self._write = transactions.read, transactions.write

    def keep(
        self, answer_id: str, recollections: Iterable[Recollection]
    ) -> Future[None]:
        """Note what stood in the prompt of an answer, in the order of its numbers.

        Raises:
            MessageNotFound: In the future: no message has this id.
        """
        return self._write(_keep, answer_id, tuple(recollections))

    def of(self, answer_id: str, told: Quoting | None = None) -> Future[Recalled]:
        """What stood in the prompt of an answer; what is forgotten is counted alone.

        ``told`` is given the words of the question and these.
        """
        return self._read(_of, answer_id, told)

    def answers_with(
        self, memory_ids: Iterable[str]
    ) -> Future[tuple[StoredMessage, ...]]:
        """The answers that were made with one of these memories, the oldest first."""
        return self._read(_answers_with, tuple(memory_ids))

    def talks_of(
        self, answer_ids: Iterable[str]
    ) -> Future[tuple[tuple[Conversation, int], ...]]:
        """The conversations that have these answers, and how many; newest first."""
        return self._read(_talks_of, tuple(answer_ids))

    def trusts(self, answer_ids: Iterable[str]) -> Future[dict[str, Trust]]:
        """The least trust of what each of these answers was made with, if anything."""
        return self._read(_trusts, tuple(answer_ids))


def _keep(
    connection: Connection, answer_id: str, recollections: Sequence[Recollection]
) -> None:
    if connection.scalar(select(messages.c.id).where(messages.c.id == answer_id)):
        rows = [
            {
                "message_id": answer_id,
                "rank": rank,
                "memory_id": recollection.item.id,
                "score": recollection.score,
            }
            for rank, recollection in enumerate(recollections, 1)
        ]
        if rows:
            connection.execute(insert(recalls), rows)
        return
    raise MessageNotFound(message=answer_id)


def _of(connection: Connection, answer_id: str, told: Quoting | None) -> Recalled:
    query = (
        select(memories, recalls.c.score, recalls.c.rank)
        .join(recalls, recalls.c.memory_id == memories.c.id)
        .where(recalls.c.message_id == answer_id, memories.c.hidden.is_(False))
        .order_by(recalls.c.rank)
    )
    rows = connection.execute(query)
    # Of what is forgotten the number is nobody else's.
    found = tuple(
        Recollection(to_memory(row), row.score, number=row.rank) for row in rows
    )
    own = recalls.c.message_id == answer_id
    given = connection.scalar(select(func.count()).select_from(recalls).where(own))
    if told is not None and found:
        asked = reads.message(connection, answer_id).parent_id
        if asked:
            found = told(reads.message(connection, asked).content, found)
    return Recalled(found, forgotten=(given or 0) - len(found))


def _answers_with(
    connection: Connection, memory_ids: Sequence[str]
) -> tuple[StoredMessage, ...]:
    made = select(recalls.c.message_id).where(among(recalls.c.memory_id, memory_ids))
    ids = connection.scalars(
        select(messages.c.id).where(messages.c.id.in_(made)).order_by(messages.c.seq)
    ).all()
    return reads.messages_with(connection, ids)


def _talks_of(
    connection: Connection, answer_ids: Sequence[str]
) -> tuple[tuple[Conversation, int], ...]:
    own = messages.c.conversation_id
    last = func.max(messages.c.seq)
    counted = connection.execute(
        select(own, func.count())
        .where(among(messages.c.id, answer_ids))
        .group_by(own)
        .order_by(last.desc())
    ).all()
    return tuple((reads.conversation(connection, talk), n) for talk, n in counted)


def _trusts(connection: Connection, answer_ids: Sequence[str]) -> dict[str, Trust]:
    query = (
        select(recalls.c.message_id, memories.c.trust)
        .join(memories, recalls.c.memory_id == memories.c.id)
        .where(among(recalls.c.message_id, answer_ids))
    )
    least: dict[str, Trust] = {}
    for answer_id, trust in connection.execute(query):
        known = least.setdefault(answer_id, trust)
        least[answer_id] = max(known, trust, key=_TRUSTS.index)
    return least
