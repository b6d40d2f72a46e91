"""What goes with lessons that are destroyed: what nights have made of them."""

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, delete, func, or_, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from evotr.journal.memory_rows import among
from evotr.journal.nights_reads import saw
from evotr.journal.nights_schema import (
    doomed_versions,
    night_examples,
    night_lessons,
    night_steps,
    nights,
)
from evotr.journal.rows import now

__all__ = ["doom"]


def doom(connection: Connection, lesson_ids: Sequence[str]) -> None:
    """Note which versions saw these lessons, and drop what they were heard to say.

    It runs in the transaction that destroys the lessons, before they go: which version
    saw them is known no more afterwards.
    """
    at = now()
    rows = [
        {"base": one.base, "expert": one.expert, "version": one.version, "at": at}
        for one in saw(connection, lesson_ids)
    ]
    if rows:
        connection.execute(upsert(doomed_versions).on_conflict_do_nothing(), rows)
    _hush(connection, lesson_ids)
    _unname(connection, lesson_ids)


def _hush(connection: Connection, lesson_ids: Sequence[str]) -> None:
    """Drop the answers of an expert since the first night that saw the lessons.

    What was learned may show in the answer to any question, of that night's candidate
    and of every version after it.
    """
    seen = night_lessons.c
    first = (
        select(seen.expert, func.min(nights.c.seq))
        .join(nights, nights.c.id == seen.night_id)
        .where(among(seen.row_id, lesson_ids), seen.reason == "")
        .group_by(seen.expert)
    )
    for expert, seq in connection.execute(first).all():
        since = select(nights.c.id).where(nights.c.seq >= seq)
        connection.execute(
            delete(night_examples).where(
                night_examples.c.expert == expert,
                night_examples.c.night_id.in_(since),
            )
        )


def _unname(connection: Connection, lesson_ids: Sequence[str]) -> None:
    """Take the lessons' ids out of what steps of their nights have found."""
    own, gone = night_steps.c, frozenset(lesson_ids)
    noted = select(night_lessons.c.night_id).where(
        among(night_lessons.c.row_id, lesson_ids)
    )
    # One that runs may not have noted its lessons yet.
    running = select(nights.c.id).where(nights.c.state == "running")
    found = select(night_steps).where(
        or_(own.night_id.in_(noted), own.night_id.in_(running))
    )
    for row in connection.execute(found).all():
        left = _without(row.result, gone)
        if left != row.result:
            step = (
                own.night_id == row.night_id,
                own.step == row.step,
                own.expert == row.expert,
            )
            connection.execute(update(night_steps).where(*step).values(result=left))


def _without(found: object, gone: Collection[str]) -> object:
    """Plain JSON without these texts, be they items, values or keys."""
    if isinstance(found, dict):
        return {
            key: _without(value, gone)
            for key, value in found.items()
            if key not in gone and not _is_among(value, gone)
        }
    if isinstance(found, list):
        return [_without(item, gone) for item in found if not _is_among(item, gone)]
    return found


def _is_among(value: object, gone: Collection[str]) -> bool:
    return isinstance(value, str) and value in gone
