"""Text as it goes in: what SQLite can hold, and a title from a first message."""

import re
import unicodedata
from collections.abc import Container
from itertools import count
from typing import Final

from evotr.domain import whole_text

__all__ = ["LONGEST_TITLE", "branch_title", "named_by", "storable", "title_from"]

LONGEST_TITLE = 60

_MARKS: Final = r"(?:[^\W\d_]+(?: \d+)?: )*"
"""What stands before a title in that of a branch."""
_OLD_MARK: Final = r"(?: \([^()]+\))?"
"""What did in earlier versions of the program, behind it."""


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


def branch_title(title: str, mark: str, taken: Container[str]) -> str:
    """What a branch of ``title`` is called: "Branch: Rent", "Branch 2: Rent".

    The mark stands first, since a list cuts off the end of what is long. A branch of a
    branch is counted on. It is none of the titles ``taken``.
    """
    known = re.escape(mark)
    first = re.sub(rf"^{known}( \d+)?: ", "", title)
    first = re.sub(rf" \({known}( \d+)?\)$", "", first, flags=re.IGNORECASE)
    marks = (mark if number == 1 else f"{mark} {number}" for number in count(1))
    titles = (f"{one}: {first}" for one in marks)
    return next(one for one in titles if one not in taken)


def named_by(title: str, said: str) -> bool:
    """Whether a title was made from the words ``said``, there or in a branch."""
    first = title_from(said)
    made = f"{_MARKS}{re.escape(first)}{_OLD_MARK}"
    return bool(first) and re.fullmatch(made, title) is not None


def _printed(line: str) -> str:
    kept = (" " if unicodedata.category(char) == "Cc" else char for char in line)
    return " ".join("".join(kept).split())
