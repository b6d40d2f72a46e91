"""The words that facts are told with, from ``data/memory``."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal

from evotr.domain import fold
from evotr.paths import BUNDLED_FACTS

__all__ = ["Language", "Noun", "Nouns", "any_of", "listed", "nouns", "table"]

Language = Literal["en", "tr"]
_SECTIONS: Final = {
    "kin": "people",
    "pet": "pets",
    "own": "pets",
    "thing": "things",
    "attr": "attributes",
    "fav": "favourites",
    "myname": "mynames",
    "mycode": "mycodes",
    "mydate": "mydates",
    "mytime": "mytimes",
    "myword": "mywords",
}


@cache
def table(name: str) -> dict[str, Any]:
    """The file ``name`` of ``data/memory``."""
    return tomllib.loads((BUNDLED_FACTS / f"{name}.toml").read_text("utf-8"))


def any_of(words: Iterable[str]) -> str:
    """A pattern of any of these words, folded; the longest is tried first."""
    ordered = sorted({fold(word) for word in words}, key=lambda w: (-len(w), w))
    return "(?:" + "|".join(map(re.escape, ordered)) + ")"


@cache
def listed(name: str, key: str) -> frozenset[str]:
    """The words of a list of ``lists.toml`` in a language (or another of its keys)."""
    words: str = table("lists").get(name, {}).get(key, "")
    return frozenset(fold(word).replace("_", " ") for word in words.split())


@dataclass(frozen=True, slots=True)
class Noun:
    """What a word stands for: its name in topics, and how it is shown.

    ``plain`` is the noun by itself, ``of`` belongs to somebody ("annesi").
    """

    name: str
    plain: str
    of: str


@dataclass(frozen=True, slots=True)
class Nouns:
    """Nouns by the folded words that say them."""

    by_word: Mapping[str, Noun]

    @property
    def pattern(self) -> str:
        """A pattern of any of the words."""
        return any_of(self.by_word)


@cache
def nouns(kind: str, language: Language) -> Nouns:
    """The nouns that ``<kind>`` means in the rules of a language."""
    found: dict[str, Noun] = {}
    for name, entry in table("words")[_SECTIONS[kind]].items():
        shapes = entry.get(language, [])
        if language == "en":
            for word in shapes:
                found[fold(word)] = Noun(name, word, word)
            for word, one in zip(entry.get("plural", []), shapes, strict=False):
                if kind == "own":
                    found[fold(word)] = Noun(name, one, one)
        else:
            for shape in shapes:
                if kind == "fav":  # "yemeg" is "yemek" before an ending
                    found[fold(shape)] = Noun(name, shapes[0], shapes[0])
                else:
                    word, noun = _turkish(kind, name, shape)
                    found[fold(word)] = noun
    return Nouns(found)


def _turkish(kind: str, name: str, shape: str) -> tuple[str, Noun]:
    """A word and its noun, from "my …", "his …" and, of animals, the noun itself."""
    words = shape.split(" ")
    if kind in {"pet", "own"}:
        third = len(words) // 3
        mine, his, plain = (" ".join(words[n * third :][:third]) for n in range(3))
        return mine, Noun(name, plain, his)
    half = len(words) // 2
    mine, his = " ".join(words[:half]), " ".join(words[half:])
    return mine, Noun(name, mine, his)
