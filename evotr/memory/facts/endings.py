"""Turkish endings: taken off what was said, put on what is told."""

import re
from typing import Final

from evotr.domain import fold
from evotr.memory.facts.lexicon import listed

__all__ = ["genitive", "without_case", "without_person"]

_VOWELS: Final = "aeıioöuüâîûAEIİOÖUÜ"
_SHORT: Final = 3
_ABLATIVE: Final = re.compile(r"(?<=[ıiuüIİ])?n?[dt][ae]n$", re.IGNORECASE)
_JOINED: Final = re.compile(rf"[{_VOWELS}][yY]$")
# "Türk kahvesini", but also "mercimek çorbası", which is no object.
_OWNED: Final = re.compile(r"\w\w[ıiuüIİUÜ][nN]$")
_COMPOUND: Final = re.compile(r" .*[aeıioöuü]s[ıiuü]$")
_HARD: Final = {"ğ": "k", "g": "k", "b": "p", "c": "ç"}
_NARROW: Final = {
    vowel: narrow
    for narrow, vowels in {"ı": "aıâ", "i": "eiî", "u": "ouû", "ü": "öü"}.items()
    for vowel in vowels
}


def genitive(noun: str) -> str:
    """A noun that ends in a vowel, with its ending: "kedisi" → "kedisinin"."""
    vowel = next((char for char in reversed(noun.lower()) if char in _NARROW), "i")
    joint = "n" if noun[-1] in _VOWELS else ""
    return f"{noun}{joint}{_NARROW[vowel]}n"


def without_case(phrase: str, case: str) -> str:
    """A phrase without the ending of its ``case``; one that has none stays as it is.

    The case is accusative, dative or ablative.
    """
    *before, last = phrase.split(" ")
    if "'" in last:
        return " ".join([*before, last.partition("'")[0]])
    if case == "ablative":
        return _ABLATIVE.sub("", phrase)
    ending = "ıiuüIİUÜ" if case == "accusative" else "aeAE"
    whole = fold(last) in listed("whole", "tr") or phrase[-1] not in ending
    if whole or (case == "accusative" and _COMPOUND.search(phrase)):
        return phrase
    return _bare(phrase)


def _bare(phrase: str) -> str:
    """A phrase without its last vowel and what joins that to the noun."""
    stem = phrase[:-1]
    if _JOINED.search(stem):
        # "çayı" is of "çay", "suyu" is of "su".
        short = len(stem.split(" ")[-1]) <= _SHORT and fold(stem) != "suy"
        return stem if short else stem[:-1]
    if " " in phrase and _OWNED.search(stem):
        return stem[:-1]
    if stem[-1:] in _VOWELS:
        return phrase
    if stem[-1] in _HARD and len(stem) > 1 and stem[-2] in _VOWELS:
        return stem[:-1] + _HARD[stem[-1]]
    return stem


def without_person(verb: str) -> str:
    """A verb of the first person in the third: "gidiyorum" → "gidiyor"."""
    said = re.sub(r"(?<=yor)[uU](?:m|z|M|Z)$", "", verb)
    said = re.sub(r"(?<=[ae]ca)ğ[ıi]m$|(?<=[ae]ca)ğ[ıi]z$", "k", said)
    said = re.sub(r"(?<=[ae]ce)ğ[ıi][mz]$", "k", said)
    return re.sub(r"(?<=[aeıiuü]r)[ıiuü][mz]$", "", said)
