"""Code in an answer: a line above it that copies it, and its colours."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtGui import (
    QColor,
    QFont,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)

from ui.theme import Colors
from ui.widgets.markdown import CODE, KIND, code_format
from ui.widgets.smallprint import find_link

if TYPE_CHECKING:
    from pygments.lexer import Lexer

__all__ = ["CodeHead", "code_of"]

_LANGUAGE: Final = int(QTextFormat.Property.BlockCodeLanguage)
_MOST: Final = 6_000  # characters; these take 50 ms, and what is longer stays plain
_Kind = Literal["keyword", "string", "comment", "number", "name"]


@dataclass(frozen=True, slots=True)
class CodeHead:
    """Writes the line above each piece of code of a page, and colours the code.

    ``label`` is what copies, ``address`` says where the link of the n-th piece (from 0)
    leads. What is not ``colored`` takes no time.
    """

    label: str
    address: Callable[[int], str]
    colors: Colors
    colored: bool

    def __call__(self, page: QTextDocument) -> None:
        """Finish a page whose blocks of code have their format."""
        pieces = list(_pieces(page.firstBlock()))
        for number, lines in reversed(list(enumerate(pieces))):
            language = lines[0].blockFormat().stringProperty(_LANGUAGE)
            begin = lines[0].position()
            text = _text(lines) if self.colored and language else ""
            if 0 < len(text) <= _MOST:
                self._color(page, begin, text, language)
            self._head(page, begin, number, language)

    def _color(self, page: QTextDocument, begin: int, text: str, language: str) -> None:
        looks = self._looks()
        for start, length, kind in _spans(text, language):
            cursor = QTextCursor(page)
            cursor.setPosition(begin + start)
            cursor.setPosition(begin + start + length, QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(looks[kind])

    def _looks(self) -> dict[_Kind, QTextCharFormat]:
        looks: dict[_Kind, QTextCharFormat] = {}
        colors: dict[_Kind, QColor | None] = {
            "keyword": self.colors.accent,
            "string": self.colors.good,
            "comment": self.colors.muted,
            "number": self.colors.accent,
            "name": None,
        }
        for kind, color in colors.items():
            char = QTextCharFormat()
            if color is not None:
                char.setForeground(color)
            if kind in {"keyword", "name"}:
                char.setFontWeight(QFont.Weight.DemiBold)
            char.setFontItalic(kind == "comment")
            looks[kind] = char
        return looks

    def _head(
        self, page: QTextDocument, begin: int, number: int, language: str
    ) -> None:
        cursor = QTextCursor(page)
        cursor.setPosition(begin)
        form = cursor.blockFormat()
        last = form.bottomMargin() > 0
        cursor.insertBlock()
        cursor.setBlockFormat(code_format(first=False, last=last))
        cursor.setPosition(begin)
        cursor.setBlockFormat(code_format(first=True, last=False))
        char = QTextCharFormat()
        char.setFontPointSize(page.defaultFont().pointSizeF() - 1.5)
        char.setForeground(self.colors.muted)
        if language:
            cursor.insertText(f"{language}\u2003", char)
        char.setAnchor(True)
        char.setAnchorHref(self.address(number))
        cursor.insertText(self.label, char)


def code_of(document: QTextDocument, address: str) -> str:
    """The code below the line with the link ``address``; "" where it is gone."""
    link = find_link(document, address, 0, document.characterCount() - 1)
    if link is None:
        return ""
    lines, block = [], link.block().next()
    while block.isValid() and _is_code(block) and not _begins(block):
        lines.append(block)
        block = block.next()
    return _text(lines)


def _text(lines: list[QTextBlock]) -> str:
    return "\n".join(line.text() for line in lines).replace("\u2028", "\n")


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


def _spans(text: str, language: str) -> Iterator[tuple[int, int, _Kind]]:
    """Where what stands: begin, length, kind; what is plain is left out."""
    lexer = _lexer(language)
    if lexer is None:
        return
    for start, token, piece in lexer.get_tokens_unprocessed(text):
        kind = _kind(str(token))
        if kind is not None:
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
