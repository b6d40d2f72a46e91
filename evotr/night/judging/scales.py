"""At which share of its trained strength an adapter is judged, and would serve.

A smaller share often spares everything else and costs nothing of what was learned
(STABLE, arXiv 2510.16089). It is chosen on one half of the questions alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evotr.night.judging.evidence import RETAINED, Mark, mean, paired

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
    may_lose: float,
    scales: Sequence[float] = SCALES,
) -> tuple[Choice, ...]:
    """Measure scales from the largest down, as long as what was learned stays.

    Args:
        measure: Gives the marks of the half that chooses, at a scale.
        may_lose: Of the best recall, for what a smaller scale spares.
        scales: The largest first.

    Returns:
        Everything that was measured; the first is chosen: of those whose recall is
        near the best, the one that keeps most, and of equals the largest.
    """
    measured: list[Choice] = []
    best = 0.0
    for scale in scales:
        measured.append(_choice(scale, measure(scale)))
        best = max(best, measured[-1].recall)
        if measured[-1].recall < best - may_lose:
            break  # a smaller one has no more
    enough = [choice for choice in measured if choice.recall >= best - may_lose]
    chosen = max(enough, key=lambda choice: (choice.retention, choice.scale))
    return (chosen, *(choice for choice in measured if choice != chosen))


def _choice(scale: float, marks: Sequence[Mark]) -> Choice:
    things = paired(marks)
    learned = [mark.candidate for mark in things if mark.group == "correction"]
    kept = [mark.difference for mark in things if mark.group in RETAINED]
    return Choice(scale, mean(learned), mean(kept))
