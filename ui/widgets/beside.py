"""The windows beside the main one, as it meets them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from typing_extensions import override

__all__ = ["Beside"]


@dataclass(frozen=True, slots=True)
class _Window:
    widget: QWidget
    stays: bool
    commands: Mapping[str, Callable[[], object]]


class Beside(QObject):
    """Knows them, and which is in front; ``changed()`` when that is another one.

    On macOS they share the main window's menu bar: what is asked for there is of the
    window in front.
    """

    changed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._others: list[_Window] = []
        self._sign: Callable[[], bool] = lambda: False
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.focusWindowChanged.connect(self._turn)

    def add(
        self, widget: QWidget, *, stays: bool, **commands: Callable[[], object]
    ) -> None:
        """Meet another window.

        Args:
            widget: The window.
            stays: Whether the program goes on with that window alone.
            commands: What it does itself of the menus, by the actions' keys.
        """
        self._others.append(_Window(widget, stays, commands))
        widget.installEventFilter(self)

    def follow_sign(self, stands: Callable[[], bool]) -> None:
        """Meet a sign in the bar, that brings windows back as long as it ``stands``."""
        self._sign = stands
        self.changed.emit()

    @property
    def front(self) -> QWidget | None:
        """The window in front, where it is another one, or a question of it."""
        active = QApplication.activeWindow()
        return active if active is not self._window else None

    @property
    def to_size(self) -> QWidget | None:
        """The window in front, where it has a size of its own to be changed.

        Neither a question nor the quick panel has.
        """
        front = self.front or self._window
        known = (each.widget for each in self._others if each.stays)
        sized = front is self._window or front in known
        return front if sized and front.isVisible() else None

    @property
    def stays(self) -> bool:
        """Whether there is a window, or a sign, that the program goes on with."""
        windows = (each.widget for each in self._others if each.stays)
        return self._sign() or any(each.isVisible() for each in windows)

    def take(self, action: str) -> bool:
        """Have the window in front do this; whether it is another one that does."""
        command = self._command(action)
        if command is not None:
            command()
        return command is not None

    def takes(self, action: str) -> bool:
        """Whether another window is in front that does this."""
        return self._command(action) is not None

    def _command(self, action: str) -> Callable[[], object] | None:
        found = (each.commands for each in self._others if each.widget is self.front)
        return next(found, {}).get(action)

    @Slot()
    def _turn(self) -> None:
        self.changed.emit()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """One comes, or goes."""
        if event.type() in {QEvent.Type.Show, QEvent.Type.Hide}:
            self.changed.emit()
        return False
