"""From which confidence on a stage decides; set by what was right, not by hand."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evotr.router.features import Floats

__all__ = ["LEAST", "Tried", "base_below", "keyword_from"]

LEAST = 0.85
"""From here on words decide where there is nothing else."""
_NEVER = 2.0
_FEWEST = 30
_WRONG = 0.01
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

    def at(self, kept: NDArray[np.bool_]) -> "Tried":
        """Those that are ``kept``."""
        return Tried(
            self.confidence[kept], self.right[kept], self.base[kept], self.weight[kept]
        )


def base_below(tried: Tried) -> float:
    """The confidence below which the base is right at least as often as the pick."""
    best, threshold = -np.inf, 0.0
    for step in np.linspace(0, 0.5, _STEPS):
        kept = tried.confidence >= step
        share = float(tried.weight @ np.where(kept, tried.right, tried.base))
        if share >= best:
            best, threshold = share, float(step)
    return threshold


def keyword_from(tried: Tried) -> float:
    """The confidence from which on words alone decide, and spare the embedding.

    It is at least `LEAST`, and the lowest from which on they were wrong less than once
    in a hundred times: a wrong pick costs more than the few milliseconds that are
    saved. What it is tried on is full of traps.
    """
    for step in np.linspace(LEAST, 1, _STEPS):
        sure = tried.confidence >= step
        if sure.sum() < _FEWEST:
            break
        wrong = tried.weight[sure & ~tried.right].sum()
        if wrong < _WRONG * tried.weight[sure].sum():
            return float(step)
    return _NEVER
