"""Turkish words put into English, stem by stem, for an encoder that has no Turkish.

No translation: "kiracının hakları" becomes "tenant right". It is what lifts an English
encoder's Turkish most.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from evotr.embedding.stems import meaning_of
from evotr.router.reading import REMEMBERED

__all__ = ["Glossary", "build_glossary", "read_glossary"]

_KEY = 2

Phrases = tuple[tuple[tuple[str, ...], str], ...]


@dataclass(frozen=True)
class Glossary:
    """Folded Turkish stems with an English word or two for each.

    ``phrases`` are terms of several stems, longest first, by the first two letters.
    """

    stems: Mapping[str, str]
    phrases: Mapping[str, Phrases] = field(default_factory=dict)

    def gloss(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Folded words with every known term in English; unknown ones as they are."""
        return tuple(part for term in self._terms(words) for part in term.split())

    def knows(self, word: str) -> bool:
        """Whether there is something that ``word`` means."""
        return self._kept(word)[1] != word

    def _terms(self, words: tuple[str, ...]) -> Iterator[str]:
        at = 0
        while at < len(words):
            phrases, meaning = self._kept(words[at])
            taken = 1
            for phrase, whole in phrases:
                said = words[at : at + len(phrase)]
                if len(said) == len(phrase) and all(map(str.startswith, said, phrase)):
                    meaning, taken = whole, len(phrase)
                    break
            yield meaning
            at += taken

    @cached_property
    def _kept(self) -> Callable[[str], tuple[Phrases, str]]:
        return lru_cache(REMEMBERED)(self._known)

    def _known(self, word: str) -> tuple[Phrases, str]:
        """The phrases that ``word`` may begin, and what it means alone."""
        phrases = self.phrases.get(word[:_KEY], ())
        begun = tuple(p for p in phrases if word.startswith(p[0][0]))
        return begun, meaning_of(word, self.stems) or word


def build_glossary(stems: Mapping[str, str], phrases: Mapping[str, str]) -> Glossary:
    """Index ``phrases``, stems apart by a space."""
    index: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for phrase in sorted(phrases, key=len, reverse=True):
        words = tuple(phrase.split())
        index.setdefault(words[0][:_KEY], []).append((words, phrases[phrase]))
    return Glossary(stems, {first: tuple(found) for first, found in index.items()})


def read_glossary(file: Path) -> Glossary:
    """Read the tables ``stems`` and ``phrases`` of a TOML file."""
    table = tomllib.loads(file.read_text("utf-8"))
    return build_glossary(table["stems"], table["phrases"])
