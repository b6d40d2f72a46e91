"""How many experts answer together: as memory and the runners-up allow."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import psutil

from evotr.domain import GENERAL

__all__ = ["Gate", "free_bytes"]

_GIB = 1 << 30
_FREE = ((8, 1), (16, 2))  # below so many GiB free, at most so many experts
_MOST = 3
_CLOSE = 0.5
"""A runner-up joins from this share of the leading expert's probability on."""


def free_bytes() -> int:
    """Memory that can be had without swapping; on a Mac the GPU's as well."""
    return int(psutil.virtual_memory().available)


@dataclass(frozen=True, slots=True)
class Gate:
    """``most`` experts answer a turn at most, fewer where memory is short."""

    most: int = _MOST
    free: Callable[[], int] = free_bytes

    def choose(
        self, ranking: Sequence[tuple[str, float]]
    ) -> tuple[tuple[str, float], ...]:
        """The experts that answer, with their shares (together 1), best first.

        ``ranking`` is by probability, best first. Empty where the base leads; behind
        an expert it is no one to be mixed in.
        """
        if not ranking or ranking[0][0] == GENERAL:
            return ()
        leading = ranking[0][1]
        close = [
            (expert, probability)
            for expert, probability in ranking
            if expert != GENERAL and probability >= _CLOSE * leading
        ]
        # The memory is asked only where there is a choice.
        chosen = close[: self.bound()] if len(close) > 1 else close
        total = sum(probability for _, probability in chosen)
        return tuple((expert, part / total) for expert, part in chosen)

    def bound(self) -> int:
        """How many experts may answer together now."""
        if self.most <= 1:
            return 1
        free = self.free() / _GIB
        return min(self.most, next((n for below, n in _FREE if free < below), _MOST))
