"""Folding text so that search finds what a Turkish or English speaker means."""

import re
import unicodedata
from itertools import filterfalse

_DOTTED = str.maketrans({"İ": "i", "I": "i", "ı": "i"})
_WORD = re.compile(r"\w+")


def fold(text: str) -> str:
    """Fold case, dotted and dotless i, and diacritics: 'ÇALIŞMA' → 'calisma'.

    ``'İ'.lower()`` is two code points and ``'I'.lower()`` is not 'ı', so the i's are
    mapped first; then casefold, NFKD, and combining marks are dropped.
    """
    if text.isascii():
        return text.casefold()
    text = unicodedata.normalize("NFKD", text.translate(_DOTTED).casefold())
    return "".join(filterfalse(unicodedata.combining, text))


def fold_tokens(text: str) -> list[str]:
    """Split ``text`` into folded words, in order."""
    return _WORD.findall(fold(text))
