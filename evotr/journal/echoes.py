"""Answers of other conversations that were made from what is to be destroyed.

One was made with a memory that goes, or with one of another such answer, or by a
version that saw a lesson that goes. What was learned may show in any answer of a
version: how near it is to the words that go is not asked.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC

from sqlalchemy import Connection, select

from evotr.domain import Decision
from evotr.journal.forgetting import Doomed, destroy, doomed_by_messages
from evotr.journal.ledger_reads import get
from evotr.journal.ledger_schema import ledger
from evotr.journal.ledger_writes import decide
from evotr.journal.memory_rows import among
from evotr.journal.memory_writes import delete_memories
from evotr.journal.nights_reads import saw
from evotr.journal.nights_schema import nights
from evotr.journal.remembering import pass_over
from evotr.journal.schema import memories, messages, recalls
from evotr.journal.served import made_by

__all__ = ["hush", "with_echoes"]


def with_echoes(connection: Connection, doomed: Doomed, *, emptied: bool) -> Doomed:
    """``doomed`` with the answers made from it, and what is remembered of them.

    Where they are to be ``emptied`` their words go with all that was learned of them.
    """
    while fresh := _made_from(connection, doomed):
        more = _gone_with(connection, fresh, emptied=emptied)
        doomed = replace(
            doomed,
            memories=_both(doomed.memories, more.memories),
            messages=_both(doomed.messages, more.messages),
            lessons=_both(doomed.lessons, more.lessons),
            answers=_both(doomed.answers, fresh),
        )
    return doomed


def _both(one: Iterable[str], two: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *two)))


def _made_from(connection: Connection, doomed: Doomed) -> tuple[str, ...]:
    """The answers elsewhere that were made from ``doomed`` and are not in it."""
    own = messages.c
    recalled = select(recalls.c.message_id).where(
        among(recalls.c.memory_id, doomed.memories)
    )
    found = {*connection.scalars(recalled), *_served(connection, doomed.lessons)}
    elsewhere = select(own.id).where(
        among(own.id, found - set(doomed.answers)),
        ~among(own.conversation_id, doomed.conversations),
        (own.content != "") | (own.status == "streaming"),
    )
    return tuple(connection.scalars(elsewhere.order_by(own.seq)))


def _served(connection: Connection, lesson_ids: Iterable[str]) -> Iterable[str]:
    """The answers of versions that saw one of these lessons."""
    for one in saw(connection, lesson_ids):
        began = select(nights.c.began_at).where(nights.c.id == one.night_id)
        since = connection.scalars(began).one().replace(tzinfo=UTC)
        yield from made_by(connection, one.expert, one.version, since)


def _gone_with(
    connection: Connection, answer_ids: tuple[str, ...], *, emptied: bool
) -> Doomed:
    if emptied:
        return doomed_by_messages(connection, answer_ids)
    own = memories.c
    # What the user wrote in the place of an answer is the user's.
    said = among(own.message_id, answer_ids) & (own.speaker == "assistant")
    return Doomed(memories=tuple(connection.scalars(select(own.id).where(said))))


def hush(connection: Connection, doomed: Doomed) -> None:
    """Have answers elsewhere that go with ``doomed`` remembered no more, nor learned.

    Of those that the user has liked the user is asked. Where they are to be emptied
    they say nothing any more.
    """
    if not doomed.answers:
        return
    pass_over(connection, doomed.answers)
    if doomed.messages:
        emptied = Doomed(doomed.memories, doomed.messages, lessons=doomed.lessons)
        destroy(connection, emptied)
        return
    delete_memories(connection, doomed.memories)
    own = ledger.c
    liked = connection.scalars(
        select(own.id).where(
            own.kind.in_(("praise", "retry")),
            among(own.message_id, doomed.answers),
            ~among(own.id, doomed.lessons),
        )
    ).all()
    doubts = [
        Decision(row.id, "echo", "quarantined")
        for row in get(connection, liked)
        if row.state == "active"
    ]
    decide(connection, doubts, "program")
