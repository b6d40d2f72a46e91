"""How much of a conversation, and of a message, is drawn, and when."""

from collections.abc import Sequence
from typing import Final

from ui.presenters.entries import Entry
from ui.widgets.places import Placed

__all__ = ["LETTERS", "SHOWN", "WHOLE", "excerpt", "fitting", "settled"]

SHOWN: Final = 200
"""So many entries, the newest, are drawn by themselves; earlier ones when asked for."""

LETTERS: Final = 30_000
"""Fewer entries, where they have more letters: of dense markdown they take 0.1 s."""

WHOLE: Final = 50
"""So many, the newest, have all their links; the others have them in a menu.

They are drawn at once, before the first paint; what comes above them a little later.
"""

_LINES: Final = {"user": 300, "assistant": 1_000}
"""So many lines of a message, if it has more: a question's take 8 ms. Answers that are
made here have fewer."""

_SLACK: Final = 1.25  # a rest that is shorter is not worth a link

_LEAST: Final = 2  # a question and its answer, however long


def settled(
    placed: Sequence[Placed], drawn: int, keep: int, entries: Sequence[Entry]
) -> int:
    """How many of ``entries``, that come after ``keep``, need no drawing; puts them.

    The first that is ``drawn`` and those after it stand as they stood, as far as they
    say the same; those above it only have to be known. None where any came or went.
    """
    if not 0 < keep < drawn < len(placed) == keep + len(entries):
        return 0
    at = drawn
    while at < len(placed) and placed[at].entry == entries[at - keep]:
        at += 1
    for place, entry in zip(placed[keep:at], entries, strict=False):
        place.entry = entry
    return at - keep


def fitting(entries: Sequence[Entry]) -> int:
    """How many of the newest of ``entries`` are drawn by themselves."""
    letters = 0
    for number, entry in enumerate(reversed(entries[-SHOWN:])):
        letters += len(excerpt(entry))
        if letters > LETTERS and number >= _LEAST:
            return number
    return min(len(entries), SHOWN)


def excerpt(entry: Entry) -> str:
    """As much of a message's text as is drawn until more of it is asked for."""
    lines, text = _LINES[entry.role], entry.text
    if len(text) <= _SLACK * LETTERS and text.count("\n") < _SLACK * lines:
        return text
    return "\n".join(text[:LETTERS].split("\n", lines)[:lines])
