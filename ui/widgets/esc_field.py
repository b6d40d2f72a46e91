"""Fields whose Esc drops what was typed before it closes anything."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget
from typing_extensions import override

from ui.widgets.claiming import claimed

__all__ = ["EscField", "EscText"]


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
        return claimed(event, self._drops) or super().event(event)

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


class EscText(QPlainTextEdit):
    """The same for several lines: done when it is left, or with Ctrl+Return."""

    dropped = Signal()
    editingFinished = Signal()  # noqa: N815 — as a field of one line has it

    def __init__(self, parent: QWidget | None = None, *, lines: int = 5) -> None:
        super().__init__(parent)
        self._settled = ""
        self.setTabChangesFocus(True)
        edge = 2 * (self.frameWidth() + int(self.document().documentMargin()))
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + edge)

    def settle(self, text: str) -> None:
        """Say this, and return to it with Esc."""
        self._settled = text
        if text == self.toPlainText():
            self.setModified(False)  # the caret and what can be undone stay
        else:
            self.setPlainText(text)

    def text(self) -> str:
        """What is in it."""
        return self.toPlainText()

    def isModified(self) -> bool:
        """Whether something was typed since it was settled."""
        return self.document().isModified()

    def setModified(self, modified: bool) -> None:  # noqa: FBT001 — as above
        """Count what was typed as heard, or not."""
        self.document().setModified(modified)

    @override
    def event(self, event: QEvent) -> bool:
        """Claim Esc from the window's shortcuts while there is something to drop."""
        return claimed(event, self._drops) or super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc drops, Ctrl+Return is done."""
        ctrl = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if self._drops(event):
            self.settle(self._settled)
            self.dropped.emit()
        elif ctrl and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.editingFinished.emit()
        else:
            super().keyPressEvent(event)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Who goes on has said it."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.editingFinished.emit()

    def _drops(self, event: QKeyEvent) -> bool:
        return event.key() == Qt.Key.Key_Escape and self.text() != self._settled
