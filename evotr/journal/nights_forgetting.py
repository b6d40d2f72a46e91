"""What goes with lessons that are destroyed: what nights have made of them."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, func, literal, select
from sqlalchemy.dialects.sqlite import insert as upsert

from evotr.journal.memory_rows import among
from evotr.journal.nights_schema import (
    doomed_versions,
    night_examples,
    night_lessons,
    night_versions,
    nights,
)
from evotr.journal.rows import now

__all__ = ["doom"]


def doom(connection: Connection, lesson_ids: Sequence[str]) -> None:
    """Note which versions saw these lessons, and drop what they were heard to say.

    It runs in the transaction that destroys the lessons, before they go: which version
    saw them is known no more afterwards.
    """
    own, seen = night_versions.c, night_lessons.c
    saw = select(own.base, own.expert, own.version, literal(now()).label("at")).join(
        night_lessons, (seen.night_id == own.night_id) & (seen.expert == own.expert)
    )
    saw = saw.where(among(seen.row_id, lesson_ids), seen.reason == "").distinct()
    named = ["base", "expert", "version", "at"]
    connection.execute(
        upsert(doomed_versions).from_select(named, saw).on_conflict_do_nothing()
    )
    _hush(connection, lesson_ids)


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
