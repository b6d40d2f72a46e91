"""What the window shows, and how large: kept for the next start."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QSettings, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from ui.widgets.beside import Beside
from ui.widgets.sidebar import Sidebar

__all__ = ["SIZES", "Viewing"]

SIZES: Final = (70, 80, 90, 100, 110, 125, 150, 175, 200, 250)
"""Percent of the usual size of words."""

_ACTUAL: Final = 100
_TEXT: Final = "view/text"
_LIST: Final = "view/list"


class Viewing(QObject):
    """Carries out what the menus View and Window ask for.

    Args:
        window: The main window.
        side: The list beside the conversation.
        memory: What windows remember.
        beside: The other windows; one of them may be in front.

    Signals:
        scaled(percent): Words are to be of this size.
        changed(): What can be asked for is something else.
    """

    scaled = Signal(int)
    changed = Signal()

    def __init__(
        self, window: QWidget, side: Sidebar, memory: QSettings, beside: Beside
    ) -> None:
        super().__init__(window)
        self._window, self._side = window, side
        self._memory, self._beside = memory, beside
        self.percent = _known(memory.value(_TEXT))
        side.setVisible(memory.value(_LIST) not in {False, "false"})

    @property
    def commands(self) -> dict[str, Callable[[], object]]:
        """What each action of these menus does."""
        return {
            "larger": lambda: self.step(1),
            "smaller": lambda: self.step(-1),
            "actual": lambda: self._scale(_ACTUAL),
            "show_list": self.turn_list,
            "minimise": self._minimise,
            "zoom": self._zoom,
        }

    @property
    def enabled(self) -> dict[str, bool]:
        """Which of them can be done now."""
        return {
            "larger": self.percent < SIZES[-1],
            "smaller": self.percent > SIZES[0],
            "actual": self.percent != _ACTUAL,
        }

    @property
    def list_shown(self) -> bool:
        """Whether the list is there."""
        return not self._side.isHidden()

    @Slot(int)
    def step(self, by: int) -> None:
        """Take the next larger (1) or smaller (-1) size."""
        at = SIZES.index(self.percent) + by
        if 0 <= at < len(SIZES):
            self._scale(SIZES[at])

    def turn_list(self) -> None:
        """Show the list, or hide it."""
        self._show_list(shown=not self.list_shown)

    def need_list(self) -> None:
        """Something in the list was asked for."""
        if not self.list_shown:
            self._show_list(shown=True)

    def _show_list(self, *, shown: bool) -> None:
        focused = QApplication.focusWidget()
        if focused is not None and self._side.isAncestorOf(focused):
            self._side.left.emit()  # or it would be where nobody sees it
        self._side.setVisible(shown)
        self._memory.setValue(_LIST, shown)
        self.changed.emit()

    def _scale(self, percent: int) -> None:
        self.percent = percent
        self._memory.setValue(_TEXT, percent)
        self.scaled.emit(percent)
        self.changed.emit()

    def _minimise(self) -> None:
        if (front := self._beside.to_size) is not None:
            front.showMinimized()

    def _zoom(self) -> None:
        if (front := self._beside.to_size) is not None:
            if front.isMaximized():
                front.showNormal()
            else:
                front.showMaximized()


def _known(stored: object) -> int:
    """The stored size; the usual one where that is none of them."""
    text = str(stored)
    percent = int(text) if text.isdecimal() else _ACTUAL
    return percent if percent in SIZES else _ACTUAL
