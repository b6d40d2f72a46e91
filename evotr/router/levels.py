"""Unit vectors in eight bits: a quarter of the memory that a question has to read.

numpy multiplies integers one by one; simsimd has the processor's own instructions for
it, on Apple's chips as on others.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
import simsimd
from numpy.typing import NDArray

from evotr.router.features import Floats

__all__ = ["Levels", "rounded"]

_MOST = 127


@dataclass(frozen=True, slots=True)
class Levels:
    """Rows of integers (n, dimensions), and what a step of each row is worth (n)."""

    levels: NDArray[np.int8]
    steps: Floats

    @classmethod
    def of(cls, vectors: Floats) -> Self:
        """Unit rows, rounded; what was rounded before stays as it is."""
        levels = rounded(vectors)
        lengths = np.linalg.norm(levels.astype(np.float32), axis=1)
        return cls(levels, (1 / np.maximum(lengths, 1e-9)).astype(np.float32))

    @property
    def vectors(self) -> Floats:
        """The rows as they are multiplied with others."""
        return self.levels * self.steps[:, None]

    def cosines(self, vector: Floats) -> Floats:
        """The cosine of each row with a unit ``vector``, which is not rounded.

        What eight bits leave of it is multiplied as well.
        """
        step = max(float(np.abs(vector).max()), 1e-9) / _MOST
        high = np.rint(vector / step)
        both = np.stack([high, np.rint((vector / step - high) * _MOST)])
        dots = np.asarray(simsimd.cdist(both.astype(np.int8), self.levels, "dot"))
        cosines: Floats = (dots[0] + dots[1] / _MOST).astype(np.float32)
        cosines *= self.steps * np.float32(step)
        return cosines


def rounded(vectors: Floats) -> NDArray[np.int8]:
    """Rows of integers whose largest is 127 each."""
    peaks = np.maximum(np.abs(vectors).max(axis=1, keepdims=True), 1e-9)
    levels: NDArray[np.int8] = np.rint(vectors / peaks * _MOST).astype(np.int8)
    return levels
