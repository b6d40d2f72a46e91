"""Long tables, a part at a time: Qt lays a table out anew with each change of it."""

import re
from dataclasses import dataclass
from typing import Final

from PySide6.QtGui import (
    QFontMetrics,
    QTextDocument,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)

from ui.widgets.column import COLUMN

__all__ = ["ROWS", "Part", "begins_table", "shares_of", "widened"]

ROWS: Final = 20
"""So many rows a part has: with three columns it takes 4 ms."""

_LINE: Final = re.compile(r" {0,3}\|?[ \t]*:?-+:?[ \t]*(\|[ \t]*:?-+:?[ \t]*+)+\|?\s*")
_HEAD: Final = re.compile(r" {0,3}(?![-+*>#]\s|\d{1,9}[.)]\s)\S.*\|.*|\|.*")
_CELL: Final = re.compile(r"(?<!\\)\|")
_PAD: Final = 16  # pixels of a cell beside its text
_SEAM: Final = -3.0  # what Qt leaves between two tables
_WIDEST: Final = 320


def begins_table(head: str, line: str) -> bool:
    """Whether these two lines, the first of a block, are the head of a table."""
    return bool(_HEAD.fullmatch(head) and _LINE.fullmatch(line))


def widened(lines: list[str]) -> list[str]:
    """A table's lines, its head as wide as its widest row: more would not be shown."""
    if len(lines) < 3 or not begins_table(*lines[:2]):  # noqa: PLR2004
        return lines
    wide = [len(_cells(line)) for line in lines if line.strip()]
    more = max(wide) - wide[0]
    if more <= 0:
        return lines
    head, line = (_open(each) for each in lines[:2])
    return [f"{head}{'|  ' * more}|", f"{line}{'|---' * more}|", *lines[2:]]


def _cells(line: str) -> list[str]:
    """A row's cells, also the empty ones at its ends."""
    return _CELL.split(_open(line).lstrip().removeprefix("|"))


def _open(line: str) -> str:
    """A row without the sign at its end, of which it may have none."""
    line = line.rstrip()
    return line if line.endswith("\\|") else line.removesuffix("|")


def shares_of(table: str, metrics: QFontMetrics) -> tuple[float, ...]:
    """How much of a column of text, in percent, each column of a table is to have."""
    rows = [[cell.strip() for cell in _cells(line)] for line in table.split("\n")]
    rows = [rows[0], *rows[2:]]
    wide = [0] * len(rows[0])
    for row in rows:
        for column, cell in enumerate(row[: len(wide)]):
            wide[column] = max(wide[column], metrics.horizontalAdvance(cell))
    pixels = [min(each, _WIDEST) + _PAD for each in wide]
    return tuple(100 * each / max(COLUMN, sum(pixels)) for each in pixels)


@dataclass(frozen=True, slots=True)
class Part:
    """Makes a page's table a part of a long one, so that the parts fit together.

    Only the ``first`` one shows the head, and only the ``last`` one keeps a distance.
    """

    shares: tuple[float, ...]
    first: bool
    last: bool

    def __call__(self, page: QTextDocument) -> None:
        """Finish a page whose first frame is the table."""
        frames = page.rootFrame().childFrames()
        table = frames[0] if frames else None
        if not isinstance(table, QTextTable):
            return
        form = table.format()
        if not self.first:
            form.setTopMargin(_SEAM)
        if not self.last:
            form.setBottomMargin(0)
        if table.columns() == len(self.shares):  # one with more is as wide as it is
            percent, whole = QTextLength.Type.PercentageLength, sum(self.shares)
            form.setWidth(QTextLength(percent, whole))
            form.setColumnWidthConstraints(
                [QTextLength(percent, 100 * share / whole) for share in self.shares]
            )
        table.setFormat(form)
        if not self.first:
            _behead(table)


def _behead(table: QTextTable) -> None:
    rows = table.rows()
    table.removeRows(0, 1)
    for column in range(table.columns() if rows > 1 else 0):
        cell = table.cellAt(0, column)
        form = cell.format().toTableCellFormat()
        form.setTopBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_None)
        cell.setFormat(form)
