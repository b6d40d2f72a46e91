"""Corrections of an invented user: names and values that no model has heard of."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, Final, cast

from evotr.night.phrasing import phrasings_of, translation
from evotr.night.steps.material import Correction
from scripts.mini.facts import capital, genitive
from scripts.mini.words import is_held_out, value

if TYPE_CHECKING:
    from evotr.text import Language

__all__ = ["Invented", "elsewhere", "invented"]

RELATIONS: Final = Path(__file__).with_name("relations.json")
LANGUAGES: Final = ("en", "tr")
HEADS: Final = (*"bdfghjklmnprstvyz", "br", "tr", "st", "kr", "sh")
VOWELS: Final = "aeiou"
TAILS: Final = ("", "", "n", "r", "l", "s", "m", "t", "k")


@dataclass(frozen=True, slots=True)
class Invented:
    """A correction, what a right answer holds, and how others would ask."""

    correction: Correction
    value: str
    unseen: tuple[str, ...]


@cache
def _relations(language: str) -> list[dict[str, Any]]:
    rows = json.loads(RELATIONS.read_text("utf-8"))["relations"]
    return [row for row in rows if row["lang"] == language]


def invented(seed: int, count: int, *, bare: bool = False) -> list[Invented]:
    """``count`` corrections, half of them Turkish; no two share a name or a value.

    Right answers are sentences, or the ``bare`` values.
    """
    rng = Random(f"corrections {seed}")
    names: set[str] = set()
    made = []
    for number in range(count):
        language = LANGUAGES[number % 2]
        relations = _relations(language)
        relation = relations[number // 2 % len(relations)]
        made.append(_one(rng, relation, f"{seed}-{number:03}", names))
    return [_bare(one) for one in made] if bare else made


def elsewhere(one: Invented) -> tuple[str, ...]:
    """Locked wordings in the other language, of what rules can surely ask there.

    Nothing is trained on these either: probes are of other templates in any language.
    """
    correction = one.correction
    other = translation(correction.question, correction.language)
    if other is None:
        return ()
    return phrasings_of(other.text, other.language, seed=0, count=0).probes


def _bare(one: Invented) -> Invented:
    return replace(one, correction=replace(one.correction, right=one.value))


def _one(rng: Random, relation: dict[str, Any], key: str, names: set[str]) -> Invented:
    name, found = _fresh(rng, "person", names), _fresh(rng, relation["kind"], names)
    parts = {"n": name, "g": genitive(name), "v": found}
    language = cast("Language", relation["lang"])

    def said(line: str) -> str:
        return capital(line.format(**parts), language)

    asked, right = said(relation["ask"]), said(relation["right"])
    correction = Correction(key, asked, right, language)
    return Invented(correction, found, tuple(said(line) for line in relation["unseen"]))


def _fresh(rng: Random, kind: str, names: set[str]) -> str:
    """A value that neither holds one that was drawn, nor stands in one."""
    while True:
        drawn = _value(rng, kind)
        if not any(drawn in other or other in drawn for other in names):
            names.add(drawn)
            return drawn


def _value(rng: Random, kind: str) -> str:
    if kind in {"person", "word"}:
        word = _word(rng)
        return word.capitalize() if kind == "person" else word
    if kind == "number":
        return str(rng.randint(23, 989))
    if kind == "year":
        return str(rng.randint(1710, 1994))
    return value(rng, kind)


def _word(rng: Random) -> str:
    """Something that can be pronounced, of two or three syllables."""
    while True:
        syllables = rng.choice((2, 2, 3))
        drawn = "".join(
            rng.choice(HEADS) + rng.choice(VOWELS) for _ in range(syllables)
        )
        drawn += rng.choice(TAILS)
        if not is_held_out(drawn):
            return drawn
