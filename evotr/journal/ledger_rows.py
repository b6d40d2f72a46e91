"""Rows of the ledger into values of ``evotr.domain``, and back."""

from datetime import UTC
from typing import Any

from sqlalchemy import Row

from evotr.domain import (
    Decision,
    LedgerEvent,
    LedgerRow,
    Lesson,
    checksum_of,
    question_key,
    split_of,
)
from evotr.journal.wording import storable

__all__ = ["lesson_columns", "stored_lesson", "to_event", "to_row"]


def stored_lesson(lesson: Lesson) -> Lesson:
    """``lesson`` with the texts that SQLite can hold of it, trimmed."""
    return Lesson(
        kind=lesson.kind,
        question=storable(lesson.question).strip(),
        right=storable(lesson.right).strip(),
        wrong=storable(lesson.wrong).strip(),
        expert=lesson.expert,
        expert_by_user=lesson.expert_by_user,
        conversation_id=lesson.conversation_id,
        message_id=lesson.message_id,
        sources=lesson.sources,
    )


def lesson_columns(lesson: Lesson) -> dict[str, object]:
    """The columns of ``ledger`` that a `stored_lesson` fills."""
    return {
        "kind": lesson.kind,
        "question": lesson.question,
        "question_key": question_key(lesson.question),
        "wrong": lesson.wrong,
        "right": lesson.right,
        "expert": lesson.expert,
        "expert_by_user": lesson.expert_by_user,
        "conversation_id": lesson.conversation_id,
        "message_id": lesson.message_id,
        "sha256": checksum_of(lesson),
        "split": split_of(lesson),
    }


def to_row(row: Row[Any], sources: tuple[str, ...] = ()) -> LedgerRow:
    """A row of ``ledger_reads.py``, with the ids of the messages it comes from."""
    return LedgerRow(
        id=row.id,
        kind=row.kind,
        question=row.question,
        wrong=row.wrong,
        right=row.right,
        expert=row.expert,
        expert_by_user=row.expert_by_user,
        conversation_id=row.conversation_id,
        message_id=row.message_id,
        sources=sources,
        created=row.created_at.replace(tzinfo=UTC),
        sha256=row.sha256,
        split=row.split,
        state=row.state,
        reason=row.reason,
    )


def to_event(row: Row[Any]) -> LedgerEvent:
    """A row with the columns of ``ledger_events``."""
    decision = Decision(row.row_id, row.reason, row.state, row.expert, row.cause)
    return LedgerEvent(decision, row.decider, row.at.replace(tzinfo=UTC))
