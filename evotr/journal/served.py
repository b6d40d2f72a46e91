"""What versions of experts answered, and what came of it."""

from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import replace
from typing import Final

from sqlalchemy import ColumnElement, Connection, Select, case, func, select

from evotr.domain import NightVersion, ServedAnswer, ServedExpert
from evotr.journal.ledger_schema import feedback
from evotr.journal.nights_schema import night_versions, nights
from evotr.journal.schema import answers, messages
from evotr.journal.transactions import Transactions

__all__ = ["Served", "made_by"]

# A copy in a conversation that branched off is no answer more.
_FIRST: Final = messages.c.origin.is_(None)


class Served:
    """The side of a `Journal` that watches versions in use; futures as it says there.

    A version is known by the name that its answers carry. One for another base may have
    the name too: what was there before it was made is none of its answers, told by the
    order of messages, for clocks may be set back.
    """

    def __init__(self, transactions: Transactions) -> None:
        self._read = transactions.read

    def answers(
        self, made: NightVersion, *, limit: int
    ) -> Future[tuple[ServedAnswer, ...]]:
        """The last answers that a version had a share in, the oldest first.

        Whole ones, as far as they were not forgotten.
        """
        return self._read(_answers, made, limit)

    def cut_off(self) -> Future[tuple[ServedExpert, ...]]:
        """Who had a share in answers whose process died: once for each answer."""
        return self._read(_cut_off)

    def died(self, made: NightVersion) -> Future[int]:
        """How often the process died while a version answered."""
        return self._read(_died, made)


def _by(expert: str, version: str) -> ColumnElement[bool]:
    """Whether the version had a share: ``experts`` are lists of id, weight, version."""
    shares = func.json_each(answers.c.experts).table_valued("value")
    share = shares.c.value
    return (
        select(share)
        .where(
            (
                (func.json_extract(share, "$[0]") == expert)
                & (func.json_extract(share, "$[2]") == version)
            )
            # As another expert has it: `evotr.domain.version_name`.
            | (func.json_extract(share, "$[2]") == f"{expert}/{version}")
        )
        .exists()
    )


def _share(query: Select[tuple[str]], made: NightVersion) -> Select[tuple[str]]:
    """Of messages the answers that a version had a share in, since it was made."""
    # What the user wrote in an answer's place carries who had made that.
    return query.join(answers, answers.c.message_id == messages.c.id).where(
        _behind(made), answers.c.corrects.is_(None), _by(made.expert, made.version)
    )


def _behind(made: NightVersion) -> ColumnElement[bool]:
    """Whether a message came after a version was made.

    Numbers of messages that were destroyed are given out again: then the time tells. A
    copy in a conversation that branched off came when its words were said first.
    """
    own = night_versions.c
    row = (
        select(own.after_seq, nights.c.began_at)
        .join(nights, nights.c.id == own.night_id)
        .where(
            own.base == made.base,
            own.expert == made.expert,
            own.version == made.version,
        )
        .subquery()
    )
    after, began = (select(column).scalar_subquery() for column in row.c)
    first, own_seq = messages.alias(), messages.c.seq
    said = select(first.c.seq).where(first.c.id == messages.c.origin).scalar_subquery()
    number = case((_FIRST, own_seq), else_=func.coalesce(said, 0))
    return (number > after) | (messages.c.created_at >= began)


def made_by(connection: Connection, made: NightVersion) -> Iterable[str]:
    """The ids of all answers that a version had a share in."""
    query = _share(select(messages.c.id), made)
    anew = _named_anew(connection, made)
    if anew is not None:
        query = query.where(~_behind(anew))
    return [row.id for row in connection.execute(query)]


def _named_anew(connection: Connection, made: NightVersion) -> NightVersion | None:
    """The version for another base that got this one's name: they are counted for each.

    From then on answers that carry the name are that one's.
    """
    own, number = night_versions.c, nights.c.seq
    mine = select(number).where(nights.c.id == made.night_id).scalar_subquery()
    query = (
        select(own.base, own.night_id)
        .join(nights, nights.c.id == own.night_id)
        .where(
            own.expert == made.expert,
            own.version == made.version,
            own.base != made.base,
            number > mine,
        )
        .order_by(number)
    )
    row = connection.execute(query).first()
    return row and replace(made, base=row.base, night_id=row.night_id)


def _answers(
    connection: Connection, made: NightVersion, limit: int
) -> tuple[ServedAnswer, ...]:
    own = messages.c
    whole = own.status.in_(("complete", "cancelled")) & (own.content != "")
    query = _share(select(own.id).where(whole, _FIRST), made)
    ids = connection.scalars(query.order_by(own.seq.desc()).limit(limit)).all()
    asked = messages.alias()
    rows = connection.execute(
        select(
            own.id,
            own.content,
            asked.c.id.label("question_id"),
            asked.c.content.label("question"),
            answers.c.experts,
            answers.c.instruction,
            answers.c.system_prompt,
            feedback.c.thumb,
        )
        .join(answers, answers.c.message_id == own.id)
        .join(asked, asked.c.id == own.parent_id)
        .outerjoin(feedback, feedback.c.message_id == own.id)
        .where(own.id.in_(ids))
        .order_by(own.seq)
    )
    return tuple(
        ServedAnswer(
            id=row.id,
            question_id=row.question_id,
            question=row.question,
            text=row.content,
            thumb=row.thumb,
            experts=_experts(row.experts),
            instruction=row.instruction,
            system_prompt=row.system_prompt,
        )
        for row in rows
    )


def _experts(
    stored: Iterable[tuple[str, float, str | None]],
) -> tuple[ServedExpert, ...]:
    return tuple(ServedExpert(*one) for one in stored)


def _cut_off(connection: Connection) -> tuple[ServedExpert, ...]:
    query = (
        select(answers.c.experts)
        .join(messages, messages.c.id == answers.c.message_id)
        .where(messages.c.status == "interrupted", _FIRST)
    )
    return tuple(
        one for stored in connection.scalars(query) for one in _experts(stored)
    )


def _died(connection: Connection, made: NightVersion) -> int:
    died = (messages.c.status == "interrupted") & _FIRST
    query = _share(select(messages.c.id).where(died), made)
    return len(connection.scalars(query).all())
