"""What a selection is as a text: as it was written, without the window's own words."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from PySide6.QtGui import (
    QTextBlock,
    QTextCursor,
    QTextFormat,
    QTextListFormat,
    QTextTable,
)

from ui.widgets.furniture import said_in

__all__ = ["written"]

_FORMULA: Final = int(QTextFormat.Property.ImageAltText)
_STYLES: Final = {QTextListFormat.Style.ListDecimal}


def written(selection: QTextCursor) -> str:
    """The text: formulas as TeX, marks of lists, a table's cells set apart by tabs."""
    first, last = selection.selectionStart(), selection.selectionEnd()
    begin = selection.document().findBlock(first)
    blocks = list(_blocks(begin, last))
    if len(blocks) > 1:
        blocks = [block for block in blocks if said_in(block)]
    parts = [_line(block, first, last) for block in blocks]
    if last >= begin.position() + begin.length():  # else it is words of an item
        pairs = zip(blocks, parts, strict=True)
        parts = [_mark(block, first) + part for block, part in pairs]
    seams = [_between(*pair) for pair in pairwise(blocks)]
    # Qt keeps empty blocks before and after tables.
    told = "".join(part + seam for part, seam in zip(parts, [*seams, ""], strict=True))
    return told.replace("\u2028", "\n").replace("\u200b", "").replace("\u00a0", " ")


def _blocks(block: QTextBlock, last: int) -> Iterator[QTextBlock]:
    """The first one, and those that it goes into: to reach a begin is not enough."""
    yield block
    block = block.next()
    while block.isValid() and block.position() < last:
        yield block
        block = block.next()


def _between(block: QTextBlock, after: QTextBlock) -> str:
    table = _table(block)
    if table is None or _table(after) != table:
        return "\n"
    rows = [table.cellAt(each.position()).row() for each in (block, after)]
    return "\t" if rows[0] == rows[1] else "\n"


def _table(block: QTextBlock) -> QTextTable | None:
    return QTextCursor(block).currentTable()


def _line(block: QTextBlock, first: int, last: int) -> str:
    parts, each = [], block.begin()
    while not each.atEnd():
        fragment = each.fragment()
        begin, text = fragment.position(), fragment.text()
        form = fragment.charFormat()
        if form.isImageFormat():
            seen = sum(first <= begin + at < last for at in range(len(text)))
            parts.append(f"${form.stringProperty(_FORMULA)}$" * seen)
        else:
            parts.append(_part(text, first - begin, last - begin))
        each += 1
    return "".join(parts)


def _part(text: str, first: int, last: int) -> str:
    """What of ``text`` lies between two of Qt's positions."""
    units = text.encode("utf-16-le")
    return units[2 * max(first, 0) : 2 * max(last, 0)].decode("utf-16-le", "ignore")


def _mark(block: QTextBlock, first: int) -> str:
    """What stands before an item that is selected from its begin on."""
    own = block.textList()
    if own is None or first > block.position():
        return ""
    form = own.format()
    mark = own.itemText(block) if form.style() in _STYLES else "-"
    return f"{'  ' * max(form.indent() - 1, 0)}{mark} "
