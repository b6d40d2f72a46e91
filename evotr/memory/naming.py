"""Which texts have a word, where being wrong destroys one: in doubt it has not."""

import re
from typing import Final

from evotr.domain import fold

__all__ = ["has_all_words"]

_WORD: Final = re.compile(r"[^\W_]+")

_SHORTEST: Final = 5
"""With an ending, a shorter word is too often another: al, Ali; Roma, roman."""

# Folded, as words are typed without Turkish letters too: ı is i, ü is u. Number,
# possession and case alone; what makes another word of one (pamuk, pamuklu) is no form
# of it. The letters y, s and n join vowels only: Alman, Almanya.
_V: Final = "(?<=[aeiou])"
_C: Final = "(?<![aeiou])"
_OWNED: Final = rf"{_C}[iu](?:m|n|m[iu]z|n[iu]z)?|{_V}(?:s[iu]|m|[mn][iu]z)"
_CASE: Final = rf"{_C}(?:[iu]n?|[ae])|{_V}n[iu]n|[dt][ae]n?(?:ki)?|{_C}l[ae]"
_AFTER_OWNED: Final = r"(?<=[iu])n(?:[iu]|[ae]|[dt][ae]n?(?:ki)?)"
_TURKISH: Final = re.compile(
    rf"{_V}y(?:[iu]|[ae]|l[ae])"
    rf"|(?:l[ae]r)?(?:(?:{_OWNED})(?:{_AFTER_OWNED})?)?(?:{_CASE})?"
)
_ENGLISH: Final = re.compile("e?s")


def has_all_words(text: str, wanted: str) -> bool:
    """Whether each word of ``wanted`` stands in ``text``, alone or with an ending.

    Words are folded. Numbers and words of less than five letters must stand as they
    are, but for what follows an apostrophe (“Ali'nin”). Without words nothing has them.
    """
    words = set(_WORD.findall(fold(wanted)))
    said = set(_WORD.findall(fold(text)))
    return bool(words) and all(
        word in said or any(_is_form(other, word) for other in said) for word in words
    )


def _is_form(said: str, word: str) -> bool:
    if len(word) < _SHORTEST or word.isdecimal() or not said.startswith(word):
        return False
    # The ends of the word are looked back at: they choose the joining letters.
    return any(
        ending.fullmatch(said, len(word)) is not None for ending in (_TURKISH, _ENGLISH)
    )
