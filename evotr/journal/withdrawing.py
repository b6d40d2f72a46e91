"""What the user takes back of the ledger: with all that says the same.

What lies in the trash goes too, since it may come back. Every function runs inside one
write transaction.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select, tuple_

from evotr.domain import Decision, LedgerRow, sense, spelled_alike
from evotr.journal import succession
from evotr.journal.ledger_reads import get
from evotr.journal.ledger_schema import ledger
from evotr.journal.ledger_writes import decide
from evotr.journal.memory_rows import among
from evotr.journal.rows import now
from evotr.journal.schema import memories

__all__ = ["memories_alike", "rows_alike", "withdraw"]


def withdraw(
    connection: Connection, row_ids: Sequence[str], *, trash: bool = False
) -> tuple[LedgerRow, ...]:
    """Learn no more from rows, and recall them no more; they, and what went with them.

    With each goes every row, and every memory, of the same question and right answer:
    a lesson that was said twice would be learned from the other one. What lies in the
    trash is named, and told, with ``trash`` alone.
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
    succession.end(connection, memories_alike(connection, ids, rights), now())
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
