"""Short forms of vectors: which of many may be near, for a sixth of the numbers."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from evotr.memory.fusion import Floats, Ints

__all__ = ["Sketch"]

_AXES: Final = 64
"""Along so many axes vectors are compared; MiniLM's lie mostly along these."""

_SAMPLE: Final = 4_096
_FROM: Final = 2_000
"""Fewer vectors are compared whole."""

_BLOCK: Final = 4_096


class Sketch:
    """What vectors measure along the axes on which they differ most.

    The axes are those of a sample of the vectors (their second moments' largest
    eigenvectors), and are drawn anew whenever there are twice as many vectors.
    """

    def __init__(self) -> None:
        self._axes: Floats | None = None
        self._rows: Floats = np.empty((0, _AXES), np.float32)
        self._drawn_from = 0

    def keep(self, rows: NDArray[np.float16], slots: Ints) -> None:
        """Take up the vectors in ``slots`` of ``rows``, or all if it is time to."""
        if len(rows) >= max(_FROM, 2 * self._drawn_from):
            self._draw(rows)
        elif self._axes is not None:
            if len(rows) > len(self._rows):
                more = np.zeros((len(rows) - len(self._rows) + _BLOCK, _AXES))
                self._rows = np.concatenate([self._rows, more.astype(np.float32)])
            self._rows[slots] = rows[slots].astype(np.float32) @ self._axes

    def near(self, slots: Ints, vector: Floats, number: int) -> Ints | None:
        """The places of ``slots`` that may be among the ``number`` nearest.

        None where there is nothing to compare with. Slot -1 is nowhere near.
        """
        if self._axes is None:
            return None
        likeness = self._rows[slots] @ (vector @ self._axes)
        likeness[slots < 0] = -np.inf
        return np.argpartition(-likeness, number)[:number]

    def _draw(self, rows: NDArray[np.float16]) -> None:
        step = -(-len(rows) // _SAMPLE)
        sample = rows[::step].astype(np.float32)
        _, vectors = np.linalg.eigh(sample.T @ sample)
        self._axes = np.ascontiguousarray(vectors[:, -_AXES:])
        self._drawn_from = len(rows)
        self._rows = np.empty((len(rows), self._axes.shape[1]), np.float32)
        for start in range(0, len(rows), _BLOCK):
            part = slice(start, start + _BLOCK)
            self._rows[part] = rows[part].astype(np.float32) @ self._axes
