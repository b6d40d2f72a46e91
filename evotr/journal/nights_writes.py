"""What changes the nights. Every function runs inside one write transaction."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, date
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from evotr.domain import (
    DoomedVersion,
    LearnedLesson,
    Night,
    NightReport,
    NightSpent,
    NightState,
    NightStep,
    NightTrigger,
    NightVersion,
    NightWishKind,
    OldAndNew,
    SkippedLesson,
    UndoneWhy,
)
from evotr.errors import NightNotFound
from evotr.journal.ledger_schema import ledger
from evotr.journal.memory_rows import among
from evotr.journal.nights_reads import get, keys
from evotr.journal.nights_rows import report_columns, undone_alone
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
from evotr.journal.rows import new_id, now
from evotr.journal.schema import exemplars, messages
from evotr.journal.wording import storable

__all__ = [
    "anew",
    "beat",
    "begin",
    "did",
    "doing",
    "examples",
    "finish",
    "forgive",
    "gone",
    "granted",
    "keep",
    "leave",
    "lessons",
    "made",
    "proposed",
    "resume",
    "undo",
    "wish",
    "withdraw",
]


def begin(
    connection: Connection,
    trigger: NightTrigger,
    day: date,
    expert: str | None,
    owner: str,
    wishes: Iterable[int] = (),
) -> Night:
    """Note that a night begins, and ask no more for the wishes that it is for."""
    granted(connection, wishes)
    at = now()
    night_id = new_id()
    row = {
        "id": night_id,
        "date": day,
        "trigger": trigger,
        "expert": expert,
        "state": "running",
        "began_at": at,
        "beat_at": at,
        "error": "",
        "owner": owner,
        "deaths": 0,
    }
    connection.execute(insert(nights).values(row))
    return get(connection, night_id)


def resume(connection: Connection, night_id: str, owner: str) -> Night:
    """Note that a night, which was left or whose process died, goes on in another one.

    Raises:
        NightNotFound: There is none with this id.
    """
    found, at = get(connection, night_id), now()
    last = found.ended if found.ended is not None else found.beat
    away = (at - last.replace(tzinfo=None)).total_seconds()
    _set(
        connection,
        night_id,
        state="running",
        beat_at=at,
        ended_at=None,
        away_s=nights.c.away_s + max(0.0, away),
        owner=owner,
        deaths=nights.c.deaths + nights.c.ended_at.is_(None),
    )
    return get(connection, night_id)


def leave(connection: Connection, night_id: str) -> Night:
    """Note that a night's process ends in good order; it goes on in another one.

    Raises:
        NightNotFound: There is none with this id.
    """
    at = now()
    _set(connection, night_id, beat_at=at, ended_at=at)
    return get(connection, night_id)


def beat(connection: Connection, night_id: str, spent: NightSpent | None) -> None:
    """Note that the process of a night lives, and how it was spent."""
    _set(connection, night_id, beat_at=now(), **(asdict(spent) if spent else {}))


def finish(
    connection: Connection,
    night_id: str,
    state: NightState,
    report: NightReport,
    error: str,
) -> Night:
    """Note how a night ended, and what it tells.

    Raises:
        NightNotFound: There is none with this id.
    """
    at = now()
    _set(
        connection,
        night_id,
        state=state,
        beat_at=at,
        ended_at=at,
        error=error,
        deaths=nights.c.deaths + (state == "unclean"),
        report=report_columns(report),
    )
    return get(connection, night_id)


def undo(
    connection: Connection, night_id: str, why: UndoneWhy, expert: str | None = None
) -> Night:
    """Note that a night, or of it one expert alone, was taken back, and why.

    The first time counts.

    Raises:
        NightNotFound: There is none with this id.
    """
    night, at = get(connection, night_id), now()
    if expert is not None:
        report = undone_alone(night.report, expert, at.replace(tzinfo=UTC), why)
        _set(connection, night_id, report=report_columns(report))
    elif night.undone is None:
        _set(connection, night_id, undone_at=at, undone_why=why)
    return get(connection, night_id)


def keep(connection: Connection, night_id: str) -> Night:
    """Note that the user wants what a night learned to stay.

    Raises:
        NightNotFound: There is none with this id.
    """
    _set(connection, night_id, kept_at=now())
    return get(connection, night_id)


def forgive(connection: Connection) -> None:
    """Count no death of before: the user lets nights be run again."""
    connection.execute(update(nights).values(deaths=0))


def _set(connection: Connection, night_id: str, **values: object) -> None:
    changed = connection.execute(
        update(nights).where(nights.c.id == night_id).values(**values)
    )
    if not changed.rowcount:
        raise NightNotFound(night=night_id)


def doing(connection: Connection, night_id: str, step: NightStep, expert: str) -> None:
    """Note that a step begins; what it found before is dropped.

    Raises:
        NightNotFound: There is none with this id.
    """
    at = now()
    _set(connection, night_id, beat_at=at, step=step)
    key = {"night_id": night_id, "step": step, "expert": expert}
    row = {**key, "began_at": at, "ended_at": None, "result": None}
    connection.execute(_in_place(night_steps, list(key), row))


def did(
    connection: Connection,
    night_id: str,
    step: NightStep,
    expert: str,
    result: Mapping[str, Any],
) -> None:
    """Note that a step is done, and what it found.

    Raises:
        NightNotFound: There is none with this id.
    """
    at = now()
    _set(connection, night_id, beat_at=at, step=step)
    own = night_steps.c
    begun = select(own.began_at).where(
        own.night_id == night_id, own.step == step, own.expert == expert
    )
    key = {"night_id": night_id, "step": step, "expert": expert}
    row = {
        **key,
        "began_at": connection.scalar(begun) or at,
        "ended_at": at,
        "result": dict(result),
    }
    connection.execute(_in_place(night_steps, list(key), row))


def _in_place(table: Table, key: list[str], row: Mapping[str, object]) -> Any:  # noqa: ANN401 - SQLAlchemy's own has no short name
    statement = upsert(table).values(row)
    others = {name: statement.excluded[name] for name in row if name not in key}
    return statement.on_conflict_do_update(index_elements=key, set_=others)


def anew(connection: Connection, night_id: str, expert: str) -> None:
    """Drop what a night noted of an expert: it begins anew with that one."""
    for table in (night_steps, night_lessons, night_examples):
        own = table.c
        mine = delete(table).where(own.night_id == night_id, own.expert == expert)
        connection.execute(mine)


def lessons(
    connection: Connection,
    night_id: str,
    expert: str,
    learned: Iterable[LearnedLesson],
    skipped: Iterable[SkippedLesson],
) -> None:
    """Note which lessons a candidate saw, in the place of what was noted before.

    Those that are gone from the ledger are left out.

    Raises:
        NightNotFound: There is no night with this id.
    """
    get(connection, night_id)
    rows: dict[str, dict[str, object]] = {}
    for left in skipped:
        rows[left.row_id] = {"new": False, "recall": None, "reason": left.reason}
    for seen in learned:
        rows[seen.row_id] = {"new": seen.new, "recall": seen.recall, "reason": ""}
    own = night_lessons.c
    mine = delete(night_lessons).where(own.night_id == night_id, own.expert == expert)
    connection.execute(mine)
    known = connection.scalars(select(ledger.c.id).where(among(ledger.c.id, rows)))
    common = {"night_id": night_id, "expert": expert}
    kept = [{**common, "row_id": key, **rows[key]} for key in known]
    if kept:
        connection.execute(insert(night_lessons), kept)


def examples(
    connection: Connection,
    night_id: str,
    expert: str,
    told: Iterable[tuple[str | None, OldAndNew]],
) -> None:
    """Keep answers of what served and of a candidate, in the place of others.

    Each with the lesson that it is about; of those that are gone none is kept.

    Raises:
        NightNotFound: There is no night with this id.
    """
    get(connection, night_id)
    listed = list(told)
    named = {key for key, _ in listed if key is not None}
    known = set(
        connection.scalars(select(ledger.c.id).where(among(ledger.c.id, named)))
    )
    own = night_examples.c
    mine = delete(night_examples).where(own.night_id == night_id, own.expert == expert)
    connection.execute(mine)
    rows = [
        {
            "night_id": night_id,
            "expert": expert,
            "row_id": key,
            "question": storable(one.question),
            "old": storable(one.old),
            "new": storable(one.new),
        }
        for key, one in listed
        if key is None or key in known
    ]
    if rows:
        connection.execute(insert(night_examples), rows)


def proposed(
    connection: Connection, night_id: str, exemplar_ids: Iterable[str]
) -> None:
    """Note what a night proposes to the router; what is gone is left out.

    Raises:
        NightNotFound: There is no night with this id.
    """
    get(connection, night_id)
    own = exemplars.c
    known = connection.scalars(select(own.id).where(among(own.id, exemplar_ids)))
    rows = [{"night_id": night_id, "exemplar_id": key} for key in known]
    if rows:
        connection.execute(upsert(night_proposals).on_conflict_do_nothing(), rows)


def made(connection: Connection, version: NightVersion) -> bool:
    """Note which night made a version, under the `keys_digest` of what it saw.

    Where something of that was destroyed meanwhile the version is doomed at once.

    Returns:
        Whether all that it saw is still there.

    Raises:
        NightNotFound: There is no night with this id.
    """
    get(connection, version.night_id)
    key = _key_of(version)
    row = {**key, "night_id": version.night_id, "keys_sha": version.keys_sha}
    last = func.coalesce(select(func.max(messages.c.seq)).scalar_subquery(), 0)
    statement = upsert(night_versions).values(**row, after_seq=last)
    # Noted anew after a kill it may have answered already.
    new = ("night_id", "keys_sha", "gone_at")
    told = {name: statement.excluded[name] for name in new}
    connection.execute(
        statement.on_conflict_do_update(index_elements=[*key], set_=told)
    )
    if keys(connection, version.night_id, version.expert) == version.keys_sha:
        return True
    doomed = upsert(doomed_versions).values({**key, "at": now()})
    connection.execute(doomed.on_conflict_do_nothing())
    return False


def _key_of(version: NightVersion | DoomedVersion) -> dict[str, object]:
    return {name: getattr(version, name) for name in ("base", "expert", "version")}


def gone(connection: Connection, version: DoomedVersion) -> None:
    """Note that the files of a doomed version are gone; what it answered is known."""
    key = _key_of(version)
    named = [doomed_versions.c[name] == value for name, value in key.items()]
    connection.execute(delete(doomed_versions).where(*named))
    named = [night_versions.c[name] == value for name, value in key.items()]
    connection.execute(update(night_versions).where(*named).values(gone_at=now()))


def wish(connection: Connection, kind: NightWishKind, about: str | None) -> None:
    """Ask the process that has the assistant open: for whom, or why to stop."""
    row = {"kind": kind, "expert": about, "at": now()}
    connection.execute(insert(night_wishes).values(row))


def granted(connection: Connection, numbers: Iterable[int]) -> None:
    """Ask no more for these."""
    done = among(night_wishes.c.seq, numbers)
    connection.execute(delete(night_wishes).where(done))


def withdraw(connection: Connection) -> int:
    """Ask for no more nights; how many were asked for."""
    asked = delete(night_wishes).where(night_wishes.c.kind == "run")
    return connection.execute(asked).rowcount
