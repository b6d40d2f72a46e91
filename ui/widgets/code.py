"""Code in an answer: a line above it that copies it, and its colours."""

import time
from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import (
    QColor,
    QFont,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextLayout,
)

from ui.theme import Colors
from ui.widgets.column import Column, laid_out
from ui.widgets.markdown import CODE, KIND, LANGUAGE, code_format, write_head
from ui.widgets.smallprint import find_link

if TYPE_CHECKING:
    from pygments.lexer import Lexer

__all__ = ["CodeHead", "Colouring", "code_of"]

_MOST: Final = 100_000  # characters; what is longer stays plain
_SLICE_S: Final = 0.006  # so long it colours before keys and paints have their turn
_LOOK_MS: Final = 15
_Kind = Literal["keyword", "string", "comment", "number", "name"]


@dataclass(slots=True)
class CodeHead:
    """Writes the line above each piece of code of a page, and counts them.

    ``label`` is what copies, ``address`` says where the link of the n-th piece (from 0)
    leads.
    """

    label: str
    address: Callable[[int], str]
    colors: Colors
    count: int = 0

    def __call__(self, page: QTextDocument) -> None:
        """Finish a page whose blocks of code have their format."""
        pieces = list(_pieces(page.firstBlock()))
        self.count = len(pieces)
        for number, lines in reversed(list(enumerate(pieces))):
            self._head(page, lines[0], number)

    def _head(self, page: QTextDocument, line: QTextBlock, number: int) -> None:
        begin = line.position()
        cursor = QTextCursor(page)
        cursor.setPosition(begin)
        form = cursor.blockFormat()
        language = form.stringProperty(LANGUAGE)
        below = code_format(first=False, last=form.bottomMargin() > 0)
        above = code_format(first=True, last=False)
        for each in (below, above):
            each.setIndent(form.indent())
        below.setProperty(LANGUAGE, language)
        cursor.insertBlock()
        cursor.setBlockFormat(below)
        cursor.setPosition(begin)
        cursor.setBlockFormat(above)
        write_head(cursor, (language, self.label, self.address(number)), self.colors)


class Colouring(QObject):
    """Colours code that stands in ``column``, a little at a time.

    The colours are the layout's: they change no text, and undo nothing.
    """

    def __init__(self, column: Column) -> None:
        super().__init__(column)
        self._column = column
        self._document = column.document()
        self._work: deque[Iterator[bool]] = deque()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="evotr-lexers")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._go_on)

    def add(self, begin: int, colors: Colors) -> None:
        """Colour every piece of code from the position ``begin`` on."""
        for lines in _pieces(self._document.findBlock(begin)):
            if len(lines) > 1:
                self._work.append(self._colored(lines[1:], _looks(colors)))
        if self._work and not self._timer.isActive():
            self._timer.start()

    def forget(self) -> None:
        """What was to be coloured is gone."""
        self._work.clear()

    @Slot()
    def _go_on(self) -> None:
        until, pause = time.perf_counter() + _SLICE_S, 0
        with self._column.mended():
            while self._work and not pause and time.perf_counter() < until:
                waits = next(self._work[0], None)
                if waits is None:
                    self._work.popleft()
                pause = _LOOK_MS if waits else 0
        self._timer.setInterval(pause)
        if self._work:
            self._timer.start()

    def _colored(
        self, lines: list[QTextBlock], looks: dict[_Kind, QTextCharFormat]
    ) -> Iterator[bool]:
        """Colours ``lines`` step by step; ends early where they are others now.

        Each step tells whether the next one has to wait.
        """
        language, texts = lines[0].blockFormat().stringProperty(LANGUAGE), _texts(lines)
        if not language or sum(map(len, texts)) > _MOST:
            return
        # Loading the first takes 40 ms.
        loading = self._thread.submit(_lexer, language)
        while not loading.done():
            yield True
        spans = _spans("\n".join(texts), loading.result(timeout=0))
        for number, ranges in _by_line(texts, spans, looks):
            if ranges is not None and not _show(lines[number], texts[number], ranges):
                return
            yield False


def _by_line(
    texts: list[str],
    spans: Iterator[tuple[int, int, _Kind]],
    looks: dict[_Kind, QTextCharFormat],
) -> Iterator[tuple[int, list[QTextLayout.FormatRange] | None]]:
    """The numbers of lines with their colours, or None while they are not known."""
    begins = [0, *accumulate(len(text) + 1 for text in texts)]
    found: list[list[QTextLayout.FormatRange]] = [[] for _ in texts]
    told = 0
    for start, length, kind in spans:
        first = bisect_right(begins, start) - 1
        for number in range(told, first):
            yield number, found[number]
        told = max(told, first)
        for number in range(first, bisect_right(begins, start + length - 1)):
            begin = max(start - begins[number], 0)
            end = min(start + length - begins[number], len(texts[number]))
            found[number].append(_range(texts[number], begin, end, looks[kind]))
        yield first, None
    for number in range(told, len(texts)):
        yield number, found[number]


def _range(
    text: str, begin: int, end: int, look: QTextCharFormat
) -> QTextLayout.FormatRange:
    made = QTextLayout.FormatRange()
    made.start = _units(text[:begin])
    made.length = _units(text[begin:end])
    made.format = look
    return made


def _units(text: str) -> int:
    """How long Qt takes ``text`` to be: letters beyond 16 bits count twice."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def _show(line: QTextBlock, text: str, ranges: list[QTextLayout.FormatRange]) -> bool:
    """Give a line its colours; whether it is still the line that they are for."""
    if not line.isValid() or _texts([line]) != [text]:
        return False
    if ranges:
        line.layout().setFormats(ranges)
        laid_out(line.document())
        line.document().markContentsDirty(line.position(), line.length())
    return True


def _looks(colors: Colors) -> dict[_Kind, QTextCharFormat]:
    looks: dict[_Kind, QTextCharFormat] = {}
    inks: dict[_Kind, QColor | None] = {
        "keyword": colors.accent,
        "string": colors.good,
        "comment": colors.muted,
        "number": colors.accent,
        "name": None,
    }
    for kind, ink in inks.items():
        char = QTextCharFormat()
        if ink is not None:
            char.setForeground(ink)
        if kind in {"keyword", "name"}:
            char.setFontWeight(QFont.Weight.DemiBold)
        char.setFontItalic(kind == "comment")
        looks[kind] = char
    return looks


def code_of(document: QTextDocument, address: str) -> str:
    """The code below the line with the link ``address``; "" where it is gone."""
    link = find_link(document, address, 0, document.characterCount() - 1)
    if link is None:
        return ""
    return "\n".join(_texts(next(_pieces(link.block()))[1:]))


def _texts(lines: list[QTextBlock]) -> list[str]:
    return [line.text().replace("\u2028", "\n") for line in lines]


def _is_code(block: QTextBlock) -> bool:
    return block.blockFormat().intProperty(int(KIND)) == CODE


def _begins(block: QTextBlock) -> bool:
    """Only the first line of a piece keeps a distance above."""
    return block.blockFormat().topMargin() > 0


def _pieces(block: QTextBlock) -> Iterator[list[QTextBlock]]:
    lines: list[QTextBlock] = []
    while block.isValid():
        if lines and (not _is_code(block) or _begins(block)):
            yield lines
            lines = []
        if _is_code(block):
            lines.append(block)
        block = block.next()
    if lines:
        yield lines


@lru_cache(maxsize=32)
def _lexer(language: str) -> "Lexer | None":
    # Here, not above: the first paint must not wait for it.
    from pygments.lexers import get_lexer_by_name  # noqa: PLC0415
    from pygments.util import ClassNotFound  # noqa: PLC0415

    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


def _spans(text: str, lexer: "Lexer | None") -> Iterator[tuple[int, int, _Kind]]:
    """Where what stands: begin, length, kind; what is plain is left out."""
    if lexer is None:
        return
    for start, token, piece in lexer.get_tokens_unprocessed(text):
        kind = _kind(str(token))
        if kind is not None and piece:
            yield start, len(piece), kind


def _kind(token: str) -> _Kind | None:
    for begin, kind in _KINDS:
        if token.startswith(begin):
            return kind
    return None


_KINDS: Final[tuple[tuple[str, _Kind], ...]] = (
    ("Token.Keyword", "keyword"),
    ("Token.Operator.Word", "keyword"),
    ("Token.Literal.String", "string"),
    ("Token.Literal.Number", "number"),
    ("Token.Comment", "comment"),
    ("Token.Name.Function", "name"),
    ("Token.Name.Class", "name"),
    ("Token.Name.Decorator", "name"),
    ("Token.Name.Tag", "keyword"),
)
