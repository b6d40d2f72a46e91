"""Which parts of a message are statements of the user about the user.

Not: questions, conditions, play, what others said, and what is quoted or pasted.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from evotr.memory.facts.folded import Folded
from evotr.memory.facts.lexicon import table

__all__ = ["Sentence", "greets", "looks_pasted", "sentences"]

_LONGEST_MESSAGE: Final = 4_000
_MOST_SENTENCES: Final = 60
_MOST_LINES: Final = 15
# With more it is a list of something, not a sentence.
_MOST_PARTS: Final = 30

# What others wrote: fenced and inline code, quotations, quoted lines.
_FOREIGN: Final = re.compile(
    r"```.*?(?:```|\Z)|`[^`\n]*`|^[ \t]*(?:>|\||    |\t).*$"
    r"|\"[^\"\n]*\"|“[^”\n]*”|„[^“”\n]*[“”]|«[^»\n]*»|»[^«\n]*«"
    r"|(?<![^\s(:])['‘’](?=\S)[^\n]*?\S['’](?![^\W_])|https?://\S+",
    re.MULTILINE | re.DOTALL,
)
_MARK: Final = "\x00"
_END: Final = re.compile(r"(?:[.!?…]+(?=\s|$|\x00)|\n+|;)")
_TITLE: Final = re.compile(r"\b(?:dr|prof|mr|mrs|ms|st|doc|av|vs|vb|no)$")
_JOINT: Final = re.compile(
    r",\s+|,?\s+(?:and|but|so|because|since|though|although|ve|ama|fakat|cunku)\s+"
    r"|\s+[-–—]+\s+|\s*[()]\s*"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence by its parts: half-open spans of the folded text, in order."""

    text: Folded
    parts: tuple[tuple[int, int], ...]
    corrects: bool


@cache
def _pattern(name: str) -> re.Pattern[str]:
    given: Any = table("statements")[name]
    return re.compile(given if isinstance(given, str) else "|".join(given))


def greets(text: Folded) -> bool:
    """Whether the message begins with a greeting."""
    return bool(_pattern("greeting").match(text.folded.lstrip()))


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a message in which the user speaks of what is.

    A long message is somebody's text, not a talk, and has none.
    """
    if len(text) > _LONGEST_MESSAGE:
        return
    whole = Folded(_FOREIGN.sub(lambda match: _MARK * len(match[0]), text))
    if _is_pasted(whole) or _pattern("joke").search(whole.folded):
        return
    spans = list(_spans(whole))[:_MOST_SENTENCES]
    for start, end, asks in _own(whole, spans):
        parts = _parts(whole, start, end, asks=asks)
        if 0 < len(parts) <= _MOST_PARTS:
            corrects = bool(_pattern("corrects").search(whole.folded[start:end]))
            yield Sentence(whole, tuple(parts), corrects)


def looks_pasted(text: str) -> bool:
    """Whether a message is a letter, or has more lines than somebody types."""
    return len(text) > _LONGEST_MESSAGE or _is_pasted(Folded(text))


def _is_pasted(text: Folded) -> bool:
    """Whether it is a letter, or has more lines than somebody types."""
    lines = [line.strip() for line in _lined(text).split("\n")]
    typed = [line for line in lines if line]
    return (
        len(typed) > _MOST_LINES
        or any(map(_pattern("letter").match, typed))
        or any(map(_pattern("announced").search, typed))
    )


Span = tuple[int, int, bool]


def _spans(text: Folded) -> Iterator[Span]:
    """Where sentences stand, and whether they end with a question mark."""
    start = 0
    # Line breaks were folded to blanks: they are looked up in the text itself.
    ends = [(m.start(), m.end()) for m in _END.finditer(_lined(text))]
    for stop, after in [*ends, (len(text.folded), len(text.folded))]:
        said = text.folded[start:stop]
        following = text.folded[after : after + 2].strip()
        closed = text.folded[stop:after]
        inside = _TITLE.search(said) or (said[-1:].isdigit() and closed == ".")
        if inside and closed == "." and _goes_on(text, after, following):
            continue
        if said.strip():
            yield start, stop, "?" in closed
        start = after


def _goes_on(text: Folded, after: int, following: str) -> bool:
    """Whether a full stop is no end: "3. sınıf", "Dr. Ayşe"."""
    if _TITLE.search(text.folded[: after - 1]):
        return bool(following)
    return bool(following) and text.written(after, after + 2).islower()


def _lined(text: Folded) -> str:
    """The folded text with the line breaks of the text it was made from."""
    lined = list(text.folded)
    for index in range(len(lined)):
        if lined[index] == " " and text.text[text.place(index, index)[0]] == "\n":
            lined[index] = "\n"
    return "".join(lined)


def _own(text: Folded, spans: list[Span]) -> list[Span]:
    """The sentences before play and tasks, without those that say nothing for sure."""
    kept: list[Span] = []
    for span in spans:
        said = text.folded[span[0] : span[1]].strip()
        if _pattern("play").search(said):
            return kept
        if _pattern("task").search(said):
            return [] if _pattern("before").search(said) else kept
        if span[2] and _asks_at_once(said):
            continue
        if _is_sure(", ".join(_JOINT.split(said)[:-1]) if span[2] else said):
            kept.append(span)
    return kept


def _is_sure(said: str) -> bool:
    others = _pattern("own").sub(" ", said)
    doubtful = _pattern("unsure").search(said) or _pattern("reported").search(others)
    return not doubtful and not _question_words().match(said)


def _asks_at_once(said: str) -> bool:
    """Whether a question begins as one, or asks about all that stands before."""
    *_, last = _JOINT.split(said)
    return bool(_question_words().match(said) or _pattern("tag").match(last.strip()))


@cache
def _question_words() -> re.Pattern[str]:
    return re.compile(table("statements")["asks"][0])


@cache
def _asking() -> re.Pattern[str]:
    return re.compile(table("statements")["asks"][1])


def _parts(text: Folded, start: int, end: int, *, asks: bool) -> list[tuple[int, int]]:
    """The parts of a sentence between its joints; those that ask are left out."""
    cuts = [start]
    for joint in _JOINT.finditer(text.folded, start, end):
        cuts += [joint.start(), joint.end()]
    cuts.append(end)
    parts = [
        _trimmed(text.folded, first, last)
        for first, last in zip(cuts[::2], cuts[1::2], strict=True)
    ]
    if asks:
        parts = parts[:-1]
    return [
        (first, last)
        for first, last in parts
        if first < last and not _asking().search(text.folded[first:last])
    ]


def _trimmed(folded: str, start: int, end: int) -> tuple[int, int]:
    while start < end and folded[start] in " \n,.-*•\"'":
        start += 1
    while end > start and folded[end - 1] in " \n,.!…":
        end -= 1
    return start, end
