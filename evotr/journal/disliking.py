"""The user's own correction, once it turns out bad: it holds no more, or holds again.

What lies in the trash is seen here, since it may come back. Every function runs inside
one write transaction.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlalchemy import Connection, select

from evotr.domain import (
    OWN_WORDS,
    Decision,
    LedgerRow,
    StoredMessage,
    asked_alike,
    fold,
    of_question,
    question_key,
)
from evotr.journal import ledger_reads, ledger_writes, reads, succession
from evotr.journal.asked import questions_of
from evotr.journal.ledger_schema import feedback, ledger, lesson_sources
from evotr.journal.schema import answers, memories
from evotr.journal.withdrawing import memories_alike, rows_alike, said_in, silence

__all__ = ["bring_back", "let_go"]

_DISLIKED = ("retracted", "disliked")


def let_go(connection: Connection, answer: StoredMessage) -> None:
    """Learn and recall no more what the user's own words of a bad answer taught."""
    lessons = _lessons(connection, answer)
    rows = ledger_reads.get(connection, lessons, trash=True)
    known = [row.id for row in rows if row.state != "retracted"]
    decided = [Decision(row, "disliked", "retracted") for row in known]
    ledger_writes.decide(connection, decided, "user")
    # Where nothing is learned there is no row, and its memory ends by itself.
    silence(connection, [*lessons, *said_in(connection, lessons)])


def bring_back(connection: Connection, answer: StoredMessage) -> None:
    """What `let_go` ended is back in its place, since the answer is not bad after all.

    Unless another answer that says it is. What the model made of it meanwhile stays
    forgotten, as other bad answers do. It stands over what was said to be right
    before it, and under what was since.
    """
    bad = {one for each in _bad(connection) for one in _lessons(connection, each)}
    for lesson in _lessons(connection, answer):
        if lesson in bad:
            continue
        succession.resume(connection, said_in(connection, [lesson]))
        rows = ledger_reads.get(connection, [lesson], trash=True)
        if all(_may_return(connection, row) for row in rows):
            decided = [one for row in rows for one in _placed(connection, row)]
            ledger_writes.decide(connection, decided, "user")
            succession.stand(connection, lesson)


def _may_return(connection: Connection, row: LedgerRow) -> bool:
    """Whether a row ended with what was disliked, and with nothing else.

    A model's answer that says the same must still be liked, and have no newer row.
    """
    if (row.state, row.reason) != _DISLIKED:
        return False
    if row.kind in OWN_WORDS:
        return True
    own = feedback.c
    liked = select(own.thumb).where(own.message_id == row.message_id)
    same = select(ledger.c.id).where(ledger.c.message_id == row.message_id)
    rows = ledger_reads.get(connection, connection.scalars(same).all(), trash=True)
    others = [one for one in rows if one.kind not in OWN_WORDS]
    ended = all(one.state == "retracted" for one in others)
    return ended and connection.scalar(liked) == "up"


def _placed(connection: Connection, row: LedgerRow) -> Iterator[Decision]:
    """Make a row what it was, over older ones and under newer ones of its question."""
    keys, states = [question_key(row.question)], ledger_writes.STANDING
    beside = ledger_reads.rows_of(connection, keys, states, trash=True)
    newer = [
        one.id
        for one in of_question(row.question, beside, lambda one: one.question)
        if one.kind in OWN_WORDS
        and one.created > row.created
        and fold(one.right) != fold(row.right)
    ]
    over = [Decision(row.id, "newer", "superseded", cause=one) for one in newer]
    yield from dict.fromkeys((*_before(connection, row.id), *over))
    if row.kind in OWN_WORDS:  # what a model said takes the place of nothing
        yield from ledger_writes.replaced_by(connection, row, newer)


def _before(connection: Connection, row_id: str) -> list[Decision]:
    """What was decided of a row before the user disliked it, as far as it may count.

    What was decided for another row counts, or does not, with that.
    """
    said = [Decision(row_id, "sound", "active")]  # as far as the user can tell
    for event in ledger_reads.events(connection, row_id):
        was = event.decision
        if was.state is not None and was.reason != "disliked":
            again = replace(was, expert=None)
            said = [again] if was.cause is None else [*said, again]
    return said


def _lessons(connection: Connection, answer: StoredMessage) -> tuple[str, ...]:
    """The lessons, and memories by the same ids, whose right words an answer says.

    Words that were given to a question spelled otherwise ("Kurt" for "Kürt") may be
    right of their own.

    Also those of other conversations where the user said the same of the same question,
    or liked a model's answer that did: the same as go where one is taken back.
    """
    made = answer.answer
    if made is None or made.corrects is None:
        return ()
    said, own = answer.content.strip(), {answer.id, made.corrects}
    stored = select(memories.c.id).where(
        memories.c.message_id.in_(own), memories.c.quote == said
    )
    remembered = _asked_so(connection, answer, connection.scalars(stored).all())
    learned = (
        select(ledger.c.id)
        .join(lesson_sources, lesson_sources.c.lesson_id == ledger.c.id)
        .where(lesson_sources.c.message_id.in_(own), ledger.c.right == said)
    )
    ids = _asked_so(connection, answer, connection.scalars(learned).all())
    rows = ledger_reads.get(connection, ids, trash=True)
    typed = [row for row in rows if row.kind in OWN_WORDS]
    alike = rows_alike(connection, typed)
    taught = [row.id for row in (*typed, *alike)]
    known = memories_alike(connection, [*taught, *remembered], [said])
    return tuple(dict.fromkeys((*known, *taught)))


def _asked_so(
    connection: Connection, answer: StoredMessage, lessons: Sequence[str]
) -> list[str]:
    """Those of the lessons whose question is not the answer's, spelled otherwise."""
    if answer.parent_id is None:
        return list(lessons)
    question = reads.message(connection, answer.parent_id).content
    asked, key = questions_of(connection, lessons), question_key(question)
    other = {
        lesson
        for lesson, was in asked.items()
        if question_key(was) == key and not asked_alike(was, question)
    }
    return [lesson for lesson in lessons if lesson not in other]


def _bad(connection: Connection) -> Iterator[StoredMessage]:
    """The answers in the user's own words that are said to be bad."""
    query = (
        select(feedback.c.message_id)
        .join(answers, answers.c.message_id == feedback.c.message_id)
        .where(feedback.c.thumb == "down", answers.c.corrects.is_not(None))
    )
    yield from reads.messages_with(connection, connection.scalars(query))
