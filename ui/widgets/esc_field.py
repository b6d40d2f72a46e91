"""A field of one line whose Esc drops what was typed before it closes anything."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

__all__ = ["EscField"]


class EscField(QLineEdit):
    """``dropped()`` when Esc brought back what was settled, nothing at first."""

    dropped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settled = ""

    def settle(self, text: str) -> None:
        """Say this, and return to it with Esc."""
        self._settled = text
        self.setText(text)

    @override
    def event(self, event: QEvent) -> bool:
        """Claim Esc from the window's shortcuts while there is something to drop."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._drops(event)
        ):
            event.accept()
            return True
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc drops."""
        if self._drops(event):
            self.setText(self._settled)
            self.dropped.emit()
        else:
            super().keyPressEvent(event)

    def _drops(self, event: QKeyEvent) -> bool:
        return event.key() == Qt.Key.Key_Escape and self.text() != self._settled
