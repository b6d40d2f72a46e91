"""Where words stand in a conversation, with Turkish letters or without them."""

import re
from collections.abc import Iterator, Sequence

from PySide6.QtGui import QTextBlock, QTextCursor, QTextDocument

from evotr.domain import fold, fold_tokens
from ui.widgets.furniture import said_in

__all__ = ["begun_in", "needles_of", "places_of"]


def needles_of(words: str, texts: Sequence[str]) -> tuple[str, ...]:
    """What to look for: all of it where that stands in one of ``texts``, or each word.

    It is folded, and so must be what it is looked for in.
    """
    phrase = " ".join(fold(words).split())
    if not phrase or any(phrase in fold(text) for text in texts):
        return (phrase,) if phrase else ()
    return tuple(dict.fromkeys(phrase.split()))


def begun_in(text: str, words: str) -> tuple[tuple[int, int], ...]:
    """Where words of ``text`` stand that begin like one of ``words``.

    So the list of conversations finds them, and not within a word.
    """
    beginnings = "|".join(map(re.escape, fold_tokens(words)))
    if not beginnings:
        return ()
    return tuple(_spans(text, re.compile(rf"(?<!\w)(?:{beginnings})\w*")))


def places_of(document: QTextDocument, needles: Sequence[str]) -> list[QTextCursor]:
    """Each place where one of ``needles`` was said, selected, in their order."""
    found: list[QTextCursor] = []
    block = document.firstBlock()
    # The longest one first: where several begin, it is the one that is meant.
    ways = map(re.escape, sorted(needles, key=len, reverse=True))
    wanted = re.compile("|".join(ways))
    while block.isValid() and needles:
        if said_in(block):
            found += _selected(block, wanted)
        block = block.next()
    return found


def _selected(block: QTextBlock, wanted: re.Pattern[str]) -> Iterator[QTextCursor]:
    """What is found in a block, which may be long and have many places."""
    text, past, units = block.text(), 0, block.position()
    for begin, end in _spans(text, wanted):
        units += _units(text[past:begin])
        cursor = QTextCursor(block)
        cursor.setPosition(units)
        units, past = units + _units(text[begin:end]), end
        cursor.setPosition(units, QTextCursor.MoveMode.KeepAnchor)
        yield cursor


def _spans(text: str, wanted: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Where they begin and end in ``text``, none over another."""
    folded = fold(text)
    origins: Sequence[int] = range(len(text) + 1)
    if len(folded) != len(text):
        known = {letter: fold(letter) for letter in set(text)}
        folded = "".join(known[letter] for letter in text)
        origins = [at for at, letter in enumerate(text) for _ in known[letter]]
    for found in wanted.finditer(folded):
        yield origins[found.start()], origins[found.end() - 1] + 1


def _units(text: str) -> int:
    """How long Qt takes ``text`` to be: letters beyond 16 bits count twice."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2
