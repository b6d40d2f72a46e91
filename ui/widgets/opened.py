"""An explanation of an answer that was asked for: it is brought into view and stays."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QScrollBar, QTextEdit

__all__ = ["OpenedLines"]

_AIR: Final = 8  # around what is brought into view


class OpenedLines(QObject):
    """Knows which lines of ``view`` somebody reads while its end is followed.

    Args:
        view: Shows the conversation.
        head: The line that an entry begins with; None where there is no such entry.
    """

    def __init__(
        self, view: QTextEdit, head: Callable[[int], QTextCursor | None]
    ) -> None:
        super().__init__(view)
        self._view, self._head = view, head
        self._place: int | None = None
        self._bar.valueChanged.connect(self._let_go)

    @property
    def _bar(self) -> QScrollBar:
        """Asked for anew: Python's hold on it ends before the view does."""
        return self._view.verticalScrollBar()

    def reveal(self, place: int, lines: int) -> None:
        """Show the first line of an entry, and as much of ``lines`` as there is room.

        The end is followed no further than that, until the reader leaves them above.
        """
        head = self._head(place)
        if head is None:
            return
        top, last = self._view.cursorRect(head).top() - _AIR, head
        for _ in range(lines - 1):
            last.movePosition(QTextCursor.MoveOperation.NextBlock)
        last.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        seen = self._view.viewport().height()
        below = self._view.cursorRect(last).bottom() + _AIR - seen
        self._place = place
        self._bar.setValue(self._bar.value() + min(top, max(below, 0)))

    def forget(self) -> None:
        """Something else is read now."""
        self._place = None

    @property
    def end(self) -> int:
        """Where who follows the end is taken."""
        head = None if self._place is None else self._head(self._place)
        if head is None:
            return self._bar.maximum()
        top = self._view.cursorRect(head).top() - _AIR
        return min(self._bar.maximum(), self._bar.value() + top)

    @Slot()
    def _let_go(self) -> None:
        head = None if self._place is None else self._head(self._place)
        if head is not None and self._view.cursorRect(head).bottom() < 0:
            self._place = None
