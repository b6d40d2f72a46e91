"""Which question a correction answers, as it was asked.

The topic of its memory is a key of the question without its letters' marks: enough to
find it by, not to say that another one is the same. Functions take a connection.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from evotr.domain import correction_topic, of_question, tells_of_another
from evotr.journal.ledger_schema import ledger, lesson_sources
from evotr.journal.memory_rows import among
from evotr.journal.schema import memories, messages

__all__ = ["of_this_question", "questions_of"]


def questions_of(connection: Connection, memory_ids: Iterable[str]) -> dict[str, str]:
    """The questions of these corrections, by the ids of their memories.

    Of what was brought from another home, and of what leans on the message before it,
    it is not known, and it is left out.
    """
    ids, own, source = tuple(memory_ids), memories.c, lesson_sources.c
    asked = (
        select(source.lesson_id, messages.c.content)
        .join(messages, messages.c.id == source.message_id)
        .where(among(source.lesson_id, ids), messages.c.role == "user")
        # What was typed behind the answer comes later: the first one stays.
        .order_by(messages.c.seq.desc())
    )
    found = {row.lesson_id: row.content for row in connection.execute(asked)}
    rows = select(ledger.c.id, ledger.c.question).where(among(ledger.c.id, ids))
    found |= {row.id: row.question for row in connection.execute(rows)}
    topics = select(own.id, own.topic).where(among(own.id, found))
    return {
        row.id: found[row.id]
        for row in connection.execute(topics)
        if row.topic == correction_topic(found[row.id])
    }


def of_this_question(
    connection: Connection, question: str, found: Sequence[Row[Any]]
) -> list[Row[Any]]:
    """Those of the corrections of one topic whose question is spelled as this one is.

    Rows of ``id`` and ``text``; where it is not known, the text tells.
    """
    asked = questions_of(connection, [row.id for row in found])
    known = [row for row in found if row.id in asked]
    same = {row.id for row in of_question(question, known, lambda row: asked[row.id])}
    return [
        row
        for row in found
        if row.id in same
        or (row.id not in asked and not tells_of_another(row.text, question))
    ]
