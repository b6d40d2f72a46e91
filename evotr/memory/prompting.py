"""What was recalled, as a model reads it: data between two fences, with its sources.

Each memory has a number, by which answers cite it. Its text was made harmless: no line
of it stands outside the fence, and the fence's end comes once.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import PurePath
from typing import Final

from evotr.domain import MemoryItem, MemoryPlace, Recollection, is_correction
from evotr.memory.harmless import harmless
from evotr.text import Catalog, Language

__all__ = ["FENCE", "Telling", "cited", "fenced", "shown_each"]

FENCE: Final = ("<memory>", "</memory>")
_QUOTE: Final = "> "
_WRITTEN: Final = frozenset({"document", "web"})
_LONGEST_NAME: Final = 80
_ROLES: Final = frozenset({"", "user", "assistant"})
_CODE: Final = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`", re.DOTALL)
_CITED: Final = re.compile(r"\[(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\]")


@dataclass(frozen=True, slots=True)
class Telling:
    """How memories are told: in which ``language``, and where in the prompt."""

    language: Language = "en"
    place: MemoryPlace = "answer"


def fenced(recollections: Sequence[Recollection], language: Language) -> str:
    """The block that goes into the prompt; "" where nothing was recalled.

    ``recollections`` come in the order of their numbers.
    """
    if not recollections:
        return ""
    say = _catalog(language)
    about = [say("prompt.memory.about")]
    if any(one.item.kind == "document" for one in recollections):
        about.append(say("prompt.memory.cite"))
    shows = shown_each(recollections, language)
    return "\n".join([" ".join(about), FENCE[0], *shows, FENCE[1]])


def shown_each(recollections: Sequence[Recollection], language: Language) -> list[str]:
    """Memories as they stand in the block, under the numbers that they were given."""
    return [
        _shown(one.number or place, one.item, language)
        for place, one in enumerate(recollections, 1)
    ]


def _shown(number: int, item: MemoryItem, language: Language) -> str:
    """One memory as it stands in the block, under its ``number``.

    What was said is one line with its source behind it, which small models read best.
    What others wrote comes below its source, each line with a mark of its own.
    """
    text = harmless(item.text, code=item.collection == "code")
    say = _catalog(language)
    corrects = is_correction(item)
    trust = say("prompt.corrected" if corrects else f"prompt.trust.{item.trust}")
    source = ", ".join(_source(item, say))
    if item.trust not in _WRITTEN:
        return f"[{number}] {_line(text)} ({trust}, {source})"
    lines = (_QUOTE + line for line in text.split("\n"))
    return "\n".join([f"[{number}] {source} ({trust}):", *lines])


def cited(answer: str, count: int) -> tuple[int, ...]:
    """The numbers of 1 … ``count`` that an answer cites, in their order.

    In code they are indices.
    """
    found = {
        int(number)
        for group in _CITED.findall(_CODE.sub("", answer))
        for number in re.findall(r"\d+", group)
    }
    return tuple(sorted(number for number in found if 1 <= number <= count))


def _line(text: str) -> str:
    return " ".join(text.split())


def _source(item: MemoryItem, say: Catalog) -> Iterator[str]:
    """Who said it or which file holds it, and when."""
    if item.source.path:
        # The name alone: the folders above it are nobody's business.
        yield _name(PurePath(item.source.path).name)
        if item.source.page is not None:
            yield say("prompt.memory.page", page=item.source.page)
    elif item.speaker not in _ROLES:
        yield _name(item.speaker)
    yield f"{item.created.astimezone():%Y-%m-%d}"


def _name(text: str) -> str:
    """A name of a file or a person: others choose it too."""
    return _line(harmless(text))[:_LONGEST_NAME]


@cache
def _catalog(language: Language) -> Catalog:
    return Catalog.load(language)
