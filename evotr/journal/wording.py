"""Text as it goes in: what SQLite can hold, and a title from a first message."""

import unicodedata

from evotr.domain import whole_text

__all__ = ["LONGEST_TITLE", "storable", "title_from"]

LONGEST_TITLE = 60


storable = whole_text
"""What SQLite can hold of a text."""


def title_from(text: str) -> str:
    """The first line of ``text`` that says anything, at most 60 characters of it.

    Whole words, unless the first alone is longer. Empty when nothing is visible.
    """
    lines = (_printed(line) for line in text.splitlines())
    line = next((line for line in lines if line), "")
    if len(line) <= LONGEST_TITLE:
        return line
    # One character more, so that a word that just fits is seen to end.
    words, _, _ = line[: LONGEST_TITLE + 1].rpartition(" ")
    return words or line[:LONGEST_TITLE]


def _printed(line: str) -> str:
    kept = (" " if unicodedata.category(char) == "Cc" else char for char in line)
    return " ".join("".join(kept).split())
