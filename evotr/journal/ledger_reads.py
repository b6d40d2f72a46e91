"""What is read of the ledger. Every function takes a connection.

Rows of conversations that lie in the trash are seen only where that is asked for.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    ScalarSelect,
    Select,
    func,
    or_,
    select,
)

from evotr.domain import (
    LedgerCounts,
    LedgerEvent,
    LedgerFilter,
    LedgerRow,
    OpenQuestion,
    Thumb,
    of_question,
    question_key,
)
from evotr.errors import LedgerRowAmbiguous, LedgerRowNotFound
from evotr.journal import reads
from evotr.journal.branches import left_behind
from evotr.journal.ledger_rows import to_event, to_row
from evotr.journal.ledger_schema import (
    feedback,
    ledger,
    ledger_events,
    lesson_sources,
    open_questions,
)
from evotr.journal.memory_rows import among
from evotr.journal.naming import begins
from evotr.journal.rows import SHORTEST_PREFIX
from evotr.journal.schema import answers, conversations, messages, recalls

__all__ = [
    "SEEN",
    "Heads",
    "awaited",
    "counts",
    "events",
    "find",
    "followed",
    "get",
    "heads",
    "number",
    "of_spelling",
    "page",
    "questions",
    "recalled",
    "refused",
    "rows_of",
    "thumbs",
]


Heads = Mapping[str, tuple[int | None, int | None]]
"""The last events of rows, by their ids: that with a state, and that with an expert."""

_CAUSES = ledger_events.alias()
_CAUSE_STATE = (
    select(_CAUSES.c.state)
    .where(_CAUSES.c.row_id == ledger_events.c.cause, _CAUSES.c.state.is_not(None))
    .order_by(_CAUSES.c.seq.desc())
    .limit(1)
    .correlate(ledger_events)
    .scalar_subquery()
)


def _latest(
    column: Literal["state", "reason", "expert"],
    given: Literal["state", "expert"],
) -> ScalarSelect[str]:
    """The ``column`` of a row's last event that has ``given``.

    What was decided for a row that is retracted does not count.
    """
    own = ledger_events.c
    return (
        select(own[column])
        .where(
            own.row_id == ledger.c.id,
            own[given].is_not(None),
            func.coalesce(_CAUSE_STATE, "") != "retracted",
        )
        .order_by(own.seq.desc())
        .limit(1)
        .correlate(ledger)
        .scalar_subquery()
    )


_IN_TRASH = select(conversations.c.id).where(conversations.c.deleted_at.is_not(None))
SEEN = or_(
    ledger.c.conversation_id.is_(None), ledger.c.conversation_id.not_in(_IN_TRASH)
)
_LOOKED_AT = select(ledger_events.c.row_id).where(ledger_events.c.decider == "night")
_SAID = select(ledger_events.c.row_id).where(
    ledger_events.c.decider == "user", ledger_events.c.expert.is_not(None)
)
_COMPUTED = frozenset({"expert", "expert_by_user"})
_EVERY = select(
    *(column for column in ledger.c if column.name not in _COMPUTED),
    or_(ledger.c.expert_by_user, ledger.c.id.in_(_SAID)).label("expert_by_user"),
    func.coalesce(_latest("expert", "expert"), ledger.c.expert).label("expert"),
    func.coalesce(_latest("state", "state"), "active").label("state"),
    func.coalesce(_latest("reason", "state"), "").label("reason"),
    ledger.c.id.not_in(_LOOKED_AT).label("fresh"),
)
_ALL = _EVERY.subquery()
_ROWS = _EVERY.where(SEEN).subquery()


def _meant(wanted: LedgerFilter) -> list[ColumnElement[bool]]:
    own = _ROWS.c
    chosen: list[ColumnElement[bool]] = []
    if wanted.states:
        chosen.append(own.state.in_(wanted.states))
    if wanted.kinds:
        chosen.append(own.kind.in_(wanted.kinds))
    for name in ("conversation_id", "split", "expert"):
        value = getattr(wanted, name)
        if value is not None:
            chosen.append(own[name] == value)
    if wanted.fresh:
        chosen.append(own.fresh)
    return chosen


def page(
    connection: Connection, wanted: LedgerFilter, limit: int | None, offset: int
) -> tuple[LedgerRow, ...]:
    """The rows of ``wanted``, the oldest first; with None all."""
    query = select(_ROWS).where(*_meant(wanted)).order_by(_ROWS.c.seq)
    return _told(connection, query.limit(limit).offset(offset or None))


def number(connection: Connection, wanted: LedgerFilter) -> int:
    """How many rows `page` has in all."""
    query = select(func.count()).select_from(_ROWS).where(*_meant(wanted))
    return connection.scalar(query) or 0


def get(
    connection: Connection, row_ids: Iterable[str], *, trash: bool = False
) -> tuple[LedgerRow, ...]:
    """The rows with these ids, the oldest first; those that are gone left out.

    With ``trash`` those of conversations that lie there are seen.
    """
    rows = _ALL if trash else _ROWS
    query = select(rows).where(among(rows.c.id, row_ids)).order_by(rows.c.seq)
    return _told(connection, query)


def rows_of(
    connection: Connection,
    keys: Iterable[str],
    states: Sequence[str],
    *,
    trash: bool = False,
) -> tuple[LedgerRow, ...]:
    """The rows in one of ``states`` whose question has one of these keys, in order.

    With ``trash`` those of conversations that lie there are seen.
    """
    rows = _ALL if trash else _ROWS
    query = (
        select(rows)
        .where(among(rows.c.question_key, keys), rows.c.state.in_(states))
        .order_by(rows.c.seq)
    )
    return _told(connection, query)


def of_spelling(connection: Connection, question: str) -> tuple[LedgerRow, ...]:
    """The rows of just this question, in its letters, that are or may be right."""
    states = ("active", "quarantined", "memory_only")
    found = rows_of(connection, [question_key(question)], states)
    return tuple(of_question(question, found, lambda row: row.question))


def _told(connection: Connection, query: Select[Any]) -> tuple[LedgerRow, ...]:
    rows = connection.execute(query).all()
    sources = _sources(connection, rows)
    return tuple(to_row(row, sources[row.id]) for row in rows)


def _sources(
    connection: Connection, rows: Sequence[Row[Any]]
) -> Mapping[str, tuple[str, ...]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    own = lesson_sources.c
    query = (
        select(own.lesson_id, own.message_id)
        .join(messages, messages.c.id == own.message_id)
        .where(among(own.lesson_id, (row.id for row in rows)))
        .order_by(messages.c.seq)
    )
    for lesson_id, message_id in connection.execute(query):
        found[lesson_id].append(message_id)
    return defaultdict(tuple, {key: tuple(ids) for key, ids in found.items()})


def find(connection: Connection, prefix: str) -> LedgerRow:
    """The one row whose id is, or starts with, ``prefix``.

    Raises:
        LedgerRowNotFound: None does.
        LedgerRowAmbiguous: Several do, or any does that of fewer than four characters.
    """
    digits = prefix.strip().lower()
    query = select(_ROWS).where(begins(_ROWS.c.id, digits))
    found = connection.execute(query.limit(2)).all()
    if not found:
        raise LedgerRowNotFound(row=prefix)
    if len(found) > 1 or len(digits) < SHORTEST_PREFIX:
        raise LedgerRowAmbiguous(row=prefix)
    return to_row(found[0], _sources(connection, found)[found[0].id])


def events(connection: Connection, row_id: str) -> tuple[LedgerEvent, ...]:
    """What was decided of a row, the oldest first."""
    own = ledger_events.c
    query = select(ledger_events).where(own.row_id == row_id).order_by(own.seq)
    return tuple(to_event(row) for row in connection.execute(query))


def heads(connection: Connection) -> Heads:
    """What was decided last, of each row of which anything was."""
    own = ledger_events.c
    last = [
        func.max(own.seq).filter(column.is_not(None))
        for column in (own.state, own.expert)
    ]
    rows = connection.execute(select(own.row_id, *last).group_by(own.row_id))
    return {row_id: (state, expert) for row_id, state, expert in rows}


def awaited(connection: Connection) -> int:
    """How many rows a night would look at; what is in a wording that was left waits."""
    own = _ROWS.c
    new = select(own.id).where(own.fresh, own.state == "active")
    ids = connection.scalars(new).all()
    return len(ids) - len(left_behind(connection, ids))


def counts(connection: Connection) -> LedgerCounts:
    """How many rows there are, by what they are."""
    own = _ROWS.c
    rows = connection.execute(select(own.state, own.kind, own.split, own.fresh)).all()
    return LedgerCounts(
        states=Counter(row.state for row in rows),
        kinds=Counter(row.kind for row in rows),
        splits=Counter(row.split for row in rows),
        fresh=sum(row.fresh and row.state == "active" for row in rows),
        open_questions=len(_waiting(connection, None)),
    )


def questions(connection: Connection, limit: int) -> tuple[OpenQuestion, ...]:
    """The bad answers that wait for a right one, the oldest first."""
    rows = _waiting(connection, limit)
    ids = (answer_id for answer_id, _ in rows)
    answers = {answer.id: answer for answer in reads.messages_with(connection, ids)}
    return tuple(
        OpenQuestion(
            reads.question_of(connection, answer_id).content,
            answers[answer_id],
            at.replace(tzinfo=UTC),
        )
        for answer_id, at in rows
    )


def _waiting(connection: Connection, limit: int | None) -> list[tuple[str, datetime]]:
    query = (
        select(open_questions.c.message_id, open_questions.c.at)
        .join(messages, messages.c.id == open_questions.c.message_id)
        .where(messages.c.conversation_id.not_in(_IN_TRASH))
        .order_by(open_questions.c.at, messages.c.seq)
        .limit(limit)
    )
    return [(row.message_id, row.at) for row in connection.execute(query)]


def thumbs(connection: Connection, conversation_id: str) -> dict[str, Thumb]:
    """What the user said of the answers of a conversation, by their ids."""
    query = (
        select(feedback.c.message_id, feedback.c.thumb)
        .join(messages, messages.c.id == feedback.c.message_id)
        .where(messages.c.conversation_id == conversation_id)
    )
    return {row.message_id: row.thumb for row in connection.execute(query)}


def recalled(connection: Connection, answer_ids: Iterable[str]) -> frozenset[str]:
    """Those of the answers that were made with memories, forgotten ones too."""
    query = select(recalls.c.message_id).where(among(recalls.c.message_id, answer_ids))
    return frozenset(connection.scalars(query))


def refused(connection: Connection, message_id: str) -> tuple[str, ...]:
    """The questions to which the user's words of a message were a bad answer."""
    asked = messages.alias()
    query = (
        select(asked.c.content)
        .join(messages, messages.c.parent_id == asked.c.id)
        .join(answers, answers.c.message_id == messages.c.id)
        .join(feedback, feedback.c.message_id == messages.c.id)
        .where(answers.c.corrects == message_id, feedback.c.thumb == "down")
    )
    return tuple(connection.scalars(query))


def followed(connection: Connection, answer_ids: Iterable[str]) -> frozenset[str]:
    """Those of the answers before whose question something was said."""
    asked = messages.alias()
    query = (
        select(messages.c.id)
        .join(asked, asked.c.id == messages.c.parent_id)
        .where(among(messages.c.id, answer_ids), asked.c.parent_id.is_not(None))
    )
    return frozenset(connection.scalars(query))
