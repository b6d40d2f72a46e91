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
_SURE = 0.995  # of all texts are not sent astray by words alone


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

    It is at least 0.85, and the lowest from which on words are right as often as both
    stages on the same texts: on the exemplars that were held out and, counted apart,
    on the rows that were written apart from them (which hold the traps). Without a
    second stage it is 0.85.
    """
    if whole is None:
        return _LEAST
    apart = keyword.weight > keyword.weight.min()
    for step in np.linspace(_LEAST, 1, _STEPS):
        sure = keyword.confidence >= step
        if sure.sum() < _FEWEST:
            break
        if all(
            keyword.right[sure & rows].sum() >= whole.right[sure & rows].sum()
            and (keyword.right | ~sure)[rows].mean() >= _SURE
            for rows in (apart, ~apart)
        ):
            return float(step)
    return _NEVER
