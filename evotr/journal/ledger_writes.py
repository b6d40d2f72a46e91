"""What changes the ledger. Every function runs inside one write transaction."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Final, NamedTuple

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
    of_question,
    question_key,
    spelled,
    spelled_as,
    spelled_sense,
)
from evotr.errors import (
    LedgerRowFixed,
    LedgerRowSecret,
    LedgerRowSteering,
    LedgerRowTooLong,
)
from evotr.journal import ledger_reads
from evotr.journal.ledger_reads import Heads, find, get, rows_of
from evotr.journal.ledger_rows import lesson_columns, stored_lesson
from evotr.journal.ledger_schema import ledger, ledger_events, lesson_sources
from evotr.journal.memory_rows import among
from evotr.journal.rows import new_id, now
from evotr.journal.schema import messages
from evotr.journal.succession import end, put_back

__all__ = [
    "STANDING",
    "Against",
    "add",
    "assign",
    "decide",
    "keep",
    "keep_sources",
    "replaced_by",
    "retract",
    "uphold",
]

Against = Callable[[LedgerRow], LessonReason | None]
"""Says why a row is not trained on whatever the user says of it; None: it may be."""

_UNFIT: Final[Mapping[str, type[LedgerRowFixed]]] = {
    "secret": LedgerRowSecret,
    "personal_number": LedgerRowSecret,
    "control": LedgerRowSteering,
    "too_long": LedgerRowTooLong,
}
_FINAL: Final = frozenset({"withdrawn", "disliked", "newer", *_UNFIT})
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
    closed += _freed(connection, closed)
    at = now()
    rows = [
        {"id": key, "created_at": at, **lesson_columns(lesson)}
        for key, lesson in fresh.items()
    ]
    connection.execute(insert(ledger), rows)
    keep_sources(connection, {key: one.sources for key, one in fresh.items()})
    decide(connection, closed, "program")
    return get(connection, fresh)


class _Said(NamedTuple):
    """What a lesson asks, as `spelled`, and what it says, folded."""

    id: str
    asked: str
    right: str


def _closed(connection: Connection, fresh: Mapping[str, Lesson]) -> Iterator[Decision]:
    """What the new lessons close, among the old ones and among themselves.

    What is closed already is closed by the new one too: it is to stay so where the
    one between them goes. So is what lies in the trash, for it may come back.
    """
    keys = {key: question_key(lesson.question) for key, lesson in fresh.items()}
    before: defaultdict[str, list[_Said]] = defaultdict(list)
    for row in rows_of(connection, set(keys.values()), STANDING, trash=True):
        said = _Said(row.id, spelled(row.question), fold(row.right))
        before[question_key(row.question)].append(said)
    for key, lesson in fresh.items():
        beside = before[keys[key]]
        new = _Said(key, spelled(lesson.question), fold(lesson.right))
        if lesson.kind in OWN_WORDS:
            for old in spelled_as(new.asked, beside, attrgetter("asked")):
                if old.right != new.right:
                    yield Decision(old.id, "newer", "superseded", cause=key)
        beside.append(new)


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


def uphold(
    connection: Connection, row_ids: Sequence[str], against: Against
) -> tuple[LedgerRow, ...]:
    """Learn from rows that were in doubt, since the user says that they are right.

    Other answers to their questions are closed by them. The rows as they are then.

    Raises:
        LedgerRowNotFound: One is not there.
        LedgerRowFixed: One was taken back, replaced, or holds what is not for learning.
    """
    for row_id in row_ids:
        _uphold(connection, row_id, against)
    return get(connection, row_ids)


def _uphold(connection: Connection, row_id: str, against: Against) -> None:
    row = find(connection, row_id)
    if row.state != "active":
        _refuse_final(connection, row)
    # One that no night has looked at is active, whatever it holds.
    reason = against(row)
    if reason is not None:
        raise _fixed(row, reason)
    closed = replaced_by(connection, row)
    decide(connection, [Decision(row.id, "kept", "active"), *closed], "user")
    if row.reason == "newer":
        put_back(connection, row.id)


def assign(connection: Connection, row_ids: Sequence[str], expert: str) -> None:
    """Say whose expert's rows are, as the user wants it.

    Raises:
        LedgerRowFixed: One is retracted for good.
    """
    for row in get(connection, row_ids):
        if row.state == "retracted":
            _refuse_final(connection, row)
    decided = [Decision(row_id, "labelled", expert=expert) for row_id in row_ids]
    decide(connection, decided, "user")


def _fixed(row: LedgerRow, reason: str) -> LedgerRowFixed:
    return _UNFIT.get(reason, LedgerRowFixed)(row=row.id)


def _refuse_final(connection: Connection, row: LedgerRow) -> None:
    if _is_final(connection, row):
        raise _fixed(row, row.reason)


def _is_final(connection: Connection, row: LedgerRow) -> bool:
    """Whether a row is not to be learned from, whatever is said of it.

    It once was replaced by what answers a question spelled otherwise: that is no end.
    """
    if row.reason != "newer":
        return row.reason in _FINAL
    said = [event.decision for event in ledger_reads.events(connection, row.id)]
    causes = {one.cause for one in said if one.reason == "newer" and one.cause}
    rows = get(connection, causes, trash=True)
    by = [spelled_sense(one.question) for one in rows if one.state != "retracted"]
    return not by or bool(spelled_as(spelled_sense(row.question), by, str))


def replaced_by(
    connection: Connection, row: LedgerRow, but: Collection[str] = ()
) -> tuple[Decision, ...]:
    """What closes all other answers to the question of ``row`` where it holds.

    Those in the trash too, for they may come back; not those with the ids ``but``.
    """
    beside = rows_of(connection, [question_key(row.question)], _HELD, trash=True)
    same = of_question(row.question, beside, lambda other: other.question)
    closed = [
        Decision(other.id, "newer", "superseded", cause=row.id)
        for other in same
        if other.id not in {row.id, *but} and fold(other.right) != fold(row.right)
    ]
    return (*closed, *_freed(connection, closed))


def _freed(connection: Connection, closed: Sequence[Decision]) -> list[Decision]:
    """What is learned again since what it only repeated is closed now.

    It was said of a question spelled otherwise, of which nothing else was said.
    """
    cause = {one.row_id: one.cause for one in closed}
    going = [row for row in get(connection, cause, trash=True) if row.state == "active"]
    keys = {question_key(row.question) for row in going}
    beside: defaultdict[tuple[str, str], list[LedgerRow]] = defaultdict(list)
    for row in rows_of(connection, keys, ("active", "superseded"), trash=True):
        if row.id not in cause:
            beside[_says(row)].append(row)
    freed: dict[str, Decision] = {}
    for gone in going:
        others = beside[_says(gone)]
        repeated = [row for row in others if row.reason == "duplicate"]
        if repeated and all(row.state == "superseded" for row in others):
            first = repeated[0].id
            freed[first] = Decision(first, "sound", "active", cause=cause[gone.id])
    return list(freed.values())


def _says(row: LedgerRow) -> tuple[str, str]:
    return question_key(row.question), fold(row.right)


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
