"""Rows of nights into values of ``evotr.domain``, and back.

A stored report has no words of the user: lessons, examples and proposals are joined to
it when it is read, as far as they are still there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import Row

from evotr.domain import (
    DecidedLesson,
    ExpertNight,
    GroupResult,
    LearnedLesson,
    Night,
    NightReason,
    NightReport,
    NightSpent,
    NightState,
    OldAndNew,
    SkippedLesson,
    StepDone,
    TrainingTold,
    UndoneWhy,
)
from evotr.journal.rows import utc

__all__ = ["Told", "report_columns", "to_night", "to_step", "undone_alone"]

T = TypeVar("T")


@dataclass(slots=True)
class Told:
    """The words of one night: by expert; of the whole of it, by expert and reason.

    ``hidden`` counts new lessons in the trash.
    """

    hidden: dict[str, int] = field(default_factory=dict)
    learned: dict[str, list[LearnedLesson]] = field(default_factory=dict)
    skipped: dict[str, list[SkippedLesson]] = field(default_factory=dict)
    examples: dict[str, list[OldAndNew]] = field(default_factory=dict)
    proposed: dict[str, list[str]] = field(default_factory=dict)
    named: dict[str, list[DecidedLesson]] = field(default_factory=dict)


def report_columns(report: NightReport) -> dict[str, Any]:
    """What is stored of a report: its numbers and names."""
    return {
        "looked": report.looked,
        "decided": dict(report.decided),
        "doubts": report.doubts,
        "remembered": report.remembered,
        "experts": [_expert_columns(one) for one in report.experts],
        "unmet": list(report.unmet),
        "fault": report.fault and _fault_columns(report.fault),
        "faults": {step: _fault_columns(one) for step, one in report.faults.items()},
        "end": report.end,
        "seconds": dict(report.seconds),
        "peak_bytes": dict(report.peak_bytes),
    }


def _fault_columns(one: NightReason) -> list[Any]:
    return [one.fault, dict(one.values)]


def _expert_columns(one: ExpertNight) -> dict[str, Any]:
    return {
        "expert": one.expert,
        "outcome": one.outcome,
        "before": one.before,
        "version": one.version,
        "scale": one.scale,
        "reasons": [_fault_columns(why) for why in one.reasons],
        "numbers": dict(one.numbers),
        "groups": {name: asdict(group) for name, group in one.groups.items()},
        "training": one.training and asdict(one.training),
        "undone": one.undone and one.undone.isoformat(),
        "undone_why": one.undone_why,
    }


def undone_alone(
    report: NightReport, expert: str, at: datetime, why: UndoneWhy
) -> NightReport:
    """A report in which one expert was taken back alone; the first time counts."""

    def told(one: ExpertNight) -> ExpertNight:
        meant = one.expert == expert and one.undone is None
        return replace(one, undone=at, undone_why=why) if meant else one

    return replace(report, experts=tuple(map(told, report.experts)))


def to_night(row: Row[Any], told: Told) -> Night:
    """A row with the columns of ``nights``."""
    return Night(
        id=row.id,
        number=row.seq,
        date=row.date,
        trigger=row.trigger,
        state=_state(row),
        began=row.began_at.replace(tzinfo=UTC),
        beat=row.beat_at.replace(tzinfo=UTC),
        ended=utc(row.ended_at),
        expert=row.expert,
        step=row.step,
        error=row.error,
        owner=row.owner,
        deaths=row.deaths,
        undone=utc(row.undone_at),
        undone_why=row.undone_why,
        kept=utc(row.kept_at),
        away_s=row.away_s,
        spent=NightSpent(
            worked_s=row.worked_s, paused_s=row.paused_s, paused=tuple(row.paused)
        ),
        report=NightReport() if row.report is None else _to_report(row.report, told),
    )


def _state(row: Row[Any]) -> NightState:
    """A night that is not over, and has an end all the same, was left."""
    left = row.state == "running" and row.ended_at is not None
    return "left" if left else row.state


def _to_report(stored: Mapping[str, Any], told: Told) -> NightReport:
    return NightReport(
        looked=stored["looked"],
        decided=stored["decided"],
        named={reason: tuple(lessons) for reason, lessons in told.named.items()},
        doubts=stored["doubts"],
        remembered=stored["remembered"],
        experts=tuple(_to_expert(one, told) for one in stored["experts"]),
        proposed={expert: tuple(texts) for expert, texts in told.proposed.items()},
        unmet=tuple(stored["unmet"]),
        # Reports of before have none.
        fault=NightReason(*stored["fault"]) if stored.get("fault") else None,
        faults={
            step: NightReason(*one) for step, one in stored.get("faults", {}).items()
        },
        end=stored.get("end"),
        seconds=stored["seconds"],
        peak_bytes=stored["peak_bytes"],
    )


def _to_expert(stored: Mapping[str, Any], told: Told) -> ExpertNight:
    name = stored["expert"]
    return ExpertNight(
        expert=name,
        outcome=stored["outcome"],
        before=stored["before"],
        version=stored["version"],
        scale=stored["scale"],
        reasons=tuple(NightReason(fault, why) for fault, why in stored["reasons"]),
        numbers=stored["numbers"],
        groups={key: GroupResult(**group) for key, group in stored["groups"].items()},
        learned=_of(told.learned, name),
        hidden=told.hidden.get(name, 0),
        skipped=_of(told.skipped, name),
        examples=_of(told.examples, name),
        training=_to_training(stored["training"]),
        # Reports of before have none.
        undone=datetime.fromisoformat(at) if (at := stored.get("undone")) else None,
        undone_why=stored.get("undone_why"),
    )


def _of(found: Mapping[str, Sequence[T]], expert: str) -> tuple[T, ...]:
    return tuple(found.get(expert, ()))


def _to_training(stored: Mapping[str, Any] | None) -> TrainingTold | None:
    if stored is None:
        return None
    curve = tuple((step, loss) for step, loss in stored["curve"])
    return TrainingTold(**{**stored, "curve": curve})


def to_step(row: Row[Any]) -> StepDone:
    """A row with the columns of ``night_steps`` that is done."""
    began, ended = (at.replace(tzinfo=UTC) for at in (row.began_at, row.ended_at))
    return StepDone(row.step, row.expert, began, ended, row.result)
