"""Which of the best memories are shown: each once, and not one side alone."""

import re
from collections.abc import Iterable
from typing import Final

from evotr.domain import Recollection, fold
from evotr.memory.words import content_words

__all__ = ["asks_assistant", "picked"]

_SAME: Final = 0.8
"""From this share of common words on, two memories say the same."""

_OWN_SHARE: Final = 0.2
"""The assistant's words among all, unless they are asked for."""

_SEVERAL: Final = 3
_FACT_LEAST: Final = 0.5
"""A fact with this part of the best one's score has a place."""

_WISHED: Final = frozenset(
    [
        "remember",
        "please",
        "note",
        "lutfen",
        "unutma",
        "unutmayin",
        "hatirla",
        "aklinda",
        "tut",
        "sunu",
    ]
)
"""Folded words of a wish to remember: what is wished is remembered without them."""

_TOLD: Final = re.compile(
    r"\byou (?:\w+ )?(?:said?|told|tell|suggest\w*|recommend\w*|advise\w*|explain\w*"
    r"|mention\w*|propose\w*|g[ai]ve\w*|wr[io]te\w*)\b"
    r"|\byour (?:answer|advice|suggestion|recommendation|explanation)\b"
    r"|\b(?:de|soyle|oner|anlat|tavsiye et|acikla|yaz|ver)(?:mis|di)?"
    r"(?:tin|din|dig[i]n)\w*"
)


def asks_assistant(question: str) -> bool:
    """Whether ``question`` is about what the assistant said before."""
    return _TOLD.search(fold(question)) is not None


def picked(
    ranked: Iterable[Recollection], number: int, *, own: bool = False
) -> list[Recollection]:
    """The first ``number`` that differ; of the assistant's words one in five.

    Its words fill up what nothing else does. ``own`` asks for them like any others.
    Among several the last gives its place to the best fact, where that fits too.
    """
    ranked = list(ranked)
    chosen = _lanes(ranked, number, own=own)
    facts = (found for found in ranked if found.item.kind == "fact")
    fact = next(facts, None)
    if fact is None or len(chosen) < number or number < _SEVERAL:
        return chosen
    words = _words(fact)
    fits = fact.score >= _FACT_LEAST * chosen[0].score
    if fits and not any(_same(words, _words(found)) for found in chosen):
        return [*chosen[:-1], fact]
    return chosen


def _lanes(
    ranked: Iterable[Recollection], number: int, *, own: bool
) -> list[Recollection]:
    places = max(1, int(number * _OWN_SHARE)) if not own else number
    chosen: list[Recollection] = []
    later: list[Recollection] = []
    said: list[frozenset[str]] = []
    for found in ranked:
        words = _words(found)
        if any(_same(words, other) for other in said):
            continue
        said.append(words)
        if found.item.speaker != "assistant":
            chosen.append(found)
        elif places > 0:
            places -= 1
            chosen.append(found)
        else:
            later.append(found)
        if len(chosen) == number:
            return chosen
    chosen += later[: number - len(chosen)]
    return sorted(chosen, key=lambda found: -found.score)


def _words(found: Recollection) -> frozenset[str]:
    return frozenset(content_words(found.item.text)) - _WISHED


def _same(one: frozenset[str], two: frozenset[str]) -> bool:
    return len(one & two) >= _SAME * max(1, len(one | two))
