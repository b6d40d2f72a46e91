"""What versions of experts answered, and what came of it."""

from collections.abc import Iterable
from concurrent.futures import Future
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Select, func, select

from evotr.domain import ServedAnswer, ServedExpert
from evotr.journal.ledger_schema import feedback
from evotr.journal.memory_rows import stored_time
from evotr.journal.schema import answers, messages
from evotr.journal.transactions import Transactions

__all__ = ["Served", "made_by"]


class Served:
    """The side of a `Journal` that watches versions in use; futures as it says there.

    A version is known by the name that its answers carry: ask of times in which one
    base gave that name.
    """

    def __init__(self, transactions: Transactions) -> None:
        self._read = transactions.read

    def answers(
        self, expert: str, version: str, since: datetime, *, limit: int
    ) -> Future[tuple[ServedAnswer, ...]]:
        """The last answers that a version had a share in, the oldest first.

        Whole ones, as far as they were not forgotten.
        """
        return self._read(_answers, expert, version, since, limit)

    def cut_off(self) -> Future[tuple[ServedExpert, ...]]:
        """Who had a share in answers whose process died: once for each answer."""
        return self._read(_cut_off)

    def died(self, expert: str, version: str, since: datetime) -> Future[int]:
        """How often the process died while a version answered."""
        return self._read(_died, expert, version, since)


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


def _since(
    query: Select[tuple[str]], expert: str, version: str, since: datetime
) -> Select[tuple[str]]:
    # What the user wrote in an answer's place carries who had made that.
    return query.join(answers, answers.c.message_id == messages.c.id).where(
        messages.c.created_at >= stored_time(since),
        answers.c.corrects.is_(None),
        _by(expert, version),
    )


def made_by(
    connection: Connection,
    expert: str,
    version: str,
    since: datetime,
    until: datetime | None,
) -> Iterable[str]:
    """The ids of all answers that a version had a share in then; None is up to now."""
    query = _since(select(messages.c.id), expert, version, since)
    if until is not None:
        query = query.where(messages.c.created_at < stored_time(until))
    return [row.id for row in connection.execute(query)]


def _answers(
    connection: Connection, expert: str, version: str, since: datetime, limit: int
) -> tuple[ServedAnswer, ...]:
    own = messages.c
    whole = own.status.in_(("complete", "cancelled")) & (own.content != "")
    query = _since(select(own.id).where(whole), expert, version, since)
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
        .where(messages.c.status == "interrupted")
    )
    return tuple(
        one for stored in connection.scalars(query) for one in _experts(stored)
    )


def _died(connection: Connection, expert: str, version: str, since: datetime) -> int:
    died = messages.c.status == "interrupted"
    query = _since(select(messages.c.id).where(died), expert, version, since)
    return len(connection.scalars(query).all())
