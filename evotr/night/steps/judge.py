"""Judging: the verdict on a candidate as a night keeps it."""

import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final, get_args

from evotr.domain import GroupResult, NightOutcome
from evotr.night.faults import plain_reason
from evotr.night.judging import (
    Decision,
    Evidence,
    Group,
    Manner,
    Thresholds,
    Verdict,
    judge,
    lower_bound,
)
from evotr.night.judging.evidence import mean

__all__ = ["groups_of", "outcome_of", "recalls", "refused"]

_OUTCOMES: Final[Mapping[Decision, NightOutcome]] = {
    "promote": "promoted",
    "hold": "held",
    "reject": "rejected",
}
_SILENT: Final = Manner(unended=0.0, repeating=0.0, tokens_per_s=0.0)


def outcome_of(verdict: Verdict) -> dict[str, Any]:
    """A verdict as JSON has it; numbers that are none are left out."""
    numbers = verdict.numbers.items()
    return {
        "outcome": _OUTCOMES[verdict.decision],
        "scale": verdict.scale,
        "reasons": [plain_reason(reason) for reason in verdict.reasons],
        "numbers": {name: one for name, one in numbers if math.isfinite(one)},
    }


def refused(thresholds: Thresholds) -> dict[str, Any]:
    """The verdict on weights, or a training, whose numbers are none."""
    nothing = Evidence(1.0, (), _SILENT, _SILENT, finite=False)
    return outcome_of(judge(nothing, thresholds))


def groups_of(evidence: Evidence) -> dict[str, dict[str, float]]:
    """What each group of questions shows, as `GroupResult` has it.

    The ends are those of a 90 % interval: the lower one is what a verdict goes by.
    """
    groups: tuple[Group, ...] = get_args(Group)
    found: dict[str, dict[str, float]] = {}
    for group in groups:
        marks = evidence.of(group)
        if marks:
            gains = [mark.difference for mark in marks]
            result = GroupResult(
                count=len(marks),
                before=mean(mark.served for mark in marks),
                after=mean(mark.candidate for mark in marks),
                lower=lower_bound(gains),
                upper=0.0 - lower_bound([-gain for gain in gains]),  # 0, not −0
            )
            found[group] = asdict(result)
    return found


def recalls(evidence: Evidence) -> dict[str, float]:
    """The share of right answers to each correction, on unseen wordings, by its key."""
    return {mark.key: mark.candidate for mark in evidence.of("correction", "earlier")}
