"""What changes the ledger. Every function runs inside one write transaction."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from sqlalchemy import Connection, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from evotr.domain import (
    OWN_WORDS,
    Decider,
    Decision,
    LedgerRow,
    Lesson,
    LessonReason,
    LessonState,
    fold,
    question_key,
)
from evotr.errors import LedgerRowFixed
from evotr.journal import ledger_reads
from evotr.journal.ledger_reads import Heads, find, get, rows_of
from evotr.journal.ledger_rows import lesson_columns, stored_lesson
from evotr.journal.ledger_schema import ledger, ledger_events, lesson_sources
from evotr.journal.memory_rows import among
from evotr.journal.rows import new_id, now
from evotr.journal.schema import messages
from evotr.journal.succession import end

__all__ = [
    "STANDING",
    "add",
    "decide",
    "keep",
    "keep_sources",
    "replaced_by",
    "retract",
    "uphold",
]

_FINAL: frozenset[LessonReason] = frozenset(
    ["withdrawn", "disliked", "newer", "secret", "personal_number", "control"]
)
"""Reasons for which a row is not to be learned from, whatever is said of it."""


STANDING: tuple[LessonState, ...] = (
    "active",
    "superseded",
    "quarantined",
    "memory_only",
)
"""The states of rows that a newer word of the user replaces."""

_HELD: tuple[LessonState, ...] = ("active", "superseded", "memory_only")
"""Those in which a row is, or may be again, what is held to be right."""


def add(connection: Connection, lessons: Iterable[Lesson]) -> tuple[LedgerRow, ...]:
    """Store lessons, in order; those of no question or no right answer are left out."""
    return keep(connection, {new_id(): lesson for lesson in lessons})


def keep(
    connection: Connection, lessons: Mapping[str, Lesson]
) -> tuple[LedgerRow, ...]:
    """Store lessons under these ids; the rows that are new.

    What the user wrote closes what was held to be right of the same question before.
    """
    stored = {key: stored_lesson(lesson) for key, lesson in lessons.items()}
    known = connection.scalars(select(ledger.c.id).where(among(ledger.c.id, stored)))
    gone = set(known)
    fresh = {
        key: lesson
        for key, lesson in stored.items()
        if key not in gone and lesson.question and lesson.right
    }
    if not fresh:
        return ()
    closed = list(_closed(connection, fresh))
    at = now()
    rows = [
        {"id": key, "created_at": at, **lesson_columns(lesson)}
        for key, lesson in fresh.items()
    ]
    connection.execute(insert(ledger), rows)
    keep_sources(connection, {key: one.sources for key, one in fresh.items()})
    decide(connection, closed, "program")
    return get(connection, fresh)


def _closed(connection: Connection, fresh: Mapping[str, Lesson]) -> Iterator[Decision]:
    """What the new lessons close, among the old ones and among themselves.

    What is closed already is closed by the new one too: it is to stay so where the
    one between them goes. So is what lies in the trash, for it may come back.
    """
    keys = {key: question_key(lesson.question) for key, lesson in fresh.items()}
    before: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for row in rows_of(connection, set(keys.values()), STANDING, trash=True):
        before[question_key(row.question)][row.id] = fold(row.right)
    for key, lesson in fresh.items():
        same, right = before[keys[key]], fold(lesson.right)
        if lesson.kind in OWN_WORDS:
            for old, held in same.items():
                if held != right:
                    yield Decision(old, "newer", "superseded", cause=key)
        same[key] = right


def keep_sources(connection: Connection, sources: Mapping[str, Sequence[str]]) -> None:
    """Note from which messages lessons come; those that are not here are left out."""
    named = {message for ids in sources.values() for message in ids}
    known = set(
        connection.scalars(select(messages.c.id).where(among(messages.c.id, named)))
    )
    rows = [
        {"lesson_id": key, "message_id": message}
        for key, ids in sources.items()
        for message in dict.fromkeys(ids)
        if message in known
    ]
    if rows:
        connection.execute(upsert(lesson_sources).on_conflict_do_nothing(), rows)


def decide(
    connection: Connection,
    decisions: Iterable[Decision],
    by: Decider,
    heads: Heads | None = None,
) -> int:
    """Note what becomes of rows; of those that are gone nothing. How many it were.

    The memories of retracted ones end, and what these had closed holds again. With the
    ``heads`` of before the rows were read, what was decided since stands.
    """
    listed = list(decisions)
    if heads is not None:
        now_last = ledger_reads.heads(connection)
        listed = [one for one in listed if _is_fresh(one, heads, now_last)]
    ids = {decision.row_id for decision in listed}
    known = set(connection.scalars(select(ledger.c.id).where(among(ledger.c.id, ids))))
    at = now()
    rows = [
        {
            "row_id": decision.row_id,
            "at": at,
            "decider": by,
            "reason": decision.reason,
            "state": decision.state,
            "expert": decision.expert,
            "cause": decision.cause,
        }
        for decision in listed
        if decision.row_id in known
    ]
    if rows:
        connection.execute(insert(ledger_events), rows)
    gone = [str(row["row_id"]) for row in rows if row["state"] == "retracted"]
    end(connection, gone, at)
    return len(rows)


def _is_fresh(decision: Decision, then: Heads, since: Heads) -> bool:
    """Whether nothing else was said since of what is decided of a row."""
    nothing = (None, None)
    old, new = (heads.get(decision.row_id, nothing) for heads in (then, since))
    pairs = zip(old, new, (decision.state, decision.expert), strict=True)
    return all(was == last for was, last, said in pairs if said is not None)


def uphold(connection: Connection, row_id: str) -> LedgerRow:
    """Learn from a row that was in doubt, since the user says that it is right.

    Other answers to its question are closed by it.

    Raises:
        LedgerRowNotFound: There is none.
        LedgerRowFixed: It was taken back, replaced, or holds what is not for learning.
    """
    row = find(connection, row_id)
    if row.state != "active" and row.reason in _FINAL:
        raise LedgerRowFixed(row=row_id)
    closed = replaced_by(connection, row)
    decide(connection, [Decision(row.id, "kept", "active"), *closed], "user")
    return find(connection, row_id)


def replaced_by(
    connection: Connection, row: LedgerRow, but: Collection[str] = ()
) -> tuple[Decision, ...]:
    """What closes all other answers to the question of ``row`` where it holds.

    Those in the trash too, for they may come back; not those with the ids ``but``.
    """
    same = rows_of(connection, [question_key(row.question)], _HELD, trash=True)
    return tuple(
        Decision(other.id, "newer", "superseded", cause=row.id)
        for other in same
        if other.id not in {row.id, *but} and fold(other.right) != fold(row.right)
    )


def retract(
    connection: Connection, row_ids: Sequence[str], reason: LessonReason
) -> tuple[LedgerRow, ...]:
    """Learn no more from rows, as the user wants it; the rows as they are now.

    Their memories end.
    """
    rows = [row for row in get(connection, row_ids) if row.state != "retracted"]
    decisions = [Decision(row.id, reason, "retracted") for row in rows]
    decide(connection, decisions, "user")
    return get(connection, row_ids)
