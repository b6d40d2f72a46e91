"""Whether a right answer is the same in Turkish and in English, byte for byte.

A bare value: a number, a date in digits, a code, a formula, and a proper name where one
is asked for. A sentence is not, nor is a word of either language.
"""

import re
from typing import Final

from evotr.night.phrasing.names import is_name, is_word
from evotr.text import LANGUAGES

__all__ = ["is_same"]

_UNIT: Final = (
    r"(?:[kcm]?m[²³23]?|k?g|mg|m?l|[kM]?W|kWh|k?V|A|[kMG]?Hz|[kMGT]B|°C|K"
    r"|€|\$|TL|USD|EUR)"
)
# One point or comma, and points between thousands, are written otherwise in the other.
_THOUSANDS: Final = r"(?!\d{1,3}(?:\.\d{3})+\b)"
_NUMBER: Final = re.compile(
    rf"{_THOUSANDS}[-+]?\d+(?:(?:\.\d+){{2,}}|(?:-\d+)+|:\d\d)?(?: ?{_UNIT})?"
)
_CODE_WORD: Final = re.compile(
    r"(?!\d+(?:ST|ND|RD|TH)$)[A-Z0-9]+(?:[-_][A-Z0-9]+)*|[a-z]+[-_]?\d+"
)
_FORMULA: Final = re.compile(r"(?=.*\d)(?:[A-Z][a-z]?\d*|\((?:[A-Z][a-z]?\d*)+\)\d*)+")
_LETTERS: Final = re.compile(r"[^\W\d_]{2,}")
_IS: Final = re.compile(r"[dt][ıiuü]r$")
_COUNTED: Final = re.compile(r"\b\d+(?:st|nd|rd|th|s)\b", re.IGNORECASE)
_MOST_WORDS: Final = 4


def is_same(right: str, *, names: bool) -> bool:
    """Whether ``right`` is a bare value that both languages write alike.

    Args:
        right: The answer.
        names: It may be a proper name: that is what is asked for.
    """
    text = right.strip()
    text = text.removesuffix(".")
    if _NUMBER.fullmatch(text) or _FORMULA.fullmatch(text):
        return True
    return _is_code(text) or (names and _is_bare_name(text))


def _is_code(text: str) -> bool:
    words = text.split(" ")
    return (
        len(words) <= _MOST_WORDS
        and any(letter.isdigit() for letter in text)
        and all(_CODE_WORD.fullmatch(word) for word in words)
        and not _has_word(text)
    )


def _is_bare_name(text: str) -> bool:
    if len(text.split(" ")) > _MOST_WORDS or _IS.search(text) or _COUNTED.search(text):
        return False
    return all(is_name(text, language) for language in LANGUAGES)


def _has_word(text: str) -> bool:
    words = _LETTERS.findall(text)
    return any(is_word(word, language) for word in words for language in LANGUAGES)
