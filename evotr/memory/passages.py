"""Which words of what was recalled answer a question: those are shown as the quote."""

import math
import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from evotr.domain import MemoryItem
from evotr.journal.stems import stems
from evotr.memory.documents.sentences import sentences
from evotr.memory.words import content_words

__all__ = ["passage"]

_LINE: Final = re.compile(r"\n")
_PARAGRAPH: Final = re.compile(r"\n[ \t]*\n")
# What is longer between two ends of sentences is a table, a list or code.
_LONGEST: Final = 300
# A heading has the words of a question and does not answer it.
_ENDS: Final = re.compile(r"[.!?…;][\"'”’»)\]]*\Z")


def passage(question: str, item: MemoryItem) -> str:
    """The sentence, or the line, of a memory that has most of a question's words.

    Words are one if their stems are; equal and rare ones count more. A heading comes
    with what follows it. It stands literally in the source's quote (in the text where
    there is none); "" where no part of that is nearer to the question than the others.
    """
    text = item.source.quote or item.text
    spans = list(_spans(text))
    asked = _words(question)
    shared = [asked & _words(text[start:end]) for start, end in spans]
    standing = Counter(word for some in shared for word in some)
    weights = [
        sum(math.log1p(len(spans) / standing[word]) for word in sorted(some))
        for some in shared
    ]
    if max(weights, default=0) == min(weights, default=0):
        return ""
    best = weights.index(max(weights))
    start, end = spans[best]
    if _ENDS.search(text[start:end]) is None and best + 1 < len(spans):
        end = max(end, min(spans[best + 1][1], start + _LONGEST))
    return text[start:end]


def _words(text: str) -> frozenset[str]:
    """What the text says, as it stands and as stems."""
    words = content_words(text)
    return frozenset((*words, *stems(" ".join(words))))


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Where the sentences of the paragraphs stand; the lines of what has none."""
    for first, last in _between(_PARAGRAPH, text, 0, len(text)):
        for start, end in sentences(text[first:last]):
            if end - start <= _LONGEST:
                yield first + start, first + end
            else:
                yield from _between(_LINE, text, first + start, first + end)


def _between(
    mark: re.Pattern[str], text: str, start: int, end: int
) -> Iterator[tuple[int, int]]:
    """The spans between the marks in a part of ``text`` that say anything."""
    marks = [found.span() for found in mark.finditer(text, start, end)]
    for last, after in [*marks, (end, end)]:
        if text[start:last].strip():
            yield start, last
        start = after
