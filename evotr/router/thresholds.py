"""From which confidence on a stage decides; set by what was right, not by hand."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evotr.router.features import Floats

__all__ = ["Tried", "base_below", "keyword_from"]

_LEAST = 0.85
_NEVER = 2.0
_FEWEST = 30
_STEPS = 64


@dataclass(frozen=True, slots=True)
class Tried:
    """Picks on texts that were not learned from, with what each ``weight``s.

    ``confidence`` in each pick, whether it was ``right``, and whether the ``base``
    would have been.
    """

    confidence: Floats
    right: NDArray[np.bool_]
    base: NDArray[np.bool_]
    weight: Floats


def base_below(tried: Tried) -> float:
    """The confidence below which the base is right at least as often as the pick."""
    best, threshold = -np.inf, 0.0
    for step in np.linspace(0, 0.5, _STEPS):
        kept = tried.confidence >= step
        share = float(tried.weight @ np.where(kept, tried.right, tried.base))
        if share >= best:
            best, threshold = share, float(step)
    return threshold


def keyword_from(keyword: Tried, whole: Tried | None) -> float:
    """The confidence from which on words alone are as good as words and meaning.

    It is at least 0.85, and the lowest one whose picks are right as often as those of
    both stages on the same texts; without a second stage, 0.85.
    """
    if whole is None:
        return _LEAST
    for step in np.linspace(_LEAST, 1, _STEPS):
        sure = keyword.confidence >= step
        if sure.sum() < _FEWEST:
            break
        weight = keyword.weight[sure]
        if weight @ keyword.right[sure] >= weight @ whole.right[sure]:
            return float(step)
    return _NEVER
