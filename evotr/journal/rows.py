"""Rows into values of ``evotr.domain``, and back where a column is composed."""

from collections.abc import Iterable
from dataclasses import asdict, astuple, fields
from datetime import UTC, datetime
from typing import Any, Final, overload
from uuid import uuid4

from sqlalchemy import Row

from evotr.domain import (
    Answer,
    Conversation,
    Exemplar,
    Explanation,
    FinishReason,
    Route,
    SamplingParams,
    ServedExpert,
    StoredExemplar,
    StoredMessage,
    Usage,
)
from evotr.domain.failing import kept_values
from evotr.errors import EvotrError
from evotr.journal.wording import storable

__all__ = [
    "SHORTEST_PREFIX",
    "answer_columns",
    "ending_columns",
    "new_id",
    "now",
    "plain_experts",
    "route_columns",
    "to_conversation",
    "to_exemplar",
    "to_message",
    "utc",
]

SHORTEST_PREFIX: Final = 4
"""Characters of an id that are enough to name a row by."""

_USAGE = tuple(field.name for field in fields(Usage))
_SAMPLING = frozenset(field.name for field in fields(SamplingParams))


def new_id() -> str:
    """32 hexadecimal digits that no other row has."""
    return uuid4().hex


def now() -> datetime:
    """The time as the tables hold it: UTC, without the zone."""
    return datetime.now(UTC).replace(tzinfo=None)


@overload
def utc(stored: datetime) -> datetime: ...
@overload
def utc(stored: None) -> None: ...
def utc(stored: datetime | None) -> datetime | None:
    """A stored time with its zone."""
    return None if stored is None else stored.replace(tzinfo=UTC)


def to_conversation(row: Row[Any]) -> Conversation:
    """A row with the columns of ``conversations``."""
    return Conversation(
        id=row.id,
        title=row.title,
        created_at=utc(row.created_at),
        updated_at=utc(row.updated_at),
        deleted_at=utc(row.deleted_at),
        pinned=row.pinned,
        consent=row.consent,
        on_top=row.on_top,
        folder=row.folder,
        system_prompt=row.system_prompt,
    )


def to_message(row: Row[Any], streamed: str = "") -> StoredMessage:
    """A message's row of ``reads.py``; ``streamed`` is what its chunks hold so far."""
    return StoredMessage(
        id=row.id,
        conversation_id=row.conversation_id,
        parent_id=row.parent_id,
        role=row.role,
        content=row.content + streamed,
        status=row.status,
        created_at=utc(row.created_at),
        versions=tuple(row.versions.split(",")),
        answer=None if row.model is None else _to_answer(row),
    )


def _to_answer(row: Row[Any]) -> Answer:
    measured = [getattr(row, name) for name in _USAGE]
    return Answer(
        model=row.model,
        system_prompt=row.system_prompt,
        sampling=_to_sampling(row.sampling),
        instruction=row.instruction,
        experts=tuple(ServedExpert(*expert) for expert in row.experts),
        reason=row.reason,
        usage=None if None in measured else Usage(*measured),
        error=row.error,
        error_values=row.error_values or {},
        route=None if row.stage is None else _to_route(row),
        corrects=row.corrects,
        own_prompt=row.own_prompt,
    )


def _to_route(row: Row[Any]) -> Route:
    return Route(
        experts=tuple((expert, share) for expert, share in row.shares),
        confidence=row.confidence,
        stage=row.stage,
        why=Explanation(tuple(row.keywords), row.example, row.similarity),
        ranking=tuple((expert, chance) for expert, chance in row.ranking),
        ms=row.ms,
    )


def _to_sampling(stored: dict[str, Any]) -> SamplingParams:
    # A parameter of another version of the program is passed over.
    known = {key: value for key, value in stored.items() if key in _SAMPLING}
    known["logit_bias"] = tuple((t, bias) for t, bias in known.get("logit_bias", ()))
    known["stop"] = tuple(known.get("stop", ()))
    return SamplingParams(**known)


def answer_columns(message_id: str, answer: Answer) -> dict[str, object]:
    """The row of ``answers`` for ``answer``."""
    return {
        "message_id": message_id,
        "model": storable(answer.model),
        "system_prompt": storable(answer.system_prompt),
        "sampling": asdict(answer.sampling),
        "instruction": storable(answer.instruction),
        "experts": plain_experts(answer.experts),
        "reason": answer.reason,
        "error": answer.error,
        "error_values": dict(answer.error_values),
        "corrects": answer.corrects,
        "own_prompt": answer.own_prompt,
        **_usage_columns(answer.usage),
    }


def plain_experts(experts: Iterable[ServedExpert]) -> list[tuple[object, ...]]:
    """Who answers, as a column holds it."""
    return [astuple(expert) for expert in experts]


def route_columns(message_id: str, route: Route) -> dict[str, object]:
    """The row of ``routes`` for the answer ``message_id``."""
    why, second = route.why, route.runner_up
    return {
        "message_id": message_id,
        "stage": route.stage,
        "confidence": route.confidence,
        "shares": route.experts,
        "runner_up": second[0] if second else None,
        "ranking": route.ranking,
        "keywords": [storable(word) for word in why.keywords],
        "example": None if why.example is None else storable(why.example),
        "similarity": why.similarity,
        "ms": route.ms,
    }


def to_exemplar(row: Row[Any]) -> StoredExemplar:
    """A row with the columns of ``exemplars``."""
    exemplar = Exemplar(row.text, row.expert, row.source, row.negative)
    return StoredExemplar(row.id, exemplar, utc(row.created_at), row.state)


def ending_columns(
    reason: FinishReason | None = None,
    error: EvotrError | None = None,
    usage: Usage | None = None,
) -> dict[str, object]:
    """The columns of ``answers`` that say how one ended; of none: it has not."""
    return {
        "reason": reason,
        "error": None if error is None else type(error).__name__,
        "error_values": {} if error is None else kept_values(error),
        **_usage_columns(usage),
    }


def _usage_columns(usage: Usage | None) -> dict[str, object]:
    """The columns of ``answers`` that hold ``usage``, empty while it is None."""
    return {name: getattr(usage, name, None) for name in _USAGE}
