"""Questions that look like a corrected one and must not get its answer."""

import re
from random import Random

from evotr.night.phrasing.shapes import harmony
from evotr.night.phrasing.things import case_of, with_case
from evotr.night.phrasing.typed import small, tidied
from evotr.night.phrasing.wording import Wording, read_wording
from evotr.text import Language

__all__ = ["crossed", "mentions", "neighbour"]

_WORD = re.compile(r"[^\W_]+")
# A name: words with capitals or digits, one after another ("Kara Deniz", "A-12").
_NAME = re.compile(
    r"(?<![\w'’])(?=[^\W\d_]*[A-ZÇĞİÖŞÜ]|[^\W_]*\d)[^\W_]+"
    r"(?:[ -](?=[^\W\d_]*[A-ZÇĞİÖŞÜ]|[^\W_]*\d)[^\W_]+)*"
)
_BEHIND = re.compile(r"['’]([^\W\d_]+)")
_LONG = 5
_VOWELS = "aeıioöuüAEIİOÖUÜ"
_TAIL = re.compile(rf"[{_VOWELS}][^{_VOWELS}]*$")
_CONSONANTS = "bdgklmnprstvyz"
_HARD = frozenset("fstkçşhp")


def _name(question: str, wording: Wording) -> re.Match[str] | None:
    """What the question is about: its last name, else its longest word."""
    asked = tidied(question)
    names = [
        found
        for found in _NAME.finditer(asked)
        if len(found[0]) > 1 and (found.start() or not wording.has_small(found[0]))
    ]
    if names:
        return names[-1]
    words = [
        word
        for word in _WORD.finditer(asked)
        if len(word[0]) >= _LONG and not wording.has_small(word[0])
    ]
    return max(words, key=lambda word: len(word[0]), default=None)


def neighbour(question: str, language: Language, rng: Random) -> str | None:
    """The question about another thing, which nobody has heard of.

    None where there is nothing in it to be another.
    """
    found = _name(question, read_wording(language))
    if found is None:
        return None
    return _with(question, found, _invented(found[0], language, rng))


def crossed(question: str, other: str, language: Language) -> str | None:
    """What ``other`` asks, about the thing of ``question``.

    None where they are about the same, or where a Turkish ending would not fit.
    """
    wording = read_wording(language)
    mine, theirs = _name(question, wording), _name(other, wording)
    if mine is None or theirs is None or mine[0] == theirs[0]:
        return None
    if language == "tr":
        return _crossed_in_turkish(mine[0], other, theirs)
    return _with(other, theirs, mine[0])


def _crossed_in_turkish(name: str, other: str, found: re.Match[str]) -> str | None:
    """A name takes the ending that it needs; any other word must take the same one."""
    asked = tidied(other)
    ending = _BEHIND.match(asked, found.end())
    names = _NAME.fullmatch(name) and _NAME.fullmatch(found[0])
    case = case_of(ending[1]) if names and ending else None
    if case and ending:
        ended = with_case(name, case, mark=ending[0][0])
        return asked[: found.start()] + ended + asked[ending.end() :]
    bare = names and not ending
    return _with(other, found, name) if bare or _alike(name, found[0]) else None


def _alike(one: str, other: str) -> bool:
    """Whether two words take the same Turkish endings."""
    return _ending(one) == _ending(other)


def mentions(question: str, language: Language) -> list[str]:
    """Sentences that name the question's thing and ask nothing; in a fixed order."""
    wording = read_wording(language)
    found = _name(question, wording)
    if found is None:
        return []
    return [line.replace("{name}", found[0]) for line in wording.negatives]


def _with(question: str, found: re.Match[str], name: str) -> str:
    asked = tidied(question)
    return asked[: found.start()] + name + asked[found.end() :]


def _invented(name: str, language: Language, rng: Random) -> str:
    """Another name that takes the same endings: its last syllable stays."""
    if any(letter.isdigit() for letter in name):
        return "".join(_other_digit(letter, rng) for letter in name)
    tail = _TAIL.search(name)
    ending = tail[0] if tail else name[-1:]
    while True:
        syllables = rng.randint(1, 2)
        head = "".join(
            rng.choice(_CONSONANTS) + rng.choice("aeiou") for _ in range(syllables)
        )
        made = head + rng.choice(_CONSONANTS) + small(ending, language)
        if made.casefold() != name.casefold():
            return made.capitalize() if name[:1].isupper() else made


def _other_digit(letter: str, rng: Random) -> str:
    if not letter.isdigit():
        return letter
    return rng.choice([digit for digit in "0123456789" if digit != letter])


def _ending(name: str) -> tuple[str, bool, bool]:
    """What decides a Turkish ending: the last vowel, and the last sound."""
    last = small(name[-1:], "tr")
    return harmony(name), last in _VOWELS, last in _HARD
