"""What waits to be sent while an answer is written."""

from functools import partial
from textwrap import shorten
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.text import Speech
from ui.theme import Colors, glyph
from ui.widgets.phrases import Phrases

__all__ = ["WaitingList"]

_SHOWN: Final = 90  # characters of a message


class WaitingList(QFrame):
    """A line for each message; ``taken_back(number)`` when one is not to be sent.

    Where nothing is answered that they wait for, a button asks for them to be sent:
    ``wanted()``.
    """

    taken_back = Signal(int)
    wanted = Signal()

    def __init__(self, texts: Speech, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._texts = texts
        self._colors: Colors | None = None
        self.buttons: list[QToolButton] = []
        self.setObjectName("waiting")
        Phrases(texts, self)(self.setAccessibleName, "waiting.name")
        self._rows: list[QWidget] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(14, 4, 8, 4)
        self._layout.setSpacing(2)
        self.go_on = QPushButton(self)
        Phrases(texts, self)(self.go_on.setText, "waiting.go_on")
        self.go_on.clicked.connect(self.wanted)
        self._layout.addWidget(self.go_on, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    @Slot(object)
    def show_words(self, words: tuple[str, ...], *, resting: bool = False) -> None:
        """Show what waits; hidden when nothing does."""
        self.go_on.setVisible(resting)
        for row in self._rows:
            self._layout.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.buttons = []
        self._rows = [self._row(number, each) for number, each in enumerate(words)]
        self.setVisible(bool(words))

    def recolor(self, colors: Colors) -> None:
        """Take the colours of now."""
        self._colors = colors
        for button in self.buttons:
            button.setIcon(glyph("close", colors.muted))

    def _row(self, number: int, words: str) -> QWidget:
        row = QWidget(self)
        told = shorten(words, _SHOWN, placeholder=" …") or words[:_SHOWN]
        label = QLabel(told, row)
        label.setTextFormat(Qt.TextFormat.PlainText)
        button = QToolButton(row)
        Phrases(self._texts, row).name(button, "waiting.take_back", words=told)
        button.setIconSize(QSize(14, 14))
        button.clicked.connect(partial(self._take_back, number))
        if self._colors is not None:
            button.setIcon(glyph("close", self._colors.muted))
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(label, 1)
        layout.addWidget(button)
        self._layout.insertWidget(number, row)
        self.buttons.append(button)
        return row

    def _take_back(self, number: int, _checked: bool = False) -> None:  # noqa: FBT001, FBT002  # the signal's argument
        self.taken_back.emit(number)
