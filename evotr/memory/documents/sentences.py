"""Where sentences end, in Turkish and English."""

import re
from collections.abc import Iterator
from typing import Final

from evotr.domain.folding import fold

__all__ = ["sentences"]

# A mark, what closes with it, and white space before anything but a small letter.
_END: Final = re.compile(r"[.!?…][.!?…\"'”’»)\]]{0,8}\s+(?=\S)")
_LAST_WORD: Final = re.compile(r"[^\s\"'“‘«(\[]+\Z")
_ITEM: Final = re.compile(r"\n[ \t]*(?=[-*•–]\s|\d{1,3}[.)]\s)")
_ORDINAL: Final = re.compile(r"(?:\d{1,3}|[ivxlc]+)\Z")
_LONGEST_WORD: Final = 40

# Turkish titles, places and running text, then English ones.
_ABBREVIATIONS: Final = """
alb apt arş asb av bkz bl bnb bşk böl bs bul bulv cad cd çev dk doç dr ed fak fig gen
gör gr haz hz hzl krş ks ltd md müh mr mrs ms no nu ok ort öğr ör örn pazl prof ş şt sf
sk sn sok şti sy tel tic uzm üni vb vd vs vol yay yd yrd yy yzb çvş
al approx art capt ca cf ch co col corp dept e.g eg eq esp est etc ex figs gov hon i.e
ie inc jr lt maj messrs mt nos op pp pt rep rev sec sen sgt sr st univ viz vols
"""
_FOLDED: Final = frozenset(fold(_ABBREVIATIONS).split())


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """The spans of the sentences of ``text``, without the white space between them.

    Abbreviations ("Dr.", "vb."), ordinals ("3.", "XIX.") and initials ("A.") end no
    sentence; an item of a list begins one.
    """
    start = 0
    for end, after in sorted({*_stops(text), *_items(text)}):
        if end > start:
            yield from _trimmed(text, start, end)
        start = max(start, after)
    yield from _trimmed(text, start, len(text))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    end = start + len(piece.strip())
    if end > start:
        yield start, end


def _items(text: str) -> Iterator[tuple[int, int]]:
    for match in _ITEM.finditer(text):
        yield match.start(), match.end()


def _stops(text: str) -> Iterator[tuple[int, int]]:
    for match in _END.finditer(text):
        following = text[match.end()]
        if not following.islower() and not _goes_on(text, match):
            yield match.end() - len(match[0]) + len(match[0].rstrip()), match.end()


def _goes_on(text: str, stop: re.Match[str]) -> bool:
    """Whether the mark is part of the word before it."""
    if not stop[0].startswith(".") or stop[0].startswith(".."):
        return False
    before = text[max(0, stop.start() - _LONGEST_WORD) : stop.start()]
    found = _LAST_WORD.search(before)
    if found is None:
        return False
    word = fold(found[0])
    initial = len(word) == 1 and word.isalpha()
    return initial or word in _FOLDED or _ORDINAL.fullmatch(word) is not None
