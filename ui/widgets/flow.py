"""Buttons beside each other, in a second line where one has no room for them."""

from typing import Final

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget
from typing_extensions import override

__all__ = ["Flow"]

_GAP: Final = 6
_Line = list[QLayoutItem]


class Flow(QLayout):
    """``widgets`` from left to right; None is the room that is left in one line."""

    def __init__(self, *widgets: QWidget | None) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        # So many stand before the room that is left.
        self._apart = widgets.index(None) if None in widgets else len(widgets)
        for widget in filter(None, widgets):
            self.addWidget(widget)

    @override
    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    @override
    def count(self) -> int:
        return len(self._items)

    @override
    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    @override
    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    @override
    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        lines = self._lines(width)
        high = sum(_height(line) for line in lines)
        return high + _GAP * max(0, len(lines) - 1)

    @override
    def sizeHint(self) -> QSize:
        """All of it in one line."""
        seen = self._seen()
        return QSize(_width(seen), _height(seen))

    @override
    def minimumSize(self) -> QSize:
        """The widest of it."""
        sizes = [item.minimumSize() for item in self._seen()]
        wide = max((size.width() for size in sizes), default=0)
        return QSize(wide, max((size.height() for size in sizes), default=0))

    @override
    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        lines, top = self._lines(rect.width()), rect.top()
        for line in lines:
            left = rect.left()
            for item in line:
                if len(lines) == 1 and item in self._items[self._apart :]:
                    left = max(
                        left, rect.right() + 1 - _width(line[line.index(item) :])
                    )
                item.setGeometry(QRect(QPoint(left, top), item.sizeHint()))
                left += item.sizeHint().width() + _GAP
            top += _height(line) + _GAP

    def _seen(self) -> _Line:
        return [item for item in self._items if not item.isEmpty()]

    def _lines(self, width: int) -> list[_Line]:
        lines: list[_Line] = []
        for item in self._seen():
            if lines and _width([*lines[-1], item]) <= width:
                lines[-1].append(item)
            else:
                lines.append([item])
        return lines


def _width(line: _Line) -> int:
    wide = sum(item.sizeHint().width() for item in line)
    return wide + _GAP * max(0, len(line) - 1)


def _height(line: _Line) -> int:
    return max((item.sizeHint().height() for item in line), default=0)
