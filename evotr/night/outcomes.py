"""What a night came to, as far as its steps have noted it."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Final

from evotr.domain import ExpertNight, GroupResult, NightReport, NightStep, TrainingTold
from evotr.errors import EvotrError
from evotr.journal.ledger import Ledger
from evotr.night.diary import Found, Noted
from evotr.night.faults import to_reason

__all__ = ["BARE", "GO_ON", "is_through", "report_of", "told"]

BARE: Final[Found] = {"outcome": "failed", "scale": 1.0, "numbers": {}, "groups": {}}
"""What a verdict has where nothing was asked."""
GO_ON: Final[tuple[NightStep, ...]] = ("label", "consolidate")
"""Steps that fail without ending the night."""


def is_through(noted: Noted, expert: str) -> bool:
    """Whether nothing is left to be done for an expert."""
    judged = noted.found("judge", expert)
    if judged is None:
        return False
    promoted = noted.found("promote", expert)
    return judged["outcome"] != "promoted" or promoted is not None


def told(noted: Noted, expert: str) -> ExpertNight:
    """What the steps found, as the report has it; words are joined to it later."""
    judged = noted.found("judge", expert) or BARE
    promoted, trained = noted.found("promote", expert), noted.found("train", expert)
    groups = judged["groups"].items()
    sure = judged.get("sure", {})
    return ExpertNight(
        expert=expert,
        outcome=judged["outcome"],
        before=judged["before"],
        version=promoted["version"] if promoted else None,
        scale=judged["scale"],
        reasons=tuple(map(to_reason, judged["reasons"])),
        numbers=judged["numbers"],
        groups={name: GroupResult(**group) for name, group in groups},
        training=TrainingTold(**{**trained["told"], **sure}) if trained else None,
    )


def report_of(noted: Noted, ledger: Ledger, done: Iterable[ExpertNight]) -> NightReport:
    """The report of a night, with those that are done."""
    screened = noted.found("screen") or {}
    doubts = 0
    with suppress(EvotrError):  # what ended the night may end this too
        counts = ledger.counts().result()
        doubts = counts.states.get("quarantined", 0) + counts.open_questions
    return NightReport(
        looked=(noted.found("harvest") or {}).get("looked", 0),
        decided=screened.get("decided", {}),
        doubts=doubts,
        remembered=(noted.found("consolidate") or {}).get("remembered", 0),
        experts=tuple(done),
        faults={
            step: to_reason(found["fault"])
            for step in GO_ON
            if (found := noted.found(step) or {}).get("fault")
        },
        seconds=noted.seconds(),
        peak_bytes=noted.peak_bytes(),
    )
