"""How much of a conversation is drawn, and when."""

from collections.abc import Sequence
from typing import Final

from ui.presenters.entries import Entry

__all__ = ["LETTERS", "SHOWN", "WHOLE", "fitting"]

SHOWN: Final = 200
"""So many entries, the newest, are drawn by themselves; earlier ones when asked for."""

LETTERS: Final = 30_000
"""Fewer entries, where they have more letters: of dense markdown they take 0.1 s."""

WHOLE: Final = 50
"""So many, the newest, have all their links; the others have them in a menu.

They are drawn at once, before the first paint; what comes above them a little later.
"""

_LEAST: Final = 2  # a question and its answer, however long


def fitting(entries: Sequence[Entry]) -> int:
    """How many of the newest of ``entries`` are drawn by themselves."""
    letters = 0
    for number, entry in enumerate(reversed(entries[-SHOWN:])):
        letters += len(entry.text)
        if letters > LETTERS and number >= _LEAST:
            return number
    return min(len(entries), SHOWN)
