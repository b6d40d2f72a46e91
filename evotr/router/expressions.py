"""Reading regular expressions: their parts, and letters that they cannot do without.

A question is tried on a hundred patterns; nearly all of them want a letter or a word
that is not there, which is a quicker thing to see.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

__all__ = [
    "NOTHING",
    "OPTIONAL",
    "Sought",
    "alternatives",
    "begun_group",
    "literals",
    "sought",
]

OPTIONAL = frozenset("?*{")
"""What behind a part says that it may be absent."""

_OPEN, _FOLLOWED = "(?:", "(?="
_PART = re.compile(r"\\.|\[\^?\]?[^\]]*\]|\{[\d,]+\}|.", re.DOTALL)
_PLAIN = re.compile(r"\\\W|[^\W]|[^\\^$.|?*+{}()\[\]]")


@dataclass(frozen=True, slots=True)
class Sought:
    """Patterns looked for in a text: ``by_literal`` where that stands in it."""

    by_literal: tuple[tuple[str, re.Pattern[str]], ...] = ()
    anyhow: tuple[re.Pattern[str], ...] = ()

    def stands_in(self, text: str) -> bool:
        """Whether one of the patterns is found."""
        for literal, pattern in self.by_literal:
            if literal in text and pattern.search(text):
                return True
        return any(pattern.search(text) for pattern in self.anyhow)


NOTHING = Sought()


def sought(patterns: Iterable[str]) -> Sought:
    """``patterns``, whose ^ and $ stand at lines."""
    by_literal, anyhow = [], []
    for each in patterns:
        pattern, needed = re.compile(each, re.MULTILINE), literals(each)
        by_literal += [(literal, pattern) for literal in needed]
        anyhow += [] if needed else [pattern]
    return Sought(tuple(by_literal), tuple(anyhow))


def literals(pattern: str) -> tuple[str, ...]:
    """Letters one of which stands in all that ``pattern`` matches; none if unsure."""
    found: list[str] = []
    for each in alternatives(pattern):
        runs = ((run,) for run in _runs(each) if run)
        options = [*runs, *filter(None, _literals_of_groups(each))]
        if not options:
            return ()
        # The longer, the rarer.
        found += max(options, key=lambda option: min(map(len, option)))
    return tuple(dict.fromkeys(found))


def _literals_of_groups(pattern: str) -> Iterator[tuple[str, ...]]:
    """Those of each group outside others that must be there, or must follow."""
    for at, _ in _outer(pattern):
        if pattern.startswith((_OPEN, _FOLLOWED), at):
            inside, rest = begun_group(pattern[at:])
            if rest[:1] not in OPTIONAL:
                yield literals(inside)


def _runs(pattern: str) -> Iterator[str]:
    """Letters that stand beside each other outside any group, all needed."""
    run = ""
    for at, part in _outer(pattern):
        plain = bool(_PLAIN.fullmatch(part))
        behind = pattern[at + len(part) : at + len(part) + 1]
        if plain and behind not in OPTIONAL:
            run += part[-1]
        if not plain or behind in {*OPTIONAL, "+"}:
            yield run
            run = ""
    yield run


def _outer(pattern: str) -> Iterator[tuple[int, str]]:
    """The parts outside any group, and what opens one, with their places."""
    depth, at = 0, 0
    for part in _PART.findall(pattern):
        depth -= part == ")"
        if not depth:
            yield at, part
        depth += part == "("
        at += len(part)


def begun_group(pattern: str) -> tuple[str, str]:
    """What stands in the group that ``pattern`` begins with, and what behind it."""
    depth, at = 0, 0
    for part in _PART.findall(pattern):
        depth += (part == "(") - (part == ")")
        at += len(part)
        if not depth:
            return pattern[len(_OPEN) : at - 1], pattern[at:]
    raise ValueError(pattern)


def alternatives(pattern: str) -> list[str]:
    """The alternatives of ``pattern`` that stand in no group."""
    found, depth = [""], 0
    for part in _PART.findall(pattern):
        depth += (part == "(") - (part == ")")
        if part == "|" and not depth:
            found.append("")
        else:
            found[-1] += part
    return found
