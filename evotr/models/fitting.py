"""Whether a model goes into this machine's memory."""

from typing import Final

from evotr.domain import Fit

__all__ = ["fit_of"]

_BESIDE: Final = 1_500_000_000
"""Bytes that its prompt cache, the encoder, Python and the window take beside it."""

_SHARE: Final = 0.72
"""Of the memory: about what macOS lets the GPU hold (recommendedMaxWorkingSetSize)."""

_EASY: Final = 0.75
"""Above this part of that share other programs begin to feel it."""


def fit_of(size: int, memory: int) -> Fit:
    """Whether a model of ``size`` bytes goes into ``memory`` bytes.

    "tight" is where it serves, and other programs have little left.
    """
    room = memory * _SHARE
    needed = size + _BESIDE
    if needed <= room * _EASY:
        return "fits"
    return "tight" if needed <= room else "never"
