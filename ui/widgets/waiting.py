"""What waits to be sent while an answer is written."""

from functools import partial
from html import escape
from textwrap import shorten
from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, Signal, SignalInstance, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from ui.text import Speech
from ui.theme import Colors, glyph
from ui.widgets.fitted import Fitted
from ui.widgets.phrases import Phrases

__all__ = ["WaitingList"]

_NAMED: Final = 90  # characters of a message in the name of its buttons
_TIP: Final = 2000  # characters of one that are shown beside the pointer
_SIDES: Final = 10  # of a button, beside its words
_MOST: Final = 5  # messages that are seen at once; the others are scrolled to
_LEAST: Final = 2  # where a window has no room for them
_GAP: Final = 2  # between them


class _Words(QPushButton):
    """A message on one line, as much of it as there is room for; all of it as tip."""

    def __init__(self, words: str, parent: QWidget) -> None:
        super().__init__(parent)
        # Of the very long ones the beginning fills any line.
        self._line = " ".join(words[:_TIP].split()) or words[:_NAMED]
        self.setObjectName("words")
        self.setAutoDefault(True)  # Return is as good as Space
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        tip = words if len(words) <= _TIP else f"{words[:_TIP]}…"
        # As rich text it wraps; what is said must not be markup.
        told = escape(tip.strip()).replace("\n", "<br>")
        self.setToolTip(f"<qt>{told}</qt>")
        self.setAccessibleDescription(words)
        self._fit()

    def _fit(self) -> None:
        room = self.width() - _SIDES
        mode = Qt.TextElideMode.ElideRight
        line = self.fontMetrics().elidedText(self._line, mode, room)
        self.setText(line.replace("&", "&&"))  # no letter of it is a key

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """More of it, or less."""
        super().resizeEvent(event)
        self._fit()

    @override
    def changeEvent(self, event: QEvent) -> None:
        """Larger letters, less of it."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._fit()


class WaitingList(QFrame):
    """A line for each message; ``edited(number)`` when it is to be said otherwise.

    That is asked for by the line, and by its button that it is not to be sent at all:
    ``taken_back(number)``. Then the keyboard is free: ``left()``. Where nothing is
    answered that they wait for, a button asks for them to be sent: ``wanted()``.
    Where many wait some are seen, and the others scrolled to.
    While something is being said otherwise (`lock`), nothing else can be.
    """

    edited = Signal(int)
    taken_back = Signal(int)
    wanted = Signal()
    left = Signal()

    def __init__(self, texts: Speech, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._texts = texts
        self._colors: Colors | None = None
        self.lines: list[QPushButton] = []
        self.buttons: list[QToolButton] = []
        self.setObjectName("waiting")
        Phrases(texts, self)(self.setAccessibleName, "waiting.name")
        self._rows: list[QWidget] = []
        self._edited: int | None = None
        self._locked = False
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(10, 4, 8, 4)
        self._layout.setSpacing(_GAP)
        inner = QWidget(self)
        self._list = QVBoxLayout(inner)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(_GAP)
        self._seen = Fitted(inner, self)
        self._layout.addWidget(self._seen)
        self.go_on = QPushButton(self)
        Phrases(texts, self)(self.go_on.setText, "waiting.go_on")
        self.go_on.clicked.connect(self.wanted)
        self._layout.addWidget(self.go_on, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    @Slot(object)
    def show_words(
        self,
        words: tuple[str, ...],
        *,
        resting: bool = False,
        edited: int | None = None,
    ) -> None:
        """Show what waits; hidden when nothing does.

        The one at ``edited`` is in the field, and stands here only for its place.
        """
        focused = QApplication.focusWidget()
        if focused is not None and any(row.isAncestorOf(focused) for row in self._rows):
            self.left.emit()  # it would go where nobody expects it
        self.go_on.setVisible(resting)
        if 0 < len(self._rows) < len(words):
            self._seen.show_end()
        for row in self._rows:
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.lines, self.buttons = [], []
        self._edited = edited
        self._rows = [
            self._row(number, each, edited=number == edited)
            for number, each in enumerate(words)
        ]
        self._enable()
        self._order()
        self._bound()
        self.setVisible(bool(words))

    @Slot(bool)
    def lock(self, locked: bool) -> None:  # noqa: FBT001  # a signal's argument
        """Whether something is in the field already, to be said otherwise."""
        self._locked = locked
        self._enable()

    def _enable(self) -> None:
        for number, line in enumerate(self.lines):
            line.setDisabled(self._locked or number == self._edited)
        for number, button in enumerate(self.buttons):
            button.setDisabled(number == self._edited)

    def _bound(self) -> None:
        """Be as tall as some of them, whole."""
        if self._rows:
            one = self._rows[0].sizeHint().height() + _GAP
            self._seen.bound(_LEAST * one - _GAP, _MOST * one - _GAP)

    def _order(self) -> None:
        """Tab goes through them where they stand: above the message field."""
        before: QWidget = self.go_on
        for each in zip(self.lines, self.buttons, strict=True):
            for widget in each:
                self.setTabOrder(before, widget)
                before = widget
        self.setTabOrder(before, self.go_on)

    def recolor(self, colors: Colors) -> None:
        """Take the colours of now."""
        self._colors = colors
        for button in self.buttons:
            button.setIcon(glyph("close", colors.muted))

    def _row(self, number: int, words: str, *, edited: bool) -> QWidget:
        row = QWidget(self._seen.widget())
        row.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        say = Phrases(self._texts, row)
        named = shorten(words, _NAMED, placeholder=" …") or words[:_NAMED]
        line = _Words(words, row)
        name = "waiting.edited" if edited else "waiting.edit"
        say(line.setAccessibleName, name, words=named)
        button = QToolButton(row)
        say.name(button, "waiting.take_back", words=named)
        button.setIconSize(QSize(14, 14))
        if self._colors is not None:
            button.setIcon(glyph("close", self._colors.muted))
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        for each, asked in ((line, self.edited), (button, self.taken_back)):
            each.clicked.connect(partial(self._ask, asked, number))
        layout.addWidget(line, 1)
        layout.addWidget(button)
        self._list.insertWidget(number, row)
        row.show()  # at once: what is hidden has no height
        self.lines.append(line)
        self.buttons.append(button)
        return row

    def _ask(self, asked: SignalInstance, number: int, _checked: bool = False) -> None:  # noqa: FBT001, FBT002  # the signal's argument
        self.left.emit()
        asked.emit(number)
