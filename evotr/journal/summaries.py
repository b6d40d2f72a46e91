"""What was said in a conversation up to a message, summed up.

`Summaries` is the face; the functions run inside one transaction and take its
connection. Where anything of a conversation is forgotten, its summaries go with it.
"""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert as upsert

from evotr.journal.memory_rows import among
from evotr.journal.remembering import may_be_kept
from evotr.journal.rows import now
from evotr.journal.schema import messages, summaries
from evotr.journal.transactions import Transactions
from evotr.journal.wording import storable

__all__ = ["Summaries", "Summary"]


@dataclass(frozen=True, slots=True)
class Summary:
    """What was said up to and with the message ``message_id``; ``model`` says it so."""

    message_id: str
    text: str
    model: str


class Summaries:
    """What long conversations were summed up to; futures as of `Journal`."""

    def __init__(self, transactions: Transactions) -> None:
        self._read, self._write = transactions.read, transactions.write

    def keep(self, summary: Summary, covered: Sequence[str]) -> Future[bool]:
        """Store a summary of the messages ``covered``; whether that was done.

        It is not where one of them was forgotten or thrown away meanwhile, or nothing
        may be kept of them.
        """
        return self._write(_keep, summary, tuple(covered))

    def newest(self, message_ids: Sequence[str]) -> Future[Summary | None]:
        """The summary up to the last of these messages that has one."""
        return self._read(_newest, tuple(message_ids))


def _keep(connection: Connection, summary: Summary, covered: Sequence[str]) -> bool:
    if may_be_kept(connection, covered) != set(covered):
        return False
    owner = select(messages.c.conversation_id).where(
        messages.c.id == summary.message_id
    )
    row = {
        "message_id": summary.message_id,
        "conversation_id": connection.scalar(owner),
        "text": storable(summary.text),
        "model": summary.model,
        "created_at": now(),
    }
    connection.execute(upsert(summaries).on_conflict_do_nothing(), row)
    return True


def _newest(connection: Connection, message_ids: Sequence[str]) -> Summary | None:
    chosen = select(summaries).where(among(summaries.c.message_id, message_ids))
    rows = {row.message_id: row for row in connection.execute(chosen)}
    for message_id in reversed(message_ids):
        if message_id in rows:
            return Summary(message_id, rows[message_id].text, rows[message_id].model)
    return None
