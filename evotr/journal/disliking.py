"""The user's own correction, once it turns out bad: it holds no more, or holds again.

Every function runs inside one write transaction.
"""

from collections.abc import Iterator

from sqlalchemy import Connection, select, update

from evotr.domain import (
    OWN_WORDS,
    Decision,
    LedgerRow,
    MemoryItem,
    StoredMessage,
    is_correction,
    question_key,
)
from evotr.journal import ledger_reads, ledger_writes, reads
from evotr.journal.ledger_schema import feedback, ledger, lesson_sources
from evotr.journal.memory_reads import get
from evotr.journal.memory_writes import close, expire
from evotr.journal.rows import now
from evotr.journal.schema import answers, memories

__all__ = ["bring_back", "let_go"]


def let_go(connection: Connection, answer: StoredMessage) -> None:
    """Learn and recall no more what the user's own words of a bad answer taught."""
    lessons = _lessons(connection, answer)
    ledger_writes.retract(connection, lessons, "disliked")
    # Where nothing is learned there is no row, and its memory ends by itself.
    alone = [one.id for one in get(connection, lessons) if _holds(one)]
    ledger_writes.reopen_memories(connection, alone)
    expire(connection, alone, now())


def bring_back(connection: Connection, answer: StoredMessage) -> None:
    """What `let_go` ended is as it was, since the answer is not bad after all.

    Unless another answer that says it is, or something newer was said to be right.
    """
    bad = {one for each in _bad(connection) for one in _lessons(connection, each)}
    for lesson in _lessons(connection, answer):
        rows = ledger_reads.get(connection, [lesson])
        if lesson not in bad and all(_comes_back(connection, row) for row in rows):
            decided = [_before(connection, row.id) for row in rows]
            ledger_writes.decide(connection, decided, "user")
            _reopen(connection, lesson)


def _comes_back(connection: Connection, row: LedgerRow) -> bool:
    """Whether it was for being disliked that a row went, and none took its place."""
    if (row.state, row.reason) != ("retracted", "disliked"):
        return False
    states = (*ledger_writes.STANDING, row.state)
    known = ledger_reads.rows_of(connection, [question_key(row.question)], states)
    newer = known[[one.id for one in known].index(row.id) + 1 :]
    return not any(one.kind in OWN_WORDS and one.state != row.state for one in newer)


def _lessons(connection: Connection, answer: StoredMessage) -> tuple[str, ...]:
    """The lessons, and memories by the same ids, whose right words an answer says."""
    made = answer.answer
    if made is None or made.corrects is None:
        return ()
    said, own = answer.content.strip(), {answer.id, made.corrects}
    remembered = select(memories.c.id).where(
        memories.c.message_id.in_(own),
        memories.c.kind == "fact",
        memories.c.quote == said,
    )
    learned = (
        select(ledger.c.id)
        .join(lesson_sources, lesson_sources.c.lesson_id == ledger.c.id)
        .where(
            lesson_sources.c.message_id.in_(own),
            ledger.c.kind.in_(OWN_WORDS),
            ledger.c.right == said,
        )
    )
    facts = get(connection, connection.scalars(remembered))
    rows = connection.scalars(learned)
    return tuple(dict.fromkeys([*(f.id for f in facts if is_correction(f)), *rows]))


def _bad(connection: Connection) -> Iterator[StoredMessage]:
    """The answers in the user's own words that are said to be bad."""
    query = (
        select(feedback.c.message_id)
        .join(answers, answers.c.message_id == feedback.c.message_id)
        .where(feedback.c.thumb == "down", answers.c.corrects.is_not(None))
    )
    yield from reads.messages_with(connection, connection.scalars(query))


def _before(connection: Connection, row_id: str) -> Decision:
    """What was decided of a row before the user disliked it, and counts."""
    for event in reversed(ledger_reads.events(connection, row_id)):
        was = event.decision
        causes = ledger_reads.get(connection, [was.cause] if was.cause else [])
        counts = all(cause.state != "retracted" for cause in causes)
        if was.state is not None and was.reason != "disliked" and counts:
            return was
    return Decision(row_id, "kept", "active")


def _holds(item: MemoryItem) -> bool:
    return item.valid_until is None and item.superseded_by is None


def _reopen(connection: Connection, memory_id: str) -> None:
    """Let a correction's memory hold again in place of older ones, not of newer."""
    own = memories.c
    for item in get(connection, [memory_id]):
        same = connection.execute(
            select(own.id, own.seq)
            .where(own.topic == item.topic, own.workspace == item.workspace)
            .where(own.valid_until.is_(None) | (own.id == item.id))
        )
        seqs = {row.id: row.seq for row in same}
        mine = seqs.pop(item.id)
        others = [one.id for one in get(connection, seqs) if is_correction(one)]
        newer = any(seqs[one] > mine for one in others)
        if item.superseded_by is None and not newer:
            again = update(memories).where(own.id == item.id)
            connection.execute(again.values(valid_until=None))
            close(connection, dict.fromkeys(others, item.id))
