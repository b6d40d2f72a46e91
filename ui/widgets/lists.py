"""Numbered lists with the numbers that were written."""

from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtGui import QTextBlock, QTextCursor, QTextDocument, QTextListFormat

__all__ = ["Numbers"]


@dataclass(frozen=True, slots=True)
class Numbers:
    """Gives a page's items these numbers, where markdown counts otherwise.

    "1." and "3." are then no "1." and "2."; where all are alike they are counted.
    """

    written: tuple[int, ...]

    def __call__(self, page: QTextDocument) -> None:
        """Finish a page whose items are those that have the numbers."""
        items = _numbered(page)
        if len(items) != len(self.written):
            return
        lists: dict[int, list[tuple[QTextBlock, int]]] = {}
        for item, number in zip(items, self.written, strict=True):
            lists.setdefault(item.textList().objectIndex(), []).append((item, number))
        for each in lists.values():
            if len({number for _, number in each}) > 1:
                _count_as(each)


def _numbered(page: QTextDocument) -> list[QTextBlock]:
    items, block = [], page.firstBlock()
    while block.isValid():
        own = block.textList()
        if (
            own is not None
            and own.format().style() == QTextListFormat.Style.ListDecimal
        ):
            items.append(block)
        block = block.next()
    return items


def _count_as(items: list[tuple[QTextBlock, int]]) -> None:
    """Let a list of its own begin wherever a number does not follow the one before."""
    current = first = items[0][0].textList()
    for (_, last), (item, number) in pairwise(items):
        if number != last + 1:
            form = QTextListFormat(first.format())
            form.setStart(number)
            current = QTextCursor(item).createList(form)
        elif current != first:
            current.add(item)
