"""What is a proper name, and how it is written in the other language.

Sure is only what is known: a word of the language, or a name that is written otherwise
elsewhere and is not in ``data/night/names.toml`` as a whole, is no name here.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from evotr.domain import fold
from evotr.night.phrasing.wording import read_wording
from evotr.paths import BUNDLED_NIGHT, BUNDLED_ROUTER
from evotr.text import Language

__all__ = [
    "is_common",
    "is_name",
    "is_owned",
    "is_word",
    "known_name",
    "read_as",
    "thin",
]

_MOST_WORDS: Final = 5
_SHORT: Final = 3  # letters: such a stem is the whole word
_NAME: Final = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_PART: Final = re.compile(r"[^\W\d_]{2,}")
# What a word may have behind itself, folded: "neydi", "painted".
_INFLECTED: Final = {
    "tr": re.compile(r"(?:y?[dt][iu]r?|m[iu]s|ki|l[ae]r\w*)$"),
    "en": re.compile(r"(?:s|es|ed|d|ing|er|est|ly)$"),
}


@dataclass(frozen=True, slots=True)
class _Known:
    """By language: names as the other one writes them, and words that make none sure.

    ``words`` are of names that are written otherwise; ``places`` are Turkish, and keep
    their letters in English; ``thin`` names have a soft l, ``owned`` ones end like what
    is somebody's; ``read`` is how Turkish reads abbreviations, ``short`` are those that
    are others in the other language.
    """

    same: Mapping[Language, Mapping[str, str]]
    words: Mapping[Language, frozenset[str]]
    places: frozenset[str]
    thin: frozenset[str]
    owned: frozenset[str]
    read: Mapping[str, str]
    short: frozenset[str]


@cache
def _known() -> _Known:
    content = tomllib.loads((BUNDLED_NIGHT / "names.toml").read_text("utf-8"))
    pairs: dict[str, str] = content["same"]
    letters: dict[str, str] = content["letters"]
    # Those stand in codes, too, which are the same in both: "AB-12".
    short = [name for pair in pairs.items() for name in pair if name.isupper()]
    columns: dict[Language, list[str]] = {
        "en": [*pairs, *letters, *content["unsure"]["en"]],
        "tr": [*pairs.values(), *content["unsure"]["tr"]],
    }
    return _Known(
        {
            "en": {fold(name): other for name, other in (pairs | letters).items()},
            "tr": {fold(other): name for name, other in pairs.items()},
        },
        {
            language: frozenset(fold(word) for word in _PART.findall(" ".join(names)))
            - frozenset(map(fold, short))
            for language, names in columns.items()
        },
        frozenset(fold(name) for name in letters.values()),
        frozenset(fold(name) for name in content["thin"]["names"]),
        frozenset(fold(name) for name in content["owned"]["names"]),
        content["read"],
        frozenset(short),
    )


@cache
def _vocabulary() -> tuple[Mapping[str, str], frozenset[str]]:
    """Turkish stems that mean something, and the English words that say what."""
    glossary = (BUNDLED_ROUTER / "glossary.toml").read_text("utf-8")
    stems: dict[str, str] = tomllib.loads(glossary)["stems"]
    telling = {stem: said for stem, said in stems.items() if said != stem}
    words = {word for said in telling.values() for word in said.split()}
    return telling, frozenset(words - (stems.keys() - telling.keys()))


def known_name(text: str, language: Language) -> str | None:
    """How the other language writes a name that is written otherwise there.

    Small it may be a word: "turkey", "cin"; so may an abbreviation: "Eu".
    """
    if not text[:1].isupper():
        return None
    if language == "tr" and fold(text) in _known().places:
        return text
    other = _known().same[language].get(fold(text))
    return other if other and (text.isupper() or not other.isupper()) else None


def is_word(text: str, language: Language, *, whole: bool = False) -> bool:
    """Whether it is a word of the language, or of a name that is written otherwise.

    A Turkish one also where it only begins like a word, unless ``whole``.
    """
    word = fold(text)
    if word in _known().words[language] or read_wording(language).has_small(text):
        return True
    stems, english = _vocabulary()
    if language == "en":
        return word in english or word.removesuffix("s") in english
    longer = (word[:size] for size in range(_SHORT + 1, len(word)))
    return word in stems or (not whole and any(stem in stems for stem in longer))


@cache
def _listed(language: Language) -> frozenset[str]:
    """Words that say which language it is, folded; and those of what a person wrote."""
    lists = tomllib.loads((BUNDLED_ROUTER / "language.toml").read_text("utf-8"))
    words: list[str] = lists["turkish" if language == "tr" else "english"]
    wording = read_wording(language)
    own = _PART.findall(" ".join(wording.reword.controls))
    small = (word for word in own if word.islower())
    return frozenset((*words, *map(fold, wording.stray), *map(fold, small)))


def is_common(text: str, language: Language) -> bool:
    """Whether it is a word of the language where it is written small, in any form."""
    word = fold(text)
    shapes = [word]
    if bare := _INFLECTED[language].search(word):
        stem = word[: bare.start()]
        shapes += [stem, f"{stem}e"] if language == "en" else [stem]
    return any(one in _listed(language) or is_word(one, language) for one in shapes)


def is_name(text: str, language: Language, *, proper: bool = False) -> bool:
    """Whether it is a name or a code that is the same in both languages.

    ``proper`` is what is marked as a name by an apostrophe: it may begin like a word.
    """
    words = text.split(" ")
    return (
        0 < len(words) <= _MOST_WORDS
        and len(text) > 1
        and any(letter.isalpha() for letter in text)
        and all(_NAME.fullmatch(word) and _stands_out(word) for word in words)
        and _known().short.isdisjoint(words)
        and not any(
            is_word(part, language, whole=proper) for part in _PART.findall(text)
        )
    )


def _stands_out(word: str) -> bool:
    return any(letter.isupper() or letter.isdigit() for letter in word)


def thin(name: str) -> bool:
    """Whether a Turkish ending follows as after e: "Nepal'in"."""
    return fold(name) in _known().thin


def is_owned(name: str) -> bool:
    """Whether a Turkish ending follows as after a possessive: "Birliği'ni"."""
    return fold(name) in _known().owned


def read_as(name: str) -> str | None:
    """How Turkish reads an abbreviation: "BM" is "beme"; None where that is not known.

    Where it is written small it is another word.
    """
    return _known().read.get(name)
