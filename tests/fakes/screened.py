"""What the screen has against a lesson, and tables of lessons in a test's words."""

from datetime import UTC, datetime

from evotr.domain import LedgerRow, LessonKind, LessonReason
from evotr.night.steps.content import Surroundings, reason_against


def pairs(text: str) -> list[tuple[str, ...]]:
    """Questions and right answers, a line each: ``question | right``."""
    return [tuple(line.strip().split(" | ")) for line in text.strip().splitlines()]


def reason(
    question: str, right: str = "17", kind: LessonKind = "edit"
) -> LessonReason | None:
    """Why a lesson that stands by itself is not trained on."""
    row = LedgerRow(
        id="0",
        kind=kind,
        question=question,
        wrong="",
        right=right,
        created=datetime(2026, 11, 22, tzinfo=UTC),
        sha256="",
        split="train",
    )
    return reason_against(row, Surroundings())
