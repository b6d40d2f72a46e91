"""The keyword stage: what the words of a question say, before anything is embedded.

Words are evidence and never a verdict by themselves: "python" is a snake as well. The
heads learn from the exemplars what each is worth; guards name the known traps.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from evotr.domain import fold_tokens
from evotr.router.expressions import NOTHING, Sought, sought
from evotr.router.phrasings import Phrasings, build_phrasings
from evotr.router.reading import REMEMBERED, Reading
from evotr.router.suffixes import inflects, softened

__all__ = ["Hits", "Keywords", "Patterns", "build_keywords", "read_patterns"]

_SHORTEST_STEM = 4
"""A shorter keyword is a whole word: "api" is not the stem of "apis"."""

Stems = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Patterns:
    """Regular expressions by expert.

    ``signs`` are looked for in the text as it is (a traceback, a line of code),
    ``asks`` in the folded text (how an expert's questions are put), ``guards`` in the
    folded words: they say that an expert's keyword means another thing here. ``noise``
    is text that no expert is for.
    """

    signs: Mapping[str, Sought] = field(default_factory=dict)
    asks: Phrasings = field(default_factory=Phrasings)
    guards: Phrasings = field(default_factory=Phrasings)
    noise: Sought = NOTHING


@dataclass(frozen=True, slots=True)
class Hits:
    """What spoke for each expert, and for which ones a guard spoke against it.

    ``words`` are keywords as cards write them.
    """

    words: Mapping[str, tuple[str, ...]]
    signs: frozenset[str]
    guarded: frozenset[str]
    noise: bool


@dataclass(frozen=True)
class Keywords:
    """Stems by their first word: expert, stem of one or more words.

    ``spelled`` is how cards write a stem, which is folded.
    """

    stems: Mapping[str, Stems]
    patterns: Patterns
    spelled: Mapping[str, str] = field(default_factory=dict)

    def find(self, reading: Reading) -> Hits:
        """Look for every keyword and pattern in ``reading``, some 50 µs."""
        words: dict[str, dict[str, None]] = {}
        for at, word in enumerate(reading.words):
            for expert, stem in self._kept(word):
                if len(stem) == 1 or _goes_on(stem, reading.words[at : at + len(stem)]):
                    words.setdefault(expert, {})[" ".join(stem)] = None
        rules = self.patterns
        signs = set(rules.asks.found(reading.folded, reading.words))
        for expert, own in rules.signs.items():
            if own.stands_in(reading.text):
                signs.add(expert)
        return Hits(
            words={
                expert: tuple(self.spelled.get(stem, stem) for stem in found)
                for expert, found in words.items()
            },
            signs=frozenset(signs),
            guarded=rules.guards.found(" ".join(reading.words), reading.words),
            noise=rules.noise.stands_in(reading.text),
        )

    @cached_property
    def _kept(self) -> Callable[[str], Stems]:
        return lru_cache(REMEMBERED)(self._begun)

    def _begun(self, word: str) -> Stems:
        """The stems of one word that ``word`` is a form of, and longer ones' starts."""
        return tuple(
            (expert, stem)
            for end in range(2, len(word) + 1)
            for expert, stem in self.stems.get(word[:end], ())
            if end == len(word)
            or (len(stem) == 1 and end >= _SHORTEST_STEM and inflects(word[:end], word))
        )


def _goes_on(stem: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Whether ``words``, the first of which fits, are ``stem``, the last inflected."""
    return (
        len(words) == len(stem)
        and words[1:-1] == stem[1:-1]
        and words[-1].startswith(stem[-1])
        and inflects(stem[-1], words[-1])
    )


def build_keywords(
    keywords: Mapping[str, tuple[str, ...]], patterns: Patterns
) -> Keywords:
    """Index the keywords of each expert's card (stems in either language)."""
    stems: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    spelled: dict[str, str] = {}
    for expert, phrases in keywords.items():
        for phrase in phrases:
            stem = tuple(fold_tokens(phrase))
            if not stem:
                continue
            folded = " ".join(stem)
            if spelled.get(folded, folded) == folded:  # some are listed both ways
                spelled[folded] = phrase
            stems.setdefault(stem[0], []).append((expert, stem))
            soft = softened(stem[0])
            if soft and len(stem) == 1 and len(soft) >= _SHORTEST_STEM:
                stems.setdefault(soft, []).append((expert, stem))
    found = {first: tuple(theirs) for first, theirs in stems.items()}
    return Keywords(found, patterns, spelled)


def read_patterns(file: Path) -> Patterns:
    """Read ``signs``, ``asks``, ``guards`` and ``noise`` of a TOML file."""
    table = tomllib.loads(file.read_text("utf-8"))
    return Patterns(
        signs={expert: sought(signs) for expert, signs in table["signs"].items()},
        asks=build_phrasings(table["asks"]),
        guards=build_phrasings(table["guards"]),
        noise=sought(table["noise"]),
    )
