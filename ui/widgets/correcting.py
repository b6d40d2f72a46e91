"""An answer rewritten where it stands: what it should have been."""

from textwrap import shorten
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from ui.text import Speech
from ui.widgets.claiming import claimed
from ui.widgets.flow import Flow
from ui.widgets.phrases import Phrases
from ui.widgets.transcript import TranscriptView

__all__ = ["AnswerEditor"]

_LEAST: Final = 180  # pixels in height
_BELOW: Final = 46  # for the buttons, under the answer's own height
_ASKED: Final = 200  # characters of the question
_EDGE: Final = 4  # of what is seen, above and below
_RETURN: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def _is_esc(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Escape


class _Field(QPlainTextEdit):
    """Esc leaves, Return with the control key keeps; ``kept()`` and ``left()``."""

    kept = Signal()
    left = Signal()

    @override
    def event(self, event: QEvent) -> bool:
        """Claim Esc from the window's shortcuts."""
        return claimed(event, _is_esc) or super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the two keys."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if _is_esc(event):
            self.left.emit()
        elif event.key() in _RETURN and control:
            self.kept.emit()
        else:
            super().keyPressEvent(event)


class AnswerEditor(QFrame):
    """Lies over an answer of ``view`` while that is corrected.

    ``kept(place, text)`` when the user has said what it should have been, ``left()``
    before that, and when it stays as it was.
    """

    kept = Signal(int, str)
    left = Signal()

    def __init__(self, view: TranscriptView, texts: Speech, parent: QWidget) -> None:
        # Not the view's own child: it would take Tab for its links.
        super().__init__(parent)
        self._view, self._over = view, parent
        self.place = -1
        self.setObjectName("correcting")
        self.question = QLabel(self)
        self.question.setObjectName("hint")
        self.question.setTextFormat(Qt.TextFormat.PlainText)
        self.question.setWordWrap(True)
        self.edit = _Field(self)
        say = Phrases(texts, self)
        say(self.edit.setAccessibleName, "correcting.name")
        self.edit.setTabChangesFocus(True)
        self.edit.kept.connect(self._keep)
        self.edit.left.connect(self.leave)
        self.cancel = QPushButton(self)
        say(self.cancel.setText, "correcting.leave")
        self.cancel.clicked.connect(self.leave)
        self.save = QPushButton(self)
        say(self.save.setText, "correcting.save")
        self.save.clicked.connect(self._keep)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.question)
        layout.addWidget(self.edit, 1)
        layout.addLayout(Flow(None, self.cancel, self.save))
        view.verticalScrollBar().valueChanged.connect(self._follow)
        view.resized.connect(self._follow)
        self.hide()

    @property
    def open(self) -> bool:
        """Whether an answer is being corrected."""
        return self.place >= 0

    def begin(self, place: int, question: str, *, focus: bool = True) -> None:
        """Lie over the answer at ``place``, with what ``edit`` says.

        ``question`` may be hidden behind it: it is shown above, on a few lines at most.
        """
        self.question.setText(shorten(question, _ASKED, placeholder=" …"))
        self.question.setVisible(bool(question.strip()))
        self.edit.setAccessibleDescription(self.question.text())
        self.go_to(place)
        self.show()
        self.raise_()
        if focus:
            self.edit.setFocus()

    def go_to(self, place: int) -> None:
        """The answer stands there now; -1: it is not in front any more."""
        self.place = place
        if self.open:
            self._follow()
        else:
            self.hide()

    @Slot()
    def leave(self) -> None:
        """Leave the answer as it was."""
        if self.open:
            self.left.emit()  # first: hiding passes the focus on
            self.go_to(-1)

    @Slot()
    def _keep(self) -> None:
        place, text = self.place, self.edit.toPlainText()
        if text.strip():
            self.leave()
            self.kept.emit(place, text)

    @Slot()
    def _follow(self) -> None:
        """Stay over the answer, within what is seen."""
        if not self.open:
            return
        seen = self._view.viewport()
        answer = self._view.place_of_answer(self.place)
        height = min(max(_LEAST, answer.height() + _BELOW), seen.height() - 2 * _EDGE)
        lowest = seen.height() - height - _EDGE
        top = min(max(_EDGE, answer.top()), lowest)
        corner = seen.mapTo(self._over, QPoint(0, top))
        self.setGeometry(QRect(corner, QSize(answer.width(), height)))
