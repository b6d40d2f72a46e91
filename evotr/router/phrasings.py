"""Many patterns that begin with a word, tried only where such a word stands.

A regular expression of a hundred alternatives tries each of them at each word; most
words begin none.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from evotr.router.expressions import OPTIONAL, alternatives, begun_group

__all__ = ["Phrasings", "build_phrasings"]

_KEY = 2
_OPEN = "(?:"


@dataclass(frozen=True, slots=True)
class Phrasings:
    """Patterns with what each is of, by the first two letters of their first word.

    Under the empty key are those whose first letters are not plain.
    """

    by_letters: Mapping[str, tuple[tuple[str, re.Pattern[str]], ...]] = field(
        default_factory=dict
    )

    def found(self, text: str, words: Sequence[str]) -> frozenset[str]:
        """What the patterns that match ``text`` are of; ``words`` are all of its."""
        named = set()
        anywhere = self.by_letters.get("", ())
        at = 0
        for word in words:
            at = text.index(word, at)
            for name, pattern in self.by_letters.get(word[:_KEY], anywhere):
                if name not in named and pattern.match(text, at):
                    named.add(name)
            at += len(word)
        return frozenset(named)


def build_phrasings(table: Mapping[str, Sequence[str]]) -> Phrasings:
    """Index the patterns of each name."""
    index: dict[str, dict[str, list[str]]] = {"": {}}
    for name, patterns in table.items():
        for pattern in (part for each in patterns for part in alternatives(each)):
            for letters in _letters(pattern):
                index.setdefault(letters, {}).setdefault(name, []).append(pattern)
    plain = index[""]
    for letters, named in index.items():
        for name, patterns in plain.items() if letters else ():
            named[name] = [*named.get(name, ()), *patterns]
    return Phrasings(
        {
            letters: tuple(
                (name, re.compile("|".join(patterns)))
                for name, patterns in named.items()
            )
            for letters, named in index.items()
        }
    )


def _letters(pattern: str) -> set[str]:
    """The first two letters of what ``pattern`` may match; "" if they are not plain."""
    if pattern.startswith(_OPEN):
        inside, rest = begun_group(pattern)
        if rest[:1] in OPTIONAL:
            return {""}
        parts = (_letters(part + rest) for part in alternatives(inside))
        return set().union(*parts)
    first, behind = pattern[:_KEY], pattern[_KEY : _KEY + 1]
    plain = len(first) == _KEY and first.isalpha() and behind not in OPTIONAL
    return {first if plain else ""}
