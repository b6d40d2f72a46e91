"""Markdown into a document that is already open, block by block."""

from collections.abc import Callable

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

__all__ = ["CODE", "CODE_PAD", "KIND", "NOTHING", "USER", "Writer", "code_format"]

KIND = QTextFormat.Property.UserProperty + 1
"""The block property that says what is painted behind a block."""
NOTHING, USER, CODE = 0, 1, 2

_FEATURES = (
    QTextDocument.MarkdownFeature.MarkdownDialectGitHub
    | QTextDocument.MarkdownFeature.MarkdownNoHTML
)
_SAFE_LINKS = ("http://", "https://", "mailto:")
_HEADING = {1: 1.4, 2: 1.22, 3: 1.1}
_LINE_PERCENT = 132.0
CODE_PAD = 14.0
_GAP = 10.0


class Writer:
    """Writes at the end of ``document``.

    ``fresh`` says that the last block is empty and waits to be written into.
    """

    def __init__(self, document: QTextDocument, colors: Colors) -> None:
        self._document = document
        self.colors = colors
        self.fresh = True

    @property
    def end(self) -> int:
        """The document's last position."""
        return self._document.characterCount() - 1

    def cursor(self) -> QTextCursor:
        """A cursor at the end."""
        cursor = QTextCursor(self._document)
        cursor.movePosition(QTextCursor.MoveOperation.End)
        return cursor

    def truncate(self, position: int, *, fresh: bool) -> None:
        """Remove everything from ``position`` on; ``fresh`` is as it was there."""
        cursor = QTextCursor(self._document)
        cursor.setPosition(min(position, self.end))
        cursor.movePosition(
            QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor
        )
        cursor.removeSelectedText()
        if fresh:
            cursor.setBlockFormat(QTextBlockFormat())
            cursor.setBlockCharFormat(QTextCharFormat())
        self.fresh = fresh

    def block(
        self, text: str, block: QTextBlockFormat, char: QTextCharFormat
    ) -> QTextCursor:
        """Write one block of plain text; line ends stay inside it."""
        cursor = self._next_block(block, char)
        cursor.insertText(text.replace("\n", "\u2028"), char)
        self.fresh = False
        return cursor

    def code_line(self, text: str) -> None:
        """Write one line of code."""
        first = self.fresh or self.cursor().blockFormat().intProperty(int(KIND)) != CODE
        block = code_format(first=first, last=True)
        if not first:
            cursor = self.cursor()
            before = cursor.blockFormat()
            before.setBottomMargin(0)
            cursor.setBlockFormat(before)
        self.block(text, block, code_char(QTextCharFormat()))

    def markdown(self, text: str, *finish: Callable[[QTextDocument], object]) -> None:
        """Write whole blocks of markdown; each of ``finish`` goes over the page."""
        if not text.strip():
            return
        page = QTextDocument()
        page.setDefaultFont(self._document.defaultFont())
        page.setMarkdown(text.replace("\0", "\ufffd"), _FEATURES)
        dress(page, self.colors)
        for each in finish:
            each(page)
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
        # A table at the end leaves an empty block behind.
        self.fresh = page.blockCount() > 1 and not page.lastBlock().text()

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
    form.setProperty(int(KIND), CODE)
    form.setLeftMargin(CODE_PAD)
    form.setRightMargin(CODE_PAD)
    form.setTopMargin(_GAP + CODE_PAD / 2 if first else 0)
    form.setBottomMargin(_GAP + CODE_PAD if last else 0)
    form.setLineHeight(125, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    return form


def code_char(char: QTextCharFormat) -> QTextCharFormat:
    """``char`` in the system's fixed-width font."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    char.setFontFamilies([font.family()])
    char.setFontFixedPitch(True)
    return char


def dress(page: QTextDocument, colors: Colors) -> None:
    """Give a freshly parsed page the window's typography, and defuse it.

    Links other than web and mail become plain text, pictures their names: a model's
    words must not open or read anything on this computer.
    """
    block = page.firstBlock()
    while block.isValid():
        _dress_block(block)
        for start, length, char in _fragments(block):
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
    form.setBottomMargin(_GAP)
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
    form = block.blockFormat()
    return form.hasProperty(int(QTextFormat.Property.BlockCodeFence)) or (
        form.hasProperty(int(QTextFormat.Property.BlockCodeLanguage))
    )


def _dress_block(block: QTextBlock) -> None:
    cursor = QTextCursor(block)
    if _is_code(block):
        before, after = block.previous(), block.next()
        form = code_format(
            first=not (
                before.isValid() and before.blockFormat().intProperty(int(KIND)) == CODE
            ),
            last=not (after.isValid() and _is_code(after)),
        )
        form.setIndent(block.blockFormat().indent())
        language = int(QTextFormat.Property.BlockCodeLanguage)
        form.setProperty(language, block.blockFormat().stringProperty(language))
        cursor.setBlockFormat(form)
        return
    form = block.blockFormat()
    form.setNonBreakableLines(False)
    form.setLineHeight(
        _LINE_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
    )
    level = form.headingLevel()
    form.setTopMargin(_GAP * 1.4 if level and block.position() else 0)
    inside = block.textList() is not None and block.next().textList() is not None
    form.setBottomMargin(_GAP / 3 if inside else _GAP)
    if cursor.currentTable() is not None:
        form.setTopMargin(0)
        form.setBottomMargin(0)
    cursor.setBlockFormat(form)


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
    if char.fontFixedPitch() or form.intProperty(int(KIND)) == CODE:
        code_char(char)
        if form.intProperty(int(KIND)) != CODE:
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
    elif form.hasProperty(int(QTextFormat.Property.BlockQuoteLevel)):
        char.setForeground(colors.muted)
    return char
