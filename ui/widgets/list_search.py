"""The field that searches the list of conversations."""

from PySide6.QtCore import QEvent, Qt, Signal, SignalInstance, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QKeyEvent,
)
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from ui.presenters.conversations import ConversationsPresenter
from ui.widgets.esc_field import EscField
from ui.widgets.undoing import left_to_window

__all__ = ["ListSearch"]


class ListSearch(EscField):
    """``list_wanted()`` with Down, ``hit_wanted()`` with Return.

    Both come when the hits of all that was typed are listed (`arrived`), unless that
    fails, or the keyboard goes elsewhere meanwhile.

    Esc empties it, and where it is empty it is ``left()``; who came back from the list
    with Esc leaves with the next. ``ended()`` when nothing is searched for any more.
    """

    left = Signal()
    ended = Signal()
    list_wanted = Signal()
    hit_wanted = Signal()

    def __init__(
        self, presenter: ConversationsPresenter, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._wanted: SignalInstance | None = None
        self._leaving = False
        self.textChanged.connect(self._typed)
        presenter.failed.connect(self._fail)

    def arrived(self, nothing: str) -> None:
        """The list shows something else; ``nothing`` says so where it has no hit."""
        news = nothing and nothing != self.accessibleDescription()
        self.setAccessibleDescription(nothing)
        if news and self.hasFocus():
            heard = QAccessibleAnnouncementEvent(self, nothing)
            QAccessible.updateAccessibility(heard)
        if self._presenter.settled:
            wanted, self._wanted = self._wanted, None
            if wanted is not None:
                wanted.emit()

    def come_back(self) -> None:
        """Take the keyboard from the list, which is left with Esc."""
        self.setFocus(Qt.FocusReason.BacktabFocusReason)
        self.selectAll()
        self._leaving = True

    @override
    def event(self, event: QEvent) -> bool:
        """Esc is never the window's here: an answer is not stopped by mistake."""
        if event.type() == QEvent.Type.ShortcutOverride and _is_esc(event):
            event.accept()
            return True
        return left_to_window(self, event) or super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down and Return go to what was found, Esc out."""
        leaving, self._leaving = self._leaving or not self.text(), False
        if _is_esc(event) and leaving:
            self.clear()
            self.left.emit()
        elif event.key() == Qt.Key.Key_Down:
            self._want(self.list_wanted)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._want(self.hit_wanted)
        else:
            super().keyPressEvent(event)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Who went elsewhere is not to be fetched back."""
        self._wanted, self._leaving = None, False
        super().focusOutEvent(event)

    @Slot()
    def _fail(self) -> None:
        if self._presenter.settled:
            self._wanted = None

    def _want(self, signal: SignalInstance) -> None:
        if self._presenter.settled:
            signal.emit()
        else:
            self._wanted = signal
            self._presenter.hurry()

    def _typed(self, words: str) -> None:
        self._wanted = None  # who types on does not want it any more
        self._presenter.search(words)
        if not self._presenter.query:
            self.ended.emit()


def _is_esc(event: QEvent) -> bool:
    return isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
