"""Where words stand in a conversation, with Turkish letters or without them."""

from collections.abc import Iterator, Sequence

from PySide6.QtGui import QTextBlock, QTextCursor, QTextDocument

from evotr.domain import fold
from ui.widgets.furniture import said_in

__all__ = ["needles_of", "places_of"]


def needles_of(words: str, texts: Sequence[str]) -> tuple[str, ...]:
    """What to look for: all of it where that stands in one of ``texts``, or each word.

    It is folded, and so must be what it is looked for in.
    """
    phrase = " ".join(fold(words).split())
    if not phrase or any(phrase in fold(text) for text in texts):
        return (phrase,) if phrase else ()
    return tuple(dict.fromkeys(phrase.split()))


def places_of(document: QTextDocument, needles: Sequence[str]) -> list[QTextCursor]:
    """Each place where one of ``needles`` was said, selected, in their order."""
    found, block = [], document.firstBlock()
    while block.isValid() and needles:
        if said_in(block):
            found += [_selected(block, *span) for span in _spans(block.text(), needles)]
        block = block.next()
    return found


def _spans(text: str, needles: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where they begin and end in ``text``, none over another."""
    folded = fold(text)
    origins: Sequence[int] = range(len(text) + 1)
    if len(folded) != len(text):
        parts = [fold(letter) for letter in text]
        folded = "".join(parts)
        origins = [at for at, part in enumerate(parts) for _ in part] + [len(text)]
    past = 0
    while True:
        hits = [(folded.find(needle, past), -len(needle)) for needle in needles]
        hits = [hit for hit in hits if hit[0] >= 0]
        if not hits:
            return
        begin, length = min(hits)
        past = begin - length
        yield origins[begin], origins[past - 1] + 1


def _selected(block: QTextBlock, begin: int, end: int) -> QTextCursor:
    text = block.text()
    cursor = QTextCursor(block)
    cursor.setPosition(block.position() + _units(text[:begin]))
    past = block.position() + _units(text[:end])
    cursor.setPosition(past, QTextCursor.MoveMode.KeepAnchor)
    return cursor


def _units(text: str) -> int:
    """How long Qt takes ``text`` to be: letters beyond 16 bits count twice."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2
