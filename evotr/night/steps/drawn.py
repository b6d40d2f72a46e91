"""Which corrections a night trains on, where there are more than it can."""

import hashlib
import math
from collections.abc import Sequence

from evotr.night.steps.material import Correction

__all__ = ["by_age"]

_HALF_LIFE = 100  # corrections: how much newer one must be to be drawn half as often


def by_age(corrections: Sequence[Correction], most: int, seed: int) -> list[Correction]:
    """At most ``most``: the newer half of them, and older ones by their age.

    Whether one is drawn hangs on its own key and age: its neighbours in the ledger may
    come and go.

    Args:
        corrections: The oldest first; so they come back.
        most: How many.
        seed: Of the choice.
    """
    if len(corrections) <= most:
        return list(corrections)
    newest = len(corrections) - most // 2
    older = list(corrections)[:newest]

    def unlucky(place: int) -> float:
        """Efraimidis and Spirakis, as logarithms: the least are a weighted sample."""
        age = (len(corrections) - place) / _HALF_LIFE
        return age + math.log2(-math.log(_place(f"{seed} {older[place].key}")))

    drawn = sorted(range(newest), key=unlucky)[: most - most // 2]
    return [*(older[place] for place in sorted(drawn)), *corrections[newest:]]


def _place(text: str) -> float:
    """Where a text falls between 0 and 1, evenly and always the same."""
    digest = hashlib.sha256(text.encode()).digest()
    return (0.5 + int.from_bytes(digest[:6], "big")) / 2**48
