"""What the user takes back of the ledger: with all that says the same.

What lies in the trash goes too, since it may come back. Every function runs inside one
write transaction.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select, tuple_

from evotr.domain import Decision, LedgerRow, sense, spelled_alike
from evotr.journal import succession
from evotr.journal.echoes import with_echoes
from evotr.journal.forgetting import Doomed
from evotr.journal.ledger_reads import get
from evotr.journal.ledger_schema import ledger
from evotr.journal.ledger_writes import decide
from evotr.journal.memory_rows import among
from evotr.journal.remembering import pass_over
from evotr.journal.rows import now
from evotr.journal.schema import memories

__all__ = ["memories_alike", "rows_alike", "said_in", "silence", "withdraw"]


def withdraw(
    connection: Connection, row_ids: Sequence[str], *, trash: bool = False
) -> tuple[LedgerRow, ...]:
    """Learn no more from rows, and recall them no more; they, and what went with them.

    With each goes every row, and every memory, of the same question and right answer:
    a lesson that was said twice would be learned from the other one. So do the messages
    in which they were typed. What lies in the trash is named, and told, with ``trash``
    alone.
    """
    named = get(connection, row_ids, trash=trash)
    rows = (*named, *rows_alike(connection, named))
    decided = [
        Decision(row.id, "withdrawn", "retracted")
        for row in rows
        if row.state != "retracted"
    ]
    decide(connection, decided, "user")
    ids, rights = [row.id for row in rows], [row.right for row in rows]
    ended = [*ids, *memories_alike(connection, ids, rights)]
    typed = select(memories.c.message_id).where(among(memories.c.id, ended))
    # What was typed a moment ago is not remembered yet, and is not to be.
    pass_over(connection, connection.scalars(typed).all())
    silence(connection, [*ended, *said_in(connection, ended)])
    return get(connection, [row.id for row in rows], trash=trash)


def rows_alike(
    connection: Connection, rows: Sequence[LedgerRow]
) -> tuple[LedgerRow, ...]:
    """The other rows that say what one of these does, also in the trash."""
    wanted = {(spelled_alike(row.right), sense(row.question)) for row in rows}
    rights, own = {right for right, _ in wanted}, ledger.c
    same = [
        row.id
        for row in connection.execute(select(own.id, own.question, own.right))
        if (right := spelled_alike(row.right)) in rights
        and (right, sense(row.question)) in wanted
    ]
    others = set(same).difference(row.id for row in rows)
    return get(connection, others, trash=True)


def memories_alike(
    connection: Connection, memory_ids: Iterable[str], rights: Iterable[str]
) -> list[str]:
    """The memories of these that say one of ``rights``, and all that say the same."""
    own, alike = memories.c, {spelled_alike(right) for right in rights}
    topics = select(own.topic, own.workspace).where(
        among(own.id, memory_ids), succession.is_corrective()
    )
    found = select(own.id, own.quote).where(
        tuple_(own.topic, own.workspace).in_(topics), succession.is_corrective()
    )
    return [
        row.id
        for row in connection.execute(found)
        if spelled_alike(row.quote or "") in alike
    ]


def said_in(connection: Connection, memory_ids: Iterable[str]) -> Sequence[str]:
    """What is remembered of the messages in which the user typed corrections."""
    own, typed = memories.c, memories.alias()
    query = (
        select(own.id)
        .join(typed, typed.c.message_id == own.message_id)
        .where(among(typed.c.id, memory_ids), own.kind == "episode")
    )
    return connection.scalars(query).all()


def silence(connection: Connection, memory_ids: Iterable[str]) -> None:
    """Recall memories no more, nor the answers that were made with them.

    These stay where they are read, and are not remembered later either.
    """
    said = Doomed(memories=tuple(dict.fromkeys(memory_ids)))
    gone = with_echoes(connection, said, emptied=False)
    pass_over(connection, gone.answers)
    succession.end(connection, gone.memories, now())
