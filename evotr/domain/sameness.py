"""When two questions, or two answers, are the same."""

import re
import unicodedata
from typing import Final

from evotr.domain.folding import fold
from evotr.domain.spelling import spelled

WORD: Final = re.compile(r"[^\s.?!,;:\"“”()…]+")
"""A word of a question or an answer, with the signs that belong to it: "C++"."""

_SHORT_FORMS: Final = (("what's", "what is"), ("who's", "who is"), ("nedir", "ne"))
_SAID: Final = """
    a an the please can could would you tell me know do say hey so then
    lutfen acaba peki bana soyle soyler misin biliyor musun
"""
MANNERS: Final = frozenset(_SAID.split())
"""Words, folded, that only make a question polite."""


def sense(question: str) -> str:
    """What is asked, without what is only manners."""
    text = fold(question.replace("’", "'"))
    for short, long in _SHORT_FORMS:
        text = text.replace(short, long)
    words = WORD.findall(text)
    return " ".join([word for word in words if word not in MANNERS] or words)


def spelled_sense(question: str) -> str:
    """`sense` with its letters as they are written, as `spelled` has them."""
    text = spelled(question)
    for short, long in _SHORT_FORMS:
        text = re.sub(short.replace("i", "[iI]"), long, text)
    words = WORD.findall(text)
    return " ".join([word for word in words if fold(word) not in MANNERS] or words)


def spelled_alike(text: str) -> str:
    """What answers share that differ in case, Turkish letters or blanks alone."""
    return " ".join(fold(text).split())


def same_letters(one: str, other: str) -> bool:
    """Whether two answers differ in case or blanks alone: "Acı" is not "Açı".

    Dotted and dotless i are a pair each in Turkish; in English I is the large i.
    """
    first, second = (" ".join(text.split()) for text in (one, other))
    return turkish_lower(first) == turkish_lower(second) or (
        _composed(first).casefold() == _composed(second).casefold()
    )


def turkish_lower(text: str) -> str:
    """``text`` composed (NFC) and in lower case, its "I" as "ı" and its "İ" as "i"."""
    return _composed(text).replace("İ", "i").replace("I", "ı").casefold()


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)
