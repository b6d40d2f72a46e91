"""What waits to be sent while an answer is written: kept, so that no kill loses it.

`Waiting` is the face; the functions run inside one transaction and take its connection.
Words wait in a queue of who keeps them. Once returned (the answer before them was
stopped, or its process is gone) they wait for nobody but their writer.
"""

from collections.abc import Sequence
from concurrent.futures import Future

from sqlalchemy import Connection, delete, insert, or_, select, update

from evotr.journal.rows import new_id
from evotr.journal.schema import conversations, waiting
from evotr.journal.transactions import Transactions
from evotr.journal.wording import storable

__all__ = ["Waiting"]


class Waiting:
    """The queues; futures as of `Journal`."""

    def __init__(self, transactions: Transactions) -> None:
        self._write = transactions.write
        self._process = new_id()  # what others left behind will be sent by nobody

    def keep(
        self, queue: str, conversation_id: str | None, words: Sequence[str]
    ) -> Future[None]:
        """Let ``words`` be all that waits in ``queue``, a name its keeper made up.

        The conversation is None until it is stored; of one that is gone nothing is
        kept.
        """
        place = {"queue": queue, "conversation_id": conversation_id}
        return self._write(_keep, place | {"process": self._process}, tuple(words))

    def give_back(self, queue: str) -> Future[None]:
        """Return what waits in ``queue`` to its writer: it is not sent any more."""
        return self._write(_give_back, queue)

    def take(self, conversation_id: str) -> Future[tuple[str, ...]]:
        """What was returned of a conversation, or of one never stored; once."""
        return self._write(_take, conversation_id, self._process)


def _keep(
    connection: Connection, place: dict[str, str | None], words: tuple[str, ...]
) -> None:
    own, conversation_id = waiting.c, place["conversation_id"]
    connection.execute(
        delete(waiting).where(own.queue == place["queue"], ~own.returned)
    )
    if conversation_id is not None:
        there = select(conversations.c.id).where(conversations.c.id == conversation_id)
        if connection.scalar(there) is None:
            return
    for text in words:
        row = insert(waiting).values(text=storable(text), returned=False, **place)
        connection.execute(row)


def _give_back(connection: Connection, queue: str) -> None:
    chosen = update(waiting).where(waiting.c.queue == queue)
    connection.execute(chosen.values(returned=True))


def _take(
    connection: Connection, conversation_id: str, process: str
) -> tuple[str, ...]:
    own = waiting.c
    here = or_(own.conversation_id == conversation_id, own.conversation_id.is_(None))
    chosen = here & (own.returned | (own.process != process))
    words = select(own.text).where(chosen).order_by(own.seq)
    found = tuple(connection.scalars(words))
    if found:
        connection.execute(delete(waiting).where(chosen))
    return found
