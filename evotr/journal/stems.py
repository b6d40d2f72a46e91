"""Words as memories are found by: folded, and without their endings."""

import re

from evotr.domain import fold

__all__ = ["STEMMING", "stems"]

STEMMING = 1
"""To be raised with every change here or in ``fold``: indexes are made anew then."""

_WORD = re.compile(r"[^\W_]+")
_LETTERS = 5


def stems(text: str) -> list[str]:
    """The first five letters of every word, folded, in order; numbers whole.

    Turkish says with endings what English says with words before: "kitaplarımdan" is
    found by "kitap", and typed without Turkish letters too.
    """
    words = _WORD.findall(fold(text))
    return [word if word.isdecimal() else word[:_LETTERS] for word in words]
