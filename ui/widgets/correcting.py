"""An answer rewritten where it stands: what it should have been."""

from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from evotr.text import Catalog
from ui.widgets.transcript import TranscriptView

__all__ = ["AnswerEditor"]

_LEAST: Final = 150  # pixels in height
_BELOW: Final = 46  # for the buttons, under the answer's own height
_EDGE: Final = 4  # of what is seen, above and below
_RETURN: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class _Field(QPlainTextEdit):
    """Esc leaves, Return with the control key keeps; ``kept()`` and ``left()``."""

    kept = Signal()
    left = Signal()

    @override
    def event(self, event: QEvent) -> bool:
        """Claim Esc from the window's shortcuts."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()
            return True
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the two keys."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in _RETURN and control:
            self.kept.emit()
        else:
            super().keyPressEvent(event)


class AnswerEditor(QFrame):
    """Lies over an answer of ``view`` while that is corrected.

    ``kept(place, text)`` when the user has said what it should have been, ``left()``
    in any case. When the transcript changes under it, it goes with its answer or
    leaves.
    """

    kept = Signal(int, str)
    left = Signal()

    def __init__(self, view: TranscriptView, texts: Catalog, parent: QWidget) -> None:
        # Not the view's own child: it would take Tab for its links.
        super().__init__(parent)
        self._view, self._over = view, parent
        self.place = -1
        self.setObjectName("correcting")
        self.edit = _Field(self)
        self.edit.setAccessibleName(texts("correcting.name"))
        self.edit.setTabChangesFocus(True)
        self.edit.kept.connect(self._keep)
        self.edit.left.connect(self.leave)
        self.cancel = QPushButton(texts("correcting.leave"), self)
        self.cancel.clicked.connect(self.leave)
        self.save = QPushButton(texts("correcting.save"), self)
        self.save.clicked.connect(self._keep)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.edit, 1)
        layout.addLayout(buttons)
        view.verticalScrollBar().valueChanged.connect(self._follow)
        view.resized.connect(self._follow)
        view.spliced.connect(self._spliced)
        self.hide()

    def begin(self, place: int, text: str) -> None:
        """Have the answer at ``place`` rewritten, beginning with ``text``."""
        self.place = place
        self.edit.setPlainText(text)
        self.show()
        self._follow()
        self.raise_()
        self.edit.moveCursor(QTextCursor.MoveOperation.End)
        self.edit.setFocus()

    @Slot()
    def leave(self) -> None:
        """Leave the answer as it was."""
        if self.place >= 0:
            self.place = -1
            self.left.emit()  # first: hiding passes the focus on
            self.hide()

    @Slot()
    def _keep(self) -> None:
        place, text = self.place, self.edit.toPlainText()
        if text.strip():
            self.leave()
            self.kept.emit(place, text)

    @Slot(int)
    def _spliced(self, keep: int) -> None:
        if self.place >= keep:
            self.leave()
        else:
            self._follow()

    @Slot()
    def _follow(self) -> None:
        """Stay over the answer, within what is seen."""
        if self.place < 0:
            return
        seen = self._view.viewport()
        answer = self._view.place_of_answer(self.place)
        height = min(max(_LEAST, answer.height() + _BELOW), seen.height() - 2 * _EDGE)
        lowest = seen.height() - height - _EDGE
        top = min(max(_EDGE, answer.top()), lowest)
        corner = seen.mapTo(self._over, QPoint(0, top))
        self.setGeometry(QRect(corner, QSize(answer.width(), height)))
