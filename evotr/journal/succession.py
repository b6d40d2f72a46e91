"""Which memory holds where the user has corrected an answer more than once: the newest.

Each of them points to the one that took its place, and holds again where that goes.
What ended by itself points to none, and is back in its place only by `stand`.
Memories of conversations in the trash have their place too. Every function runs inside
one write transaction.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select, update

from evotr.domain import CORRECTIONS
from evotr.journal.asked import of_this_question, questions_of
from evotr.journal.ledger_reads import get
from evotr.journal.memory_rows import among, stored_time
from evotr.journal.schema import memories

__all__ = [
    "end",
    "is_corrective",
    "put_back",
    "reopen",
    "resume",
    "stand",
    "standing",
]

_OWN = memories.c


def is_corrective() -> ColumnElement[bool]:
    """Whether a memory is what the user said to a wrong answer, as `is_correction`."""
    own = (_OWN.kind == "fact") & (_OWN.trust == "user")
    return own & _OWN.topic.startswith(CORRECTIONS)


def standing(
    connection: Connection, topic: str, workspace: str, question: str | None
) -> Sequence[Row[Any]]:
    """The corrections of a topic that hold, or whose place was taken, the oldest first.

    Of the very ``question`` alone: another one may have the same topic. None: it is
    not known. Rows of ``id``, ``superseded_by`` and ``at``, when it begins.
    """
    at = func.coalesce(_OWN.valid_from, _OWN.created_at).label("at")
    closed = _OWN.superseded_by.is_not(None)
    query: Select[Any] = (
        select(_OWN.id, _OWN.superseded_by, at, _OWN.text)
        .where(_OWN.topic == topic, _OWN.workspace == workspace)
        .where(is_corrective(), closed | _OWN.valid_until.is_(None))
        .order_by(at, _OWN.seq)
    )
    found = connection.execute(query).all()
    return found if question is None else of_this_question(connection, question, found)


def reopen(connection: Connection, memory_ids: Iterable[str]) -> None:
    """Let what these had taken the place of hold again, as if they had never been.

    What was corrected once more since is closed by that; what the user took back stays
    ended.
    """
    for memory_id in memory_ids:
        taken = select(_OWN.id).where(_OWN.superseded_by == memory_id)
        closed = connection.scalars(taken).all()
        if not closed:
            continue
        rows = get(connection, closed, trash=True)
        gone = {row.id for row in rows if row.state == "retracted"}
        after = connection.execute(
            select(_OWN.superseded_by, _OWN.valid_until).where(
                _OWN.id == memory_id, _OWN.superseded_by.is_not(None)
            )
        ).first()
        by, until = after or (None, None)
        _set(connection, gone, superseded_by=None)
        held = set(closed) - gone
        _set(connection, held, superseded_by=by, valid_until=until)


def end(connection: Connection, memory_ids: Sequence[str], at: datetime) -> None:
    """Let memories hold no more from ``at`` on, nor when what closed them goes.

    `reopen` is done; those that ended before keep their time.
    """
    reopen(connection, memory_ids)
    until = func.min(func.coalesce(_OWN.valid_until, stored_time(at)), stored_time(at))
    _set(connection, memory_ids, superseded_by=None, valid_until=until)


def resume(connection: Connection, memory_ids: Iterable[str]) -> None:
    """Let memories hold again that `end` ended, and that no other replaces."""
    _set(connection, memory_ids, valid_until=None)


def stand(connection: Connection, memory_id: str) -> None:
    """Put a correction that ended back in its place: over older ones, under newer.

    One that is gone is passed over.
    """
    own = select(_OWN.topic, _OWN.workspace).where(_OWN.id == memory_id)
    mine = connection.execute(own.where(is_corrective())).first()
    if mine is None:
        return
    _set(connection, [memory_id], superseded_by=None, valid_until=None)
    asked = questions_of(connection, [memory_id]).get(memory_id)
    listed = standing(connection, mine.topic, mine.workspace, asked)
    place = [one.id for one in listed].index(memory_id)
    older = {one.id for one in listed[:place]}
    closed = [one.id for one in listed[:place] if one.superseded_by not in older]
    _close(connection, closed, listed[place])
    for newer in listed[place + 1 : place + 2]:
        _close(connection, [memory_id], newer)


def put_back(connection: Connection, memory_id: str) -> None:
    """`stand`, where another correction took the place of this one."""
    closed = (_OWN.id == memory_id) & _OWN.superseded_by.is_not(None)
    if connection.scalar(select(_OWN.id).where(closed)) is not None:
        stand(connection, memory_id)


def _close(connection: Connection, memory_ids: Iterable[str], by: Row[Any]) -> None:
    _set(connection, memory_ids, superseded_by=by.id, valid_until=by.at)


def _set(connection: Connection, memory_ids: Iterable[str], **values: object) -> None:
    chosen = update(memories).where(among(_OWN.id, memory_ids))
    connection.execute(chosen.values(**values))
