"""The keyword stage: what the words of a question say, before anything is embedded.

Words are evidence and never a verdict by themselves: "python" is a snake as well. The
heads learn from the exemplars what each is worth; guards name the known traps.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from evotr.domain import fold_tokens
from evotr.router.reading import Reading
from evotr.router.suffixes import inflects, softened

__all__ = ["Hits", "Keywords", "Patterns", "build_keywords", "read_patterns"]

_SHORTEST_STEM = 4
"""A shorter keyword is a whole word: "api" is not the stem of "apis"."""


@dataclass(frozen=True, slots=True)
class Patterns:
    """Regular expressions by expert.

    ``signs`` are looked for in the text as it is (a traceback, a line of code),
    ``asks`` in the folded text (how an expert's questions are put), ``guards`` in the
    folded words: they say that an expert's keyword means another thing here. ``noise``
    is text that no expert is for.
    """

    signs: Mapping[str, tuple[re.Pattern[str], ...]] = field(default_factory=dict)
    asks: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    guards: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    noise: tuple[re.Pattern[str], ...] = ()


@dataclass(frozen=True, slots=True)
class Hits:
    """What spoke for each expert, and for which ones a guard spoke against it."""

    words: Mapping[str, tuple[str, ...]]
    signs: frozenset[str]
    guarded: frozenset[str]
    noise: bool


@dataclass(frozen=True, slots=True)
class Keywords:
    """Stems by their first word: expert, stem of one or more words."""

    stems: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]]
    patterns: Patterns

    def find(self, reading: Reading) -> Hits:
        """Look for every keyword and pattern in ``reading``, some 50 µs."""
        words: dict[str, dict[str, None]] = {}
        for at, word in enumerate(reading.words):
            for expert, stem in self._at(reading.words, at, word):
                words.setdefault(expert, {})[" ".join(stem)] = None
        said = " ".join(reading.words)
        rules = self.patterns
        signs = {key for key, ask in rules.asks.items() if ask.search(reading.folded)}
        for expert, own in rules.signs.items():
            if any(sign.search(reading.text) for sign in own):
                signs.add(expert)
        return Hits(
            words={expert: tuple(found) for expert, found in words.items()},
            signs=frozenset(signs),
            guarded=frozenset(
                key for key, guard in rules.guards.items() if guard.search(said)
            ),
            noise=any(noise.search(reading.text) for noise in rules.noise),
        )

    def _at(
        self, words: tuple[str, ...], at: int, word: str
    ) -> Iterator[tuple[str, tuple[str, ...]]]:
        for end in range(2, len(word) + 1):
            for expert, stem in self.stems.get(word[:end], ()):
                if _matches(stem, words[at : at + len(stem)], end):
                    yield expert, stem


def _matches(stem: tuple[str, ...], words: tuple[str, ...], end: int) -> bool:
    """Whether ``words`` are ``stem``, the last one inflected."""
    if len(words) < len(stem):
        return False
    if len(stem) == 1:
        short = end < _SHORTEST_STEM
        return len(words[0]) == end if short else inflects(words[0][:end], words[0])
    return (
        len(words[0]) == end
        and words[1 : len(stem) - 1] == stem[1:-1]
        and words[-1].startswith(stem[-1])
        and inflects(stem[-1], words[-1])
    )


def build_keywords(
    keywords: Mapping[str, tuple[str, ...]], patterns: Patterns
) -> Keywords:
    """Index the keywords of each expert's card (stems in either language)."""
    stems: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for expert, phrases in keywords.items():
        for phrase in phrases:
            stem = tuple(fold_tokens(phrase))
            if not stem:
                continue
            stems.setdefault(stem[0], []).append((expert, stem))
            soft = softened(stem[0])
            if soft and len(stem) == 1 and len(soft) >= _SHORTEST_STEM:
                stems.setdefault(soft, []).append((expert, stem))
    return Keywords({first: tuple(found) for first, found in stems.items()}, patterns)


def read_patterns(file: Path) -> Patterns:
    """Read ``signs``, ``asks``, ``guards`` and ``noise`` of a TOML file."""
    table = tomllib.loads(file.read_text("utf-8"))
    return Patterns(
        signs={
            expert: tuple(re.compile(sign, re.MULTILINE) for sign in signs)
            for expert, signs in table["signs"].items()
        },
        asks=_beginning(table["asks"]),
        guards=_beginning(table["guards"]),
        noise=tuple(re.compile(noise, re.MULTILINE) for noise in table["noise"]),
    )


def _beginning(table: Mapping[str, Sequence[str]]) -> dict[str, re.Pattern[str]]:
    """By expert, what begins with a word as one of the patterns does."""
    return {
        expert: re.compile(rf"\b(?:{'|'.join(patterns)})")
        for expert, patterns in table.items()
    }
