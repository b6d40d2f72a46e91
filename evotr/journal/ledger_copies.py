"""Lessons out of the journal for a snapshot, and back. Functions take a connection.

As in ``merging.py``: what is here stays as it is, and what was forgotten here, or may
not be learned from, does not come back.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from sqlalchemy import Connection, delete, insert, literal, or_, select

from evotr.domain import (
    OWN_WORDS,
    Decision,
    LedgerRow,
    LessonCopy,
    LessonState,
    asked_alike,
    fold,
    question_key,
)
from evotr.journal.forgotten import Thing, were_forgotten
from evotr.journal.ledger_reads import rows_of
from evotr.journal.ledger_rows import lesson_columns, stored_lesson, to_event, to_row
from evotr.journal.ledger_schema import ledger, ledger_events, lesson_sources
from evotr.journal.ledger_writes import STANDING, decide, keep_sources
from evotr.journal.memory_rows import among, stored_time
from evotr.journal.merging import Merged
from evotr.journal.schema import conversations

__all__ = ["copies_of", "lesson_ids", "merge_lessons", "settle", "unknown"]

_HIDDEN = select(conversations.c.id).where(conversations.c.deleted_at.is_not(None))
# A lesson's memory has its id.
_FORGOTTEN: tuple[Thing, ...] = ("ledger", "memories")
_STANDS: tuple[LessonState, ...] = ("active", "memory_only")


def lesson_ids(connection: Connection) -> tuple[str, ...]:
    """The ids of the rows of no conversation in the trash, the oldest first."""
    own = ledger.c
    seen = or_(own.conversation_id.is_(None), own.conversation_id.not_in(_HIDDEN))
    query = select(own.id).where(seen).order_by(own.created_at, own.seq)
    return tuple(connection.scalars(query))


def copies_of(connection: Connection, ids: Sequence[str]) -> tuple[LessonCopy, ...]:
    """Rows with these ids, in their order, with what was decided of them."""
    chosen = select(
        ledger, literal("active").label("state"), literal("").label("reason")
    )
    found = connection.execute(chosen.where(among(ledger.c.id, ids))).all()
    said: defaultdict[str, list[str]] = defaultdict(list)
    own, source = ledger_events.c, lesson_sources.c
    query = select(lesson_sources).where(among(source.lesson_id, ids))
    for row in connection.execute(query.order_by(source.message_id)):
        said[row.lesson_id].append(row.message_id)
    events = connection.execute(
        select(ledger_events).where(among(own.row_id, ids)).order_by(own.seq)
    ).all()
    copies = {
        row.id: LessonCopy(
            to_row(row, tuple(said[row.id])),
            tuple(to_event(event) for event in events if event.row_id == row.id),
        )
        for row in found
    }
    return tuple(copies[key] for key in ids if key in copies)


def unknown(connection: Connection, ids: Sequence[str]) -> int:
    """How many of these rows are neither stored nor forgotten here."""
    known = connection.scalars(select(ledger.c.id).where(among(ledger.c.id, ids))).all()
    others = set(ids).difference(known)
    gone = (were_forgotten(connection, thing, others) for thing in _FORGOTTEN)
    return len(others.difference(*gone))


def merge_lessons(
    connection: Connection, copies: Sequence[LessonCopy], *, anyway: bool
) -> Merged:
    """Store lessons under their ids; ``anyway``: also what was forgotten.

    Of two answers to one question, one from here and one that comes, the newer word of
    the user stands. `settle` is to be called behind the last ones.
    """
    ids = [copy.row.id for copy in copies]
    known = set(connection.scalars(select(ledger.c.id).where(among(ledger.c.id, ids))))
    fresh = [copy for copy in copies if copy.row.id not in known]
    wanted = fresh if anyway else _not_forgotten(connection, fresh)
    kept = _allowed(connection, wanted)
    if kept:
        _store(connection, kept)
        decide(connection, _closed(connection, [copy.row for copy in kept]), "program")
    return Merged(
        added=len(kept),
        known=len(known),
        forgotten=len(fresh) - len(wanted),
        forbidden=len(wanted) - len(kept),
    )


def _not_forgotten(
    connection: Connection, copies: Sequence[LessonCopy]
) -> list[LessonCopy]:
    rows = [copy.row for copy in copies]
    named: Mapping[Thing, Iterable[str | None]] = {
        "ledger": {row.id for row in rows},
        "memories": {row.id for row in rows},  # a lesson's memory has its id
        "messages": {said for row in rows for said in (row.message_id, *row.sources)},
        "conversations": {row.conversation_id for row in rows},
    }
    gone = {
        thing: were_forgotten(connection, thing, filter(None, names))
        for thing, names in named.items()
    }
    return [
        copy
        for copy in copies
        if copy.row.id not in gone["ledger"] | gone["memories"]
        and copy.row.conversation_id not in gone["conversations"]
        and gone["messages"].isdisjoint((copy.row.message_id, *copy.row.sources))
    ]


def _allowed(connection: Connection, copies: Sequence[LessonCopy]) -> list[LessonCopy]:
    """Those of conversations that are not here, or may be learned from."""
    named = {copy.row.conversation_id for copy in copies} - {None}
    own = conversations.c
    closed = or_(own.consent != "learn", own.deleted_at.is_not(None))
    refused = set(
        connection.scalars(select(own.id).where(among(own.id, named), closed))
    )
    return [copy for copy in copies if copy.row.conversation_id not in refused]


def _store(connection: Connection, copies: Sequence[LessonCopy]) -> None:
    rows = [
        {
            **lesson_columns(stored_lesson(copy.row)),
            "id": copy.row.id,
            "created_at": stored_time(copy.row.created),
            "split": copy.row.split,
        }
        for copy in copies
    ]
    connection.execute(insert(ledger), rows)
    keep_sources(connection, {copy.row.id: copy.row.sources for copy in copies})
    events = [
        {
            "row_id": copy.row.id,
            "at": stored_time(event.at),
            "decider": event.by,
            "reason": event.decision.reason,
            "state": event.decision.state,
            "expert": event.decision.expert,
            "cause": event.decision.cause,
        }
        for copy in copies
        for event in copy.events
    ]
    if events:
        connection.execute(insert(ledger_events), events)


def _closed(connection: Connection, came: Sequence[LedgerRow]) -> Iterator[Decision]:
    """What one that came closes here, or is closed by; what came closed is left so."""
    new = {row.id for row in came}
    groups: defaultdict[str, list[LedgerRow]] = defaultdict(list)
    keys = {question_key(row.question) for row in came}
    for row in rows_of(connection, keys, STANDING):
        groups[question_key(row.question)].append(row)
    told = _told(connection, [row.id for rows in groups.values() for row in rows])
    for rows in groups.values():
        in_order = sorted(rows, key=lambda row: (row.created, row.id))
        for older, newer in combinations(in_order, 2):
            apart = (older.id in new) != (newer.id in new)
            apart &= asked_alike(older.question, newer.question)
            differ = fold(older.right) != fold(newer.right)
            stands = newer.state in _STANDS and newer.kind in OWN_WORDS
            closed = older.state not in _STANDS and (older.id, newer.id) in told
            if apart and differ and stands and not closed:
                yield Decision(older.id, "newer", "superseded", cause=newer.id)


def _told(connection: Connection, ids: Sequence[str]) -> set[tuple[str, str]]:
    """Which of these rows another is known to have closed: their ids, and its.

    What belongs together may come in pieces.
    """
    own = ledger_events.c
    query = select(own.row_id, own.cause).where(
        among(own.row_id, ids), own.cause.is_not(None)
    )
    return {(row.row_id, row.cause) for row in connection.execute(query)}


def settle(connection: Connection) -> None:
    """Drop what was decided for rows that did not come: they were forgotten here."""
    own = ledger_events.c
    gone = own.cause.is_not(None) & own.cause.not_in(select(ledger.c.id))
    connection.execute(delete(ledger_events).where(gone))
