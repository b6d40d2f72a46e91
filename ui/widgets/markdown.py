"""Markdown into a document that is already open, block by block."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from PySide6.QtGui import (
    QFont,
    QFontDatabase,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextDocumentFragment,
    QTextFormat,
    QTextFrameFormat,
    QTextImageFormat,
    QTextTable,
    QTextTableCell,
)

from ui.theme import Colors
from ui.widgets.furniture import furniture

__all__ = [
    "CODE",
    "CODE_PAD",
    "KIND",
    "LANGUAGE",
    "NOTHING",
    "RULE",
    "USER",
    "Mark",
    "Writer",
    "code_format",
    "write_head",
]

KIND = QTextFormat.Property.UserProperty + 1
"""The block property that says what is painted behind a block."""
NOTHING, USER, CODE, RULE = 0, 1, 2, 3
LANGUAGE = int(QTextFormat.Property.BlockCodeLanguage)
"""The block property with the language of a line of code."""

_UNDERLINE = 0x4000  # md4c's flag, part of Qt's GitHub: `__so__` would not be bold
_FEATURES = QTextDocument.MarkdownFeature(
    QTextDocument.MarkdownFeature.MarkdownDialectGitHub.value & ~_UNDERLINE
    | QTextDocument.MarkdownFeature.MarkdownNoHTML.value
)
_SAFE_LINKS = ("http://", "https://", "mailto:")
_HEADING = {1: 1.4, 2: 1.22, 3: 1.1}
_LINE_PERCENT = 132.0
# Asked for thousands of times: Python's way to an enumeration's number is a long one.
_KIND = int(KIND)
_RULER = int(QTextFormat.Property.BlockTrailingHorizontalRulerWidth)
_FENCE = int(QTextFormat.Property.BlockCodeFence)
_QUOTED = int(QTextFormat.Property.BlockQuoteLevel)
_PROPORTIONAL = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
CODE_PAD = 14.0
_GAP = 10.0


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """A place to come back to, wherever the text before it moves it.

    ``fresh`` says whether its block was empty and waited to be written into.
    """

    cursor: QTextCursor
    fresh: bool

    @property
    def position(self) -> int:
        """Where it is now."""
        return self.cursor.position()


class Writer:
    """Writes at the end of ``document``.

    ``fresh`` says that the last block is empty and waits to be written into.
    """

    def __init__(self, document: QTextDocument, colors: Colors) -> None:
        self._document = document
        self.colors = colors
        self.fresh = True
        # One for all: to make it takes a third of the time.
        self._page = QTextDocument()
        self._page.setUndoRedoEnabled(False)

    @property
    def end(self) -> int:
        """The document's last position."""
        return self._document.characterCount() - 1

    def cursor(self) -> QTextCursor:
        """A cursor at the end."""
        cursor = QTextCursor(self._document)
        cursor.movePosition(QTextCursor.MoveOperation.End)
        return cursor

    def mark(self) -> Mark:
        """The end, to come back to."""
        cursor = self.cursor()
        cursor.setKeepPositionOnInsert(True)
        return Mark(cursor, self.fresh)

    def back_to(self, mark: Mark) -> None:
        """Remove everything from ``mark`` on."""
        cursor = QTextCursor(self._document)
        cursor.setPosition(min(mark.position, self.end))
        form = cursor.blockFormat()
        keep = QTextCursor.MoveMode.KeepAnchor
        cursor.movePosition(QTextCursor.MoveOperation.End, keep)
        cursor.removeSelectedText()
        if mark.fresh:
            cursor.setBlockFormat(QTextBlockFormat())
            cursor.setBlockCharFormat(QTextCharFormat())
        elif form.intProperty(_KIND) == RULE:
            cursor.setBlockFormat(form)  # an empty block takes that of what goes
        self.fresh = mark.fresh

    def block(
        self, text: str, block: QTextBlockFormat, char: QTextCharFormat
    ) -> QTextCursor:
        """Write one block of plain text; line ends stay inside it."""
        cursor = self._next_block(block, char)
        cursor.insertText(text.replace("\n", "\u2028"), char)
        self.fresh = False
        return cursor

    def code_head(self, language: str, label: str, address: str) -> None:
        """Write the line above a piece of code: its language, and what copies it."""
        cursor = self.block("", code_format(first=True, last=True), QTextCharFormat())
        write_head(cursor, (language, label, address), self.colors)

    def code_line(self, text: str, language: str) -> None:
        """Write one line of code below the one before, or below the head."""
        self._set_below(0)
        form = code_format(first=False, last=True)
        form.setProperty(LANGUAGE, language)
        self.block(text, form, code_char(QTextCharFormat()))

    def code_end(self) -> None:
        """The last line that was written is the last of its code."""
        self._set_below(code_format(first=False, last=True).bottomMargin())

    def _set_below(self, margin: float) -> None:
        cursor = self.cursor()
        form = cursor.blockFormat()
        form.setBottomMargin(margin)
        cursor.setBlockFormat(form)

    def markdown(
        self, text: str, *finish: Callable[[QTextDocument], object], opens: bool = True
    ) -> None:
        """Write whole blocks of markdown; each of ``finish`` goes over the page.

        ``opens`` says that nothing of the same text stands above them.
        """
        if not text.strip():
            return
        page = self._page
        page.setDefaultFont(self._document.defaultFont())
        page.setMarkdown(text.replace("\0", "\ufffd"), _FEATURES)
        # Else each step of a cursor would lay its block out: 0.2 s for a long one.
        editing = QTextCursor(page)
        editing.beginEditBlock()
        dress(page, self.colors, opens=opens)
        for each in finish:
            each(page)
        editing.endEditBlock()
        first = page.firstBlock()
        cursor = self._next_block(first.blockFormat(), QTextCharFormat())
        start, before = cursor.position(), self._document.blockCount()
        cursor.insertFragment(QTextDocumentFragment(page))
        cursor.setPosition(start)
        added = self._document.blockCount() - before
        if added >= page.blockCount():
            # A list does not take the empty block that waited for it.
            cursor.deleteChar()
        elif first.textList() is None:
            # insertFragment leaves the first block as it found it.
            cursor.setBlockFormat(first.blockFormat())
        last = page.lastBlock()
        rule = last.blockFormat().intProperty(_KIND) == RULE
        # A table at the end leaves an empty block behind.
        self.fresh = page.blockCount() > 1 and not last.text() and not rule

    def _next_block(
        self, block: QTextBlockFormat, char: QTextCharFormat
    ) -> QTextCursor:
        cursor = self.cursor()
        if self.fresh:
            cursor.setBlockFormat(_plain(block))
            cursor.setBlockCharFormat(char)
        else:
            cursor.insertBlock(_plain(block), char)
        return cursor


def _plain(block: QTextBlockFormat) -> QTextBlockFormat:
    """``block`` without its list, which is an object of another document."""
    form = QTextBlockFormat(block)
    form.setObjectIndex(-1)
    return form


def code_format(*, first: bool, last: bool) -> QTextBlockFormat:
    """The format of a line of code; the first and last keep a distance."""
    form = QTextBlockFormat()
    form.setProperty(_KIND, CODE)
    form.setLeftMargin(CODE_PAD)
    form.setRightMargin(CODE_PAD)
    form.setTopMargin(_GAP + CODE_PAD / 2 if first else 0)
    form.setBottomMargin(_GAP + CODE_PAD if last else 0)
    form.setLineHeight(125, _PROPORTIONAL)
    return form


def write_head(cursor: QTextCursor, said: tuple[str, str, str], colors: Colors) -> None:
    """Write what stands above code: the language, and a label with its address."""
    (language, label, address), char = said, furniture()
    size = cursor.document().defaultFont().pointSizeF()
    char.setFontPointSize(size - 1.5)
    char.setForeground(colors.muted)
    if language:
        cursor.insertText(f"{language}\u2003", char)
    char.setAnchor(True)
    char.setAnchorHref(address)
    cursor.insertText(label, char)


def code_char(char: QTextCharFormat) -> QTextCharFormat:
    """``char`` in the system's fixed-width font."""
    char.setFontFamilies([_fixed_family()])
    char.setFontFixedPitch(True)
    return char


@cache
def _fixed_family() -> str:
    return QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()


def dress(page: QTextDocument, colors: Colors, *, opens: bool) -> None:
    """Give a freshly parsed page the window's typography, and defuse it.

    Links other than web and mail become plain text, pictures their names: a model's
    words must not open or read anything on this computer.
    """
    block = page.firstBlock()
    while block.isValid():
        marked = _dress_block(block, opens=opens)
        for start, length, char in _fragments(block):
            if not marked and char.isEmpty():
                continue  # most words are plain
            cursor = QTextCursor(page)
            cursor.setPosition(start)
            cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
            if char.isImageFormat():
                cursor.insertText(_name(char.toImageFormat()), QTextCharFormat())
            else:
                cursor.setCharFormat(_dress_char(char, block, colors))
        block = block.next()
    for frame in page.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            _dress_table(frame, colors)


def _dress_table(table: QTextTable, colors: Colors) -> None:
    """Thin lines, air, a bold head; and mend what Qt's parser leaves behind."""
    _make_thin(table.firstCursorPosition().block().previous())
    corner = table.cellAt(0, 0)
    cursor = corner.firstCursorPosition()
    if not cursor.block().text() and cursor != corner.lastCursorPosition():
        # After a code fence the first cell begins with an empty block.
        cursor.deleteChar()
    form = table.format()
    form.setBorderCollapse(True)
    form.setBorder(1)
    form.setBorderBrush(colors.line)
    form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    form.setCellPadding(6)
    form.setTopMargin(1.5 * _GAP)
    form.setBottomMargin(2.2 * _GAP)
    table.setFormat(form)
    bold = QTextCharFormat()
    bold.setFontWeight(QFont.Weight.DemiBold)
    for row in range(table.rows()):
        for column in range(table.columns()):
            cell = table.cellAt(row, column)
            _frame_cell(cell, colors)
            if row == 0:
                head = cell.firstCursorPosition()
                head.setPosition(
                    cell.lastCursorPosition().position(),
                    QTextCursor.MoveMode.KeepAnchor,
                )
                head.mergeCharFormat(bold)


def _frame_cell(cell: QTextTableCell, colors: Colors) -> None:
    form = cell.format().toTableCellFormat()
    form.setBorder(1)
    form.setBorderBrush(colors.line)
    form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    cell.setFormat(form)


def _make_thin(block: QTextBlock) -> None:
    """Hide the empty block that Qt keeps before a table."""
    if block.isValid() and not block.text():
        form = QTextBlockFormat()
        form.setLineHeight(1, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        QTextCursor(block).setBlockFormat(form)


def _fragments(block: QTextBlock) -> list[tuple[int, int, QTextCharFormat]]:
    """Position, length and format of the block's fragments, last first."""
    found = []
    each = block.begin()
    while not each.atEnd():
        fragment = each.fragment()
        found.append((fragment.position(), fragment.length(), fragment.charFormat()))
        each += 1
    return found[::-1]


def _name(image: QTextImageFormat) -> str:
    return image.stringProperty(int(QTextFormat.Property.ImageAltText)) or image.name()


def _is_code(block: QTextBlock) -> bool:
    return any(map(block.blockFormat().hasProperty, (_FENCE, LANGUAGE)))


def _dress_block(block: QTextBlock, *, opens: bool) -> bool:
    """Whether the block is of a kind that gives also plain words another look."""
    cursor = QTextCursor(block)
    if _is_code(block):
        before, after = block.previous(), block.next()
        form = code_format(
            first=not (
                before.isValid() and before.blockFormat().intProperty(_KIND) == CODE
            ),
            last=not (after.isValid() and _is_code(after)),
        )
        form.setIndent(block.blockFormat().indent())
        form.setProperty(LANGUAGE, block.blockFormat().stringProperty(LANGUAGE))
        cursor.setBlockFormat(form)
        return True
    form = block.blockFormat()
    form.setNonBreakableLines(False)
    form.setLineHeight(_LINE_PERCENT, _PROPORTIONAL)
    level = form.headingLevel()
    below = not opens or block.position() > 0
    form.setTopMargin(_GAP * 1.4 if level and below else 0)
    inside = block.textList() is not None and block.next().textList() is not None
    form.setBottomMargin(_GAP / 3 if inside else _GAP)
    if form.hasProperty(_RULER):
        form.clearProperty(_RULER)  # Qt draws it with no width
        form.setProperty(_KIND, RULE)
        _make_thin(block.previous())
    if cursor.currentTable() is not None:
        form.setTopMargin(0)
        form.setBottomMargin(0)
    cursor.setBlockFormat(form)
    return bool(level) or form.hasProperty(_QUOTED)


def _dress_char(
    char: QTextCharFormat, block: QTextBlock, colors: Colors
) -> QTextCharFormat:
    form = block.blockFormat()
    level = form.headingLevel()
    if level:
        size = block.document().defaultFont().pointSizeF()
        char.clearProperty(int(QTextFormat.Property.FontSizeAdjustment))
        char.setFontPointSize(size * _HEADING.get(level, 1.0))
        char.setFontWeight(QFont.Weight.DemiBold)
    if char.fontFixedPitch() or form.intProperty(_KIND) == CODE:
        code_char(char)
        if form.intProperty(_KIND) != CODE:
            char.setBackground(colors.code)
    if char.isAnchor():
        safe = char.anchorHref().startswith(_SAFE_LINKS)
        if safe:
            char.setForeground(colors.accent)
        else:
            char.setAnchor(False)
            char.setAnchorHref("")
            char.setFontUnderline(False)
            char.clearForeground()
    elif form.hasProperty(_QUOTED):
        char.setForeground(colors.muted)
    return char
