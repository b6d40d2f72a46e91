"""The field that searches the list of conversations."""

from PySide6.QtCore import Qt, Signal, SignalInstance, Slot
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

__all__ = ["ListSearch"]


class ListSearch(EscField):
    """``list_wanted()`` with Down, ``hit_wanted()`` with Return; Esc empties it.

    Both come when the hits of all that was typed are listed (`arrived`), unless that
    fails, or the keyboard goes elsewhere meanwhile.
    """

    list_wanted = Signal()
    hit_wanted = Signal()

    def __init__(
        self, presenter: ConversationsPresenter, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._wanted: SignalInstance | None = None
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

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down and Return go to what was found."""
        if event.key() == Qt.Key.Key_Down:
            self._want(self.list_wanted)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._want(self.hit_wanted)
        else:
            super().keyPressEvent(event)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Who went elsewhere is not to be fetched back."""
        self._wanted = None
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
