"""The place in a text that a search found, cut out with its matches marked."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import takewhile

from evotr.domain import fold, fold_tokens

__all__ = ["Spans", "excerpt"]

Spans = tuple[tuple[int, int], ...]

_LENGTH = 120
_LEAD = 40
"""How much of the excerpt stands before the first match."""

_CHUNK = re.compile(r"\S+")
_WORD = re.compile(r"\w+")
_CONTROL = dict.fromkeys([*range(32), *range(127, 160), 0x2028, 0x2029], " ")

_fold_character = lru_cache(maxsize=4096)(fold)


def excerpt(text: str, terms: tuple[str, ...]) -> tuple[str, Spans]:
    """About 120 characters of ``text`` around its first match, and the matches there.

    ``terms`` are folded beginnings of words; a match is a whole word of ``text``. An
    ellipsis stands where text was cut off. Control characters become blanks.
    """
    found = _matches(text, terms)
    first = next(found, None)
    at = first[0] if first else 0
    begin, end = _window(text, at)
    spans = [first, *takewhile(lambda span: span[0] < end, found)] if first else []
    lead = "…" if begin else ""
    tail = "…" if end < len(text) else ""
    shift = len(lead) - begin
    return lead + text[begin:end].translate(_CONTROL) + tail, tuple(
        (start + shift, min(stop, end) + shift) for start, stop in spans
    )


def _window(text: str, at: int) -> tuple[int, int]:
    """Where the excerpt begins and ends, between words where there is a blank."""
    begin = max(0, min(at - _LEAD, len(text) - _LENGTH))
    end = min(len(text), begin + _LENGTH)
    if begin:
        begin = text.find(" ", begin, at) + 1 or begin
    if end < len(text):
        blank = text.rfind(" ", at + _LEAD, end)
        end = end if blank < 0 else blank
    return begin, end


def _matches(text: str, terms: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    # Folding whole chunks is cheap and tells which few need their characters mapped.
    for chunk in _CHUNK.finditer(text):
        if any(word.startswith(terms) for word in fold_tokens(chunk[0])):
            end = 0
            for start, stop in _words(chunk[0], terms):
                # One character can fold to two words ("℀"): it is marked once.
                if start >= end:
                    yield chunk.start() + start, chunk.start() + stop
                end = stop


def _words(chunk: str, terms: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Matching words by their place in ``chunk``: a folded character may be several."""
    folded = [_fold_character(char) for char in chunk]
    origin = [i for i, part in enumerate(folded) for _ in part]
    for word in _WORD.finditer("".join(folded)):
        if word[0].startswith(terms):
            stop = origin[word.end() - 1] + 1
            # Combining marks fold to nothing; they belong to the letter before.
            while stop < len(chunk) and not folded[stop]:
                stop += 1
            yield origin[word.start()], stop
