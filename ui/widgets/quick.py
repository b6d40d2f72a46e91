"""The quick panel: a conversation over whatever program the user is in."""

import sys
from collections.abc import Callable
from textwrap import shorten
from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QCursor,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from ui.platform import Notice, Platform
from ui.presenters import Desk, QuickPresenter
from ui.theme import Glyph, colors_of, glyph, stylesheet
from ui.widgets.page import ConversationPage
from ui.widgets.phrases import Phrases
from ui.widgets.screens import KeptInSight, room_at

__all__ = ["ARMED_MS", "QuickPanel"]

ARMED_MS: Final = 200
"""Only so long after it has the focus does losing it close the panel.

The system moves the focus to and fro while a window appears.
"""

_OPEN: Final = "Ctrl+E"
_SIZE: Final = (660, 460)
_TOP: Final = 0.18  # of the screen's height, above the panel
_SHOWN: Final = 160  # characters of a notice


class _Handle(QFrame):
    """The strip above, by which the panel is moved."""

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The system moves the window as long as the button is held."""
        handle = self.window().windowHandle()
        if event.button() == Qt.MouseButton.LeftButton and handle is not None:
            handle.startSystemMove()


class QuickPanel(QWidget):
    """`summon` shows it; Esc, and a click into another window, close it.

    ``window_asked()`` when its conversation was handed to the window, ``quit_asked()``
    when the program should end.
    """

    window_asked = Signal()
    quit_asked = Signal()

    def __init__(self, desk: Desk, quick: QuickPresenter, platform: Platform) -> None:
        super().__init__(None, _flags())
        self._desk = desk
        self._quick = quick
        self._platform = platform
        self.setObjectName("quick")
        self.setAttribute(Qt.WidgetAttribute.WA_MacAlwaysShowToolWindow)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._say = Phrases(desk.texts, self)
        self._say(self.setWindowTitle, "quick.title")
        self.page = ConversationPage(desk, self, chat=quick.chat)
        self.anew = self._button("anew", "plus", quick.start_anew, keys="Ctrl+N")
        self.larger = self._button("open", "larger", self.carry_over, keys=_OPEN)
        self.away = self._button("close", "close", self.dismiss, keys="Esc")
        self._armed = QTimer(self)
        self._armed.setSingleShot(True)
        self._armed.setInterval(ARMED_MS)
        self._lay_out()
        self._colors = colors_of(self.palette())
        self._recolor()
        QShortcut(QKeySequence(_OPEN), self, self.carry_over)
        if sys.platform != "darwin":  # there the menus of the window have them
            new = QKeySequence(QKeySequence.StandardKey.New)
            QShortcut(new, self, quick.start_anew)
            QShortcut(QKeySequence("Ctrl+W"), self, self.dismiss)
            QShortcut(QKeySequence("Ctrl+Q"), self, self.quit_asked.emit)
            QShortcut(QKeySequence("Ctrl+I"), self, self.explain)
        quick.chat.ended.connect(self._ended)
        self.resize(*_SIZE)
        KeptInSight(self)
        # A native window now, or the first summons would wait for it.
        self.winId()
        platform.lift(self)

    def _button(
        self, key: str, picture: Glyph, command: Callable[[], None], *, keys: str
    ) -> QToolButton:
        button = QToolButton(self)
        self._say.name(button, f"quick.{key}", keys=keys)
        button.setIconSize(QSize(16, 16))
        button.setProperty("picture", picture)
        button.clicked.connect(command)
        return button

    def _lay_out(self) -> None:
        handle = _Handle(self)
        title = QLabel(handle)
        self._say(title.setText, "quick.title")
        title.setObjectName("hint")
        row = QHBoxLayout(handle)
        row.setContentsMargins(16, 8, 10, 0)
        row.addWidget(title, 1)
        for button in (self.anew, self.larger, self.away):
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addWidget(handle)
        layout.addWidget(self.page, 1)

    @Slot()
    def start_anew(self) -> None:
        """Begin a new conversation in it."""
        self._quick.start_anew()

    @Slot()
    def explain(self) -> None:
        """Say of the last answer who gave it and why, or no more."""
        self.page.act_on_last("who")

    @Slot()
    def toggle(self) -> None:
        """What the hot key does: show it, or close it where it is in front."""
        if self.isVisible() and self.isActiveWindow():
            self.dismiss()
        else:
            self.summon()

    @Slot()
    def summon(self) -> None:
        """Show it on the screen with the pointer, ready to be typed into."""
        if not self.isVisible():
            self._platform.note_focus()
            self._quick.begin()
            self._place()
        self.show()
        self.raise_()
        self.activateWindow()
        self.page.composer.setFocus()

    @Slot()
    def dismiss(self) -> None:
        """Hide it; an answer under way goes on, and the focus goes back."""
        if not self.isVisible():
            return
        self._armed.stop()
        self._quick.end()
        self.hide()
        self._platform.return_focus()

    @Slot()
    def carry_over(self) -> None:
        """Go on in the window, with what is typed and what is being answered."""
        words = ""
        if not self.page.editing:  # else they belong to a message, and go with it
            words = self.page.composer.edit.toPlainText()
            self.page.composer.edit.write("")
            self.page.drafting.keep()
        self._quick.carry_over()
        self._armed.stop()
        self._quick.end()
        self.hide()
        if words.strip():
            self._desk.chat.refused.emit(words)
        self.window_asked.emit()

    def _place(self) -> None:
        room = room_at(QCursor.pos())
        if room.isEmpty():
            return
        width, height = min(_SIZE[0], room.width()), min(_SIZE[1], room.height())
        left = room.left() + (room.width() - width) // 2
        top = room.top() + min(int(room.height() * _TOP), room.height() - height)
        self.setGeometry(left, top, width, height)

    @Slot(str)
    def _ended(self, conversation_id: str) -> None:
        """An answer that nobody saw the end of is told by the system."""
        if self._quick.answered_unseen and "notices" in self._platform.features:
            answer, question = self._quick.chat.last_answer, self._quick.chat
            asked = question.last_question
            notice = Notice(
                conversation_id,
                shorten(asked.text if asked else "", _SHOWN, placeholder=" …"),
                shorten(answer.text if answer else "", _SHOWN, placeholder=" …"),
                self._desk.texts("quick.show"),
            )
            self._platform.tell(notice, self.summon)

    def _recolor(self) -> None:
        colors = self._colors
        self.setStyleSheet(stylesheet(colors))
        self.page.recolor(colors)
        for button in (self.anew, self.larger, self.away):
            button.setIcon(glyph(button.property("picture"), colors.muted))

    def _lost(self) -> bool:
        """Whether the focus went elsewhere, not to a menu or a dialog of the panel."""
        active = QApplication.activeWindow()
        own = active is not None and (active is self or self.isAncestorOf(active))
        # The system's own file dialog is no window that Qt knows of.
        own = own or any(each.isVisible() for each in self.findChildren(QDialog))
        return not own and QApplication.activePopupWidget() is None

    @override
    def changeEvent(self, event: QEvent) -> None:
        """Close when the focus goes, after it has come; follow the palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isVisible():
            if self.isActiveWindow():
                self._armed.start()
            elif not self._armed.isActive():
                QTimer.singleShot(0, self, self._leave)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_colors"):
            colors = colors_of(QGuiApplication.palette())
            if colors != self._colors:
                self._colors = colors
                self._recolor()

    @Slot()
    def _leave(self) -> None:
        if self._lost():
            self.dismiss()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves an edit first, then the panel; an input method had it before."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.page.editing:
            self.page.stop()
        else:
            self.dismiss()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        """The system's wish to close it hides it."""
        event.ignore()
        self.dismiss()


def _flags() -> Qt.WindowType:
    kinds = Qt.WindowType
    return kinds.Tool | kinds.FramelessWindowHint | kinds.WindowStaysOnTopHint
