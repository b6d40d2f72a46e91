"""Whether two questions are the same as they are written: "Kurt" is not "Kürt".

People type Turkish without its letters, so what may be the same is found folded
(`question_key`). Whether it is the same is told here: by every letter but its case.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from itertools import combinations, filterfalse
from typing import Final, TypeVar

from evotr.domain.folding import fold

__all__ = [
    "END",
    "SIGNS",
    "asked_alike",
    "is_plain",
    "of_question",
    "spelled",
    "spelled_as",
    "tells_of_another",
    "without_marks",
]

SIGNS: Final = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'"})
END: Final = " .?!…"

_I: Final = frozenset("Iiı")
_WORD: Final = re.compile(r"\w+")

Thing = TypeVar("Thing")


def spelled(question: str) -> str:
    """``question`` in lower case, without the mark at its end; each "I" stays.

    That is "ı" in Turkish and "i" in English, and no question says which it is in.
    """
    text = unicodedata.normalize("NFC", question.translate(SIGNS)).replace("İ", "i")
    lower = "I".join(part.casefold() for part in text.split("I"))
    return " ".join(lower.replace("i\u0307", "i").split()).rstrip(END)


def spelled_as(
    form: str, things: Iterable[Thing], of: Callable[[Thing], str]
) -> list[Thing]:
    """Those of ``things`` whose `spelled` form, as ``of`` says it, is ``form``.

    Where an "I" may be either letter, and both are there, only what has it too.
    """
    found = [thing for thing in things if _alike(of(thing), form)]
    forms = {of(thing) for thing in found}
    if all(_alike(one, other) for one, other in combinations(forms, 2)):
        return found
    return [thing for thing in found if of(thing) == form]


def of_question(
    question: str, things: Iterable[Thing], asked: Callable[[Thing], str]
) -> list[Thing]:
    """Those of ``things`` whose question (``asked``) is spelled as ``question`` is."""
    return spelled_as(spelled(question), things, lambda thing: spelled(asked(thing)))


def asked_alike(question: str, other: str) -> bool:
    """Whether two questions differ in case, blanks and the mark at the end alone."""
    return _alike(spelled(question), spelled(other))


def without_marks(question: str) -> str:
    """``question``, `spelled`, as who leaves out the marks of letters types it."""
    return _plain(spelled(question))


def is_plain(question: str) -> bool:
    """Whether it has no letter that can be typed without its mark."""
    form = spelled(question)
    return _plain(form) == form.replace("I", "i")


def tells_of_another(text: str, question: str, *, plainly: bool = False) -> bool:
    """Whether ``text`` has a word of ``question``, but spelled otherwise.

    With ``plainly`` the marks of letters do not count: "2⁵" still is not "25".
    """
    asked = _words(question)
    same = _same_letters if plainly else _alike
    for word in _words(text):
        beside = [other for other in asked if fold(other) == fold(word)]
        if beside and not any(same(word, other) for other in beside):
            return True
    return False


def _same_letters(one: str, other: str) -> bool:
    return _plain(one) == _plain(other)


def _words(text: str) -> list[str]:
    return _WORD.findall(spelled(text))


def _alike(one: str, other: str) -> bool:
    if one == other:
        return True
    pairs = zip(one, other, strict=False)
    either = (a == b or ("I" in (a, b) and {a, b} <= _I) for a, b in pairs)
    return len(one) == len(other) and all(either)


def _plain(form: str) -> str:
    """A `spelled` form without the marks of its letters; "²" is none, and stays."""
    if form.isascii():
        return form.replace("I", "i")
    parts = unicodedata.normalize("NFD", form.translate({ord("ı"): "i", ord("I"): "i"}))
    return "".join(filterfalse(unicodedata.combining, parts))
