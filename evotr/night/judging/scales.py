"""At which share of its trained strength an adapter is judged, and would serve.

A smaller share often spares everything else and costs nothing of what was learned
(STABLE, arXiv 2510.16089). It is chosen on one half of the questions alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evotr.night.judging.evidence import RETAINED, Mark, mean, paired
from evotr.night.judging.thresholds import Thresholds

__all__ = ["SCALES", "Choice", "choose_scale"]

SCALES = (1.0, 0.85, 0.7, 0.55)
"""At 0.7 a quarter of the recall was left where 0.85 had all of it, so few are smaller.
Each one is an examination: more would take longer and choose by luck.
"""


@dataclass(frozen=True, slots=True)
class Choice:
    """A scale, and what the half that chooses says of it."""

    scale: float
    recall: float
    retention: float


def choose_scale(
    measure: Callable[[float], Sequence[Mark]],
    limits: Thresholds,
    scales: Sequence[float] = SCALES,
) -> tuple[Choice, ...]:
    """Measure scales from the largest down, as long as that may be worth it.

    Args:
        measure: Gives the marks of the half that chooses, at a scale.
        limits: What the verdict will ask for.
        scales: The largest first.

    Returns:
        Everything that was measured; the first is chosen: of those that learned and
        kept enough the one that keeps most with a recall near the best, and of equals
        the largest. Where none keeps enough it is the one that keeps most.
    """
    measured: list[Choice] = []
    for scale in scales:
        measured.append(_choice(scale, measure(scale)))
        recall = measured[-1].recall
        lost = recall < max(one.recall for one in measured) - limits.scale_loss
        if lost and (recall < limits.recall or _keeping(measured, limits)):
            break  # a smaller one has no more
    chosen = _chosen(measured, limits)
    return (chosen, *(choice for choice in measured if choice != chosen))


def _chosen(measured: Sequence[Choice], limits: Thresholds) -> Choice:
    learned = [one for one in measured if one.recall >= limits.recall]
    if not (pool := _keeping(learned, limits)):
        return max(learned or measured, key=lambda one: (one.retention, one.scale))
    best = max(one.recall for one in pool)
    near = [one for one in pool if one.recall >= best - limits.scale_loss]
    return max(near, key=lambda one: (one.retention, one.scale))


def _keeping(measured: Sequence[Choice], limits: Thresholds) -> list[Choice]:
    """Those whose mean leaves luck the other half of what may be lost."""
    return [one for one in measured if one.retention >= limits.bound / 2]


def _choice(scale: float, marks: Sequence[Mark]) -> Choice:
    things = paired(marks)
    learned = [mark.candidate for mark in things if mark.group == "correction"]
    kept = [mark.difference for mark in things if mark.group in RETAINED]
    return Choice(scale, mean(learned), mean(kept))
