"""What is read of the nights. Every function takes a connection.

Lessons and proposals are told in the words that are there at this moment: what was
forgotten, or lies in the trash, is in no report.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, false, func, select

from evotr.domain import (
    DoomedVersion,
    LearnedLesson,
    Night,
    NightStep,
    NightVersion,
    NightWish,
    OldAndNew,
    SkippedLesson,
    StepDone,
    keys_digest,
)
from evotr.errors import NightAmbiguous, NightNotFound
from evotr.journal.ledger_reads import SEEN
from evotr.journal.ledger_schema import ledger
from evotr.journal.memory_rows import among
from evotr.journal.naming import begins
from evotr.journal.nights_lessons import decided
from evotr.journal.nights_rows import Told, to_night, to_step
from evotr.journal.nights_schema import (
    doomed_versions,
    night_examples,
    night_lessons,
    night_proposals,
    night_steps,
    night_versions,
    night_wishes,
    nights,
)
from evotr.journal.rows import SHORTEST_PREFIX
from evotr.journal.schema import exemplars

__all__ = [
    "doomed",
    "find",
    "first_taught",
    "found",
    "get",
    "keys",
    "learned",
    "of_date",
    "page",
    "results",
    "saw",
    "steps",
    "taught",
    "unclean_streak",
    "unfinished",
    "version_of",
    "wishes",
]

_MOST_DIGITS = 9  # of a number; an id has 32


def get(connection: Connection, night_id: str) -> Night:
    """The night with this id.

    Raises:
        NightNotFound: There is none.
    """
    for night in _told(connection, select(nights).where(nights.c.id == night_id)):
        return night
    raise NightNotFound(night=night_id)


def page(connection: Connection, limit: int, offset: int) -> tuple[Night, ...]:
    """The nights, the newest first."""
    query = select(nights).order_by(nights.c.seq.desc()).limit(limit).offset(offset)
    return _told(connection, query)


def of_date(connection: Connection, day: date) -> tuple[Night, ...]:
    """The nights of a date, the newest first."""
    query = select(nights).where(nights.c.date == day).order_by(nights.c.seq.desc())
    return _told(connection, query)


def unfinished(connection: Connection) -> Night | None:
    """The oldest night that runs, or was left, or ran when its process died."""
    running = select(nights).where(nights.c.state == "running").order_by(nights.c.seq)
    return next(iter(_told(connection, running.limit(1))), None)


def find(connection: Connection, text: str) -> Night:
    """The one night whose number is, or whose id starts with, ``text``.

    Raises:
        NightNotFound: None does.
        NightAmbiguous: Several do, or one does that is too short for an id.
    """
    wanted = text.strip().lower()
    numbered: ColumnElement[bool] = false()
    if wanted.isascii() and wanted.isdigit() and len(wanted) <= _MOST_DIGITS:
        numbered = nights.c.seq == int(wanted)
    found = _told(connection, select(nights).where(numbered))
    short = not found and len(wanted) < SHORTEST_PREFIX
    if not found and not (short and wanted.isdigit()):
        likely = select(nights).where(begins(nights.c.id, wanted))
        found = _told(connection, likely.limit(2))
    if not found:
        raise NightNotFound(night=text)
    if len(found) > 1 or short:
        raise NightAmbiguous(night=text)
    return found[0]


def _told(connection: Connection, query: Select[Any]) -> tuple[Night, ...]:
    rows = connection.execute(query).all()
    words = _words(connection, [row.id for row in rows])
    return tuple(to_night(row, words[row.id]) for row in rows)


def _words(connection: Connection, night_ids: list[str]) -> Mapping[str, Told]:
    """What is still there of what these nights tell."""
    words: defaultdict[str, Told] = defaultdict(Told)
    for row in _lessons(connection, night_ids):
        told, question = words[row.night_id], row.question
        if row.reason:
            skipped = SkippedLesson(row.row_id, question, row.reason)
            told.skipped.setdefault(row.expert, []).append(skipped)
        else:
            learned = LearnedLesson(
                row.row_id, question, row.right, row.recall, row.new
            )
            told.learned.setdefault(row.expert, []).append(learned)
    for row in _examples(connection, night_ids):
        example = OldAndNew(row.question, row.old, row.new)
        words[row.night_id].examples.setdefault(row.expert, []).append(example)
    for row in _hidden(connection, night_ids):
        words[row.night_id].hidden[row.expert] = row.number
    for night_id, reason, lesson in decided(connection, night_ids):
        words[night_id].named.setdefault(reason, []).append(lesson)
    for row in _proposals(connection, night_ids):
        words[row.night_id].proposed.setdefault(row.expert, []).append(row.text)
    return words


def _lessons(connection: Connection, night_ids: list[str]) -> Iterator[Row[Any]]:
    query = (
        select(night_lessons, ledger.c.question, ledger.c.right)
        .join(ledger, ledger.c.id == night_lessons.c.row_id)
        .where(among(night_lessons.c.night_id, night_ids), SEEN)
        .order_by(ledger.c.seq)
    )
    yield from connection.execute(query)


def _hidden(connection: Connection, night_ids: list[str]) -> Iterator[Row[Any]]:
    own = night_lessons.c
    query: Select[Any] = (
        select(own.night_id, own.expert, func.count().label("number"))
        .join(ledger, ledger.c.id == own.row_id)
        .where(among(own.night_id, night_ids), own.new, own.reason == "", ~SEEN)
        .group_by(own.night_id, own.expert)
    )
    yield from connection.execute(query)


def _examples(connection: Connection, night_ids: list[str]) -> Iterator[Row[Any]]:
    query = (
        select(night_examples)
        .outerjoin(ledger, ledger.c.id == night_examples.c.row_id)
        .where(among(night_examples.c.night_id, night_ids), SEEN)
        .order_by(night_examples.c.seq)
    )
    yield from connection.execute(query)


def _proposals(connection: Connection, night_ids: list[str]) -> Iterator[Row[Any]]:
    query: Select[Any] = (
        select(night_proposals.c.night_id, exemplars.c.expert, exemplars.c.text)
        .join(exemplars, exemplars.c.id == night_proposals.c.exemplar_id)
        .where(among(night_proposals.c.night_id, night_ids))
        .order_by(exemplars.c.seq)
    )
    yield from connection.execute(query)


def steps(connection: Connection, night_id: str) -> tuple[StepDone, ...]:
    """What a night has done, in the order in which it was begun."""
    own = night_steps.c
    query = (
        select(night_steps)
        .where(own.night_id == night_id, own.ended_at.is_not(None))
        .order_by(own.began_at, own.ended_at)
    )
    return tuple(map(to_step, connection.execute(query)))


def results(
    connection: Connection, step: NightStep, expert: str, limit: int
) -> dict[str, Mapping[str, Any]]:
    """What a step found for an expert, by the ids of its nights, the newest first."""
    own = night_steps.c
    query = (
        select(own.night_id, own.result)
        .join(nights, nights.c.id == own.night_id)
        .where(own.step == step, own.expert == expert, own.ended_at.is_not(None))
        .order_by(nights.c.seq.desc())
        .limit(limit)
    )
    return {row.night_id: row.result for row in connection.execute(query)}


def found(
    connection: Connection, night_id: str, step: NightStep, expert: str
) -> Mapping[str, Any] | None:
    """What a step of one night found; None where it is not done."""
    own = night_steps.c
    query = (
        select(own.result)
        .where(own.night_id == night_id, own.step == step, own.expert == expert)
        .where(own.ended_at.is_not(None))
    )
    result: Mapping[str, Any] | None = connection.scalar(query)
    return result


def unclean_streak(connection: Connection) -> int:
    """How often nights died, one after the other, since the last one that ended well.

    What the user began does not count: the user may have ended it.
    """
    own = nights.c
    begun = select(own.state, own.deaths).where(own.trigger != "user")
    streak = 0
    for state, deaths in connection.execute(begun.order_by(own.seq.desc())):
        if state not in {"running", "unclean"}:
            break
        streak += deaths
    return streak


def keys(connection: Connection, night_id: str, expert: str) -> str:
    """The `keys_digest` of what a candidate saw, as far as it is still there."""
    query = (
        select(ledger.c.id, ledger.c.sha256)
        .join(night_lessons, night_lessons.c.row_id == ledger.c.id)
        .where(*_seen_by(night_id, expert))
    )
    return keys_digest((row.id, row.sha256) for row in connection.execute(query))


def _seen_by(night_id: str, expert: str) -> Iterable[Any]:
    own = night_lessons.c
    return own.night_id == night_id, own.expert == expert, own.reason == ""


def first_taught(
    connection: Connection, night_id: str, experts: Iterable[str]
) -> tuple[str, ...]:
    """The lessons that were new to what a night made for these, in the trash or not."""
    own = night_lessons.c
    query = (
        select(own.row_id)
        .join(ledger, ledger.c.id == own.row_id)
        .where(own.night_id == night_id, own.new, own.reason == "")
        .where(own.expert.in_(tuple(experts)))
        .order_by(ledger.c.seq)
    )
    return tuple(connection.scalars(query))


def learned(connection: Connection) -> frozenset[str]:
    """The lessons that went into what was promoted, and was not taken back since."""
    done, seen = night_steps.c, night_lessons.c
    promoted = (done.night_id == seen.night_id) & (done.expert == seen.expert)
    query = (
        select(seen.row_id)
        .join(night_steps, promoted)
        .join(nights, nights.c.id == seen.night_id)
        .where(done.step == "promote", done.ended_at.is_not(None))
        .where(nights.c.undone_at.is_(None), ~_undone_alone(), seen.reason == "")
        .distinct()
    )
    return frozenset(connection.scalars(query))


def _undone_alone() -> ColumnElement[bool]:
    """Whether an expert's part of its night was taken back by itself."""
    told = func.json_each(nights.c.report, "$.experts").table_valued("value").c.value
    return (
        select(told)
        .where(func.json_extract(told, "$.expert") == night_lessons.c.expert)
        .where(func.json_extract(told, "$.undone").is_not(None))
        .exists()
    )


def version_of(
    connection: Connection, base: str, expert: str, version: str
) -> NightVersion | None:
    """Which night made a version that is there, and what it saw; else None."""
    own = night_versions.c
    named = (own.base == base, own.expert == expert, own.version == version)
    there = select(night_versions).where(*named, own.gone_at.is_(None))
    row = connection.execute(there).first()
    if row is None:
        return None
    seen = select(night_lessons.c.row_id).where(*_seen_by(row.night_id, expert))
    ids = tuple(connection.scalars(seen.order_by(night_lessons.c.row_id)))
    return NightVersion(base, expert, version, row.night_id, row.keys_sha, ids)


def taught(connection: Connection) -> dict[str, frozenset[str]]:
    """The experts that nights made versions of, with the bases these are for."""
    own = night_versions.c
    found: defaultdict[str, set[str]] = defaultdict(set)
    there = select(own.expert, own.base).where(own.gone_at.is_(None)).distinct()
    for row in connection.execute(there):
        found[row.expert].add(row.base)
    return {expert: frozenset(bases) for expert, bases in sorted(found.items())}


def saw(
    connection: Connection, lesson_ids: Iterable[str], *, gone: bool = False
) -> tuple[NightVersion, ...]:
    """The versions that one of these lessons is in, without what else they saw.

    ``gone``: also those whose files are gone; what they answered may still be there.
    """
    own, seen = night_versions.c, night_lessons.c
    both = (seen.night_id == own.night_id) & (seen.expert == own.expert)
    query = (
        select(night_versions)
        .join(night_lessons, both)
        .where(among(seen.row_id, lesson_ids), seen.reason == "")
        .distinct()
        .order_by(own.base, own.expert, own.version)
    )
    if not gone:
        query = query.where(own.gone_at.is_(None))
    return tuple(
        NightVersion(row.base, row.expert, row.version, row.night_id, row.keys_sha)
        for row in connection.execute(query)
    )


def doomed(connection: Connection) -> tuple[DoomedVersion, ...]:
    """The versions whose files are to go, the longest doomed first."""
    own = doomed_versions.c
    query = select(doomed_versions).order_by(own.at, own.base, own.expert, own.version)
    return tuple(
        DoomedVersion(row.base, row.expert, row.version, row.at.replace(tzinfo=UTC))
        for row in connection.execute(query)
    )


def wishes(connection: Connection) -> tuple[NightWish, ...]:
    """What is asked of the process that has the assistant open, the oldest first."""
    query = select(night_wishes).order_by(night_wishes.c.seq)
    return tuple(map(_to_wish, connection.execute(query)))


def _to_wish(row: Row[Any]) -> NightWish:
    at = row.at.replace(tzinfo=UTC)
    if row.kind == "stop":
        return NightWish(row.seq, row.kind, None, at, row.expert or "asked")
    return NightWish(row.seq, row.kind, row.expert, at)
