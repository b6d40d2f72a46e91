"""Which lessons a night has decided on, as far as they are still there."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, select

from evotr.domain import DecidedLesson
from evotr.journal.ledger_reads import SEEN
from evotr.journal.ledger_schema import ledger, ledger_events
from evotr.journal.memory_rows import among
from evotr.journal.nights_schema import night_steps
from evotr.journal.schema import conversations

__all__ = ["decided"]


def decided(
    connection: Connection, night_ids: Sequence[str]
) -> Iterator[tuple[str, str, DecidedLesson]]:
    """By night and reason what the screening of these nights has decided on.

    The ledger says of every decision when it was, and a night when it screened: so
    those of before this was asked for are told, too. What was forgotten, or lies in
    the trash, is not.
    """
    step, event = night_steps.c, ledger_events.c
    spans = connection.execute(
        select(step.night_id, step.began_at, step.ended_at)
        .where(among(step.night_id, night_ids), step.step == "screen")
        .where(step.ended_at.is_not(None))
    ).all()
    if not spans:
        return
    first, last = min(s.began_at for s in spans), max(s.ended_at for s in spans)
    query = (
        select(event.at, event.reason, ledger.c.id, ledger.c.question)
        # One that came from another home has none here.
        .add_columns(conversations.c.id.label("talk"))
        .join(ledger, ledger.c.id == event.row_id)
        .outerjoin(conversations, conversations.c.id == ledger.c.conversation_id)
        .where(event.decider == "night", event.at.between(first, last), SEEN)
        .order_by(event.seq)
    )
    for row in connection.execute(query):
        for span in spans:
            if span.began_at <= row.at <= span.ended_at:
                lesson = DecidedLesson(row.id, row.question, row.talk or "")
                yield span.night_id, row.reason, lesson
