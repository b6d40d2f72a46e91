"""How people type: small letters, letters a keyboard lacks, slips of the finger."""

import re
from collections.abc import Sequence
from random import Random

from evotr.text import Language
from evotr.text.forms import begun

__all__ = [
    "clipped",
    "jumbled",
    "plain_letters",
    "small",
    "small_first",
    "tidied",
    "with_slip",
    "with_stray",
    "without_end",
]

_PLAIN = str.maketrans("çğıöşüâîûÇĞİÖŞÜ", "cgiosuaiuCGIOSU")
# By itself, "İ" would become two signs, in English too.
_SMALL = {
    "tr": str.maketrans({"İ": "i", "I": "ı"}),
    "en": str.maketrans({"İ": "i"}),
}
_BLANKS = re.compile(r"\s+")
# A slip happens in a longer word of small letters: names and numbers stay themselves.
_SLIPPERY = re.compile(r"(?<![\w'’])[^\W\d_A-ZÇĞİÖŞÜ]{5,}(?![\w'’])")
_SUFFIX = re.compile(r"(?<=\w)['’][^\W\d_]+")
_MARKS = (". ", ", ", " - ", ": ", "; ", " ")
_MOST_STRAY = 7
_LONG = re.compile(r"(?<![\w'’])[^\W\d_A-ZÇĞİÖŞÜ]{6,}(?![\w'’])")


def tidied(text: str) -> str:
    """The text on one line, with single blanks."""
    return _BLANKS.sub(" ", text).strip()


def small(text: str, language: Language) -> str:
    """The text in small letters, the i as the language has it."""
    return text.translate(_SMALL[language]).lower()


def small_first(text: str, language: Language) -> str:
    """The text with a small first letter."""
    return small(text[:1], language) + text[1:]


def plain_letters(text: str) -> str:
    """The text as it is typed without Turkish letters."""
    return text.translate(_PLAIN)


def without_end(text: str) -> str:
    """The text without its end marks; as it is where it has nothing else."""
    return text.rstrip("?.! ") or text


def with_slip(text: str, rng: Random) -> str:
    """The text with one slip: a letter left out, typed twice, or two in wrong order.

    Where no word is long enough, the mark at the end is what slipped.
    """
    words = list(_SLIPPERY.finditer(text))
    if not words:
        return f"{without_end(text)} ?"
    word = rng.choice(words)
    at = rng.randrange(1, len(word[0]) - 2)
    before, one, two, rest = (
        word[0][:at],
        word[0][at],
        word[0][at + 1],
        word[0][at + 2 :],
    )
    slips = [f"{before}{two}{rest}", f"{before}{one}{one}{two}{rest}"]
    if one != two:
        slips.append(f"{before}{two}{one}{rest}")
    return text[: word.start()] + rng.choice(slips) + text[word.end() :]


def jumbled(text: str, rng: Random) -> str:
    """The words in whatever order they came to mind."""
    words = text.split()
    return " ".join(rng.sample(words, len(words)))


def clipped(text: str, rng: Random) -> str:
    """Without the endings: a suffix behind an apostrophe, last letters of long words.

    Names and numbers that have no apostrophe stay themselves.
    """
    bare = _SUFFIX.sub("", text)
    return _LONG.sub(lambda word: word[0][: len(word[0]) - rng.randint(0, 3)], bare)


def with_stray(text: str, words: Sequence[str], language: Language, rng: Random) -> str:
    """The text with words before it, behind it, or both, that mean nothing here."""
    before = rng.sample(words, rng.randint(1, _MOST_STRAY))
    behind = rng.sample(words, rng.randint(1, 3))
    first = " ".join(before) + rng.choice(_MARKS)
    if rng.random() < 1 / 2:
        first = begun(first, language)
    last = rng.choice(_MARKS).rstrip() + " " + " ".join(behind)
    place = rng.random()
    if place < 1 / 2:
        return first + text
    return text + last if place < 3 / 4 else first + text + last
