"""The bar above a conversation that finds words in it."""

from bisect import bisect_left
from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QTextEdit,
    QToolButton,
)
from typing_extensions import override

from evotr.domain import fold
from ui.presenters import ChatPresenter
from ui.text import Speech
from ui.theme import Colors, Glyph, colors_now, glyph
from ui.widgets.finding import needles_of, places_of
from ui.widgets.phrases import Phrases
from ui.widgets.transcript import TranscriptView

__all__ = ["FindBar"]

_PAUSE_MS: Final = 150
_MARKED: Final = 1000  # places that are coloured; all are counted
_ABOVE: Final = 3  # the place that is gone to stands a third below the upper edge


class FindBar(QFrame):
    """Hidden until words are looked for; ``left()`` when the keyboard is free again.

    Return and Shift+Return go to the next place and the one before, Esc closes.
    """

    left = Signal()

    def __init__(
        self, texts: Speech, chat: ChatPresenter, view: TranscriptView
    ) -> None:
        super().__init__(view.parentWidget())
        self._texts, self._chat, self._view = texts, chat, view
        self.sought = ""
        """What the list of conversations was searched for: it is shown when found."""
        self._of_search = False  # it was opened by that
        self._at = -1
        self._spot = (0, 0)  # where that is: in which message, as which of its places
        self._glanced = False  # not all that has the words is drawn
        self._places: list[QTextCursor] = []
        self.setObjectName("notice")
        self.field = QLineEdit(self)
        self.count = QLabel(self)
        self.count.setObjectName("hint")
        self.before, self.after, self.close_ = (QToolButton(self) for _ in range(3))
        self.before.clicked.connect(lambda: self.step(-1))
        self.after.clicked.connect(lambda: self.step(1))
        self.close_.clicked.connect(self.leave)
        self._say_names()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 6, 8, 6)
        layout.addWidget(self.field, 1)
        for part in (self.count, self.before, self.after, self.close_):
            layout.addWidget(part)
        self.field.installEventFilter(self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._glance)
        self._again = QTimer(self)  # the conversation has changed
        self._again.setSingleShot(True)
        self._again.setInterval(_PAUSE_MS)
        self._again.timeout.connect(self._refresh)
        self.field.textEdited.connect(self._typed)
        view.document().contentsChanged.connect(self._changed)
        chat.left.connect(self.close_quietly)
        chat.found.connect(self._found)
        self.recolor(colors_now())
        self.hide()

    def _say_names(self) -> None:
        say = Phrases(self._texts, self)
        say(self.setAccessibleName, "find.name")
        say(self.field.setAccessibleName, "find.name")
        say(self.field.setPlaceholderText, "find.name")
        say.name(self.before, "find.before")
        say.name(self.after, "find.after")
        say.name(self.close_, "find.close")
        say.also(self._tell)

    def recolor(self, colors: Colors) -> None:
        """Take the colours of now."""
        self._colors = colors
        pictures: dict[Glyph, QToolButton] = {
            "up": self.before,
            "down": self.after,
            "close": self.close_,
        }
        for name, button in pictures.items():
            button.setIconSize(QSize(16, 16))
            button.setIcon(glyph(name, colors.muted))
        self._mark()

    def begin(self) -> None:
        """Ask for words; those of before, or what is selected, are there."""
        chosen = self._view.textCursor().selectedText()
        if chosen and "\u2029" not in chosen:
            self.field.setText(chosen)
        self._of_search = False
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()
        self._look()

    @Slot(int)
    def _found(self, place: int) -> None:
        """A search led to the message at ``place``: show it, and the words there."""
        words, self.sought = self.sought, ""
        self._view.go_to(place)
        if words:
            self.field.setText(words)
            self._of_search = True
            self.show()
            self._look(place)

    @Slot()
    def end_search(self) -> None:
        """The list is searched no more: what it had marked goes along."""
        self.sought = ""
        if self._of_search and self.field.hasFocus():
            self.leave()
        elif self._of_search:
            self.close_quietly()

    def step(self, by: int) -> None:
        """Go to the next place, or the one before; after the last comes the first."""
        if self._pause.isActive():
            self._pause.stop()
            self._look()
            return
        if self._glanced:
            self._glanced = False
            self._draw_all(self._needles())
            self._refresh()
        if self._places:
            self._go((self._at + by) % len(self._places))

    @Slot()
    def leave(self) -> None:
        """Close, and give the keyboard back."""
        self.close_quietly()
        self.left.emit()

    @Slot()
    def close_quietly(self) -> None:
        """Close; what was found is marked no more."""
        self._pause.stop()
        self._of_search = False
        self.hide()
        self._places, self._at = [], -1
        self._mark()

    @Slot()
    def _typed(self) -> None:
        self._of_search = False
        self._pause.start()

    @Slot()
    def _glance(self) -> None:
        """Find the words in what is drawn; if there are none, draw what has them.

        The first letter of a word is in all of a long conversation.
        """
        needles = self._needles()
        self._glanced = bool(places_of(self._view.document(), needles))
        self._show(needles)

    def _look(self, place: int | None = None) -> None:
        """Find the words in all that was said; ``place`` as for `_show`."""
        self._glanced = False
        self._show(self._needles(), place)

    def _show(self, needles: tuple[str, ...], place: int | None = None) -> None:
        """Go to the first place in sight, or of the message at ``place``."""
        if not self._glanced:
            self._draw_all(needles)
        top = 0 if place is None else self._view.place_of_answer(place).top()
        self._places = places_of(self._view.document(), needles)
        tops = (self._view.cursorRect(each).top() for each in self._places)
        self._go(next((at for at, each in enumerate(tops) if each >= top), 0))

    def _draw_all(self, needles: tuple[str, ...]) -> None:
        """Have each message drawn that has some, as far as they need it."""
        wanted = {}
        for place, entry in enumerate(self._chat.entries):
            text = fold(entry.text)
            there = [needle for needle in needles if needle in text]
            if there:
                wanted[place] = there
        if wanted:
            self._draw(min(wanted))
        self._view.unfold(wanted)

    def _draw(self, place: int) -> None:
        """Have a message drawn, where it is not yet; the reader stays."""
        bar = self._view.verticalScrollBar()
        below = bar.maximum() - bar.value()
        self._view.go_to(place)
        bar.setValue(bar.maximum() - below)

    def _needles(self) -> tuple[str, ...]:
        texts = [entry.text for entry in self._chat.entries]
        return needles_of(self.field.text(), texts)

    def _go(self, at: int) -> None:
        self._at = at if self._places else -1
        if self._places:
            seen, bar = self._view.viewport(), self._view.verticalScrollBar()
            rect = self._view.cursorRect(self._places[at])
            if rect.top() < 0 or rect.bottom() > seen.height():
                bar.setValue(bar.value() + rect.top() - seen.height() // _ABOVE)
            self._spot = self._spots()[at]
        self._mark()
        self._tell()

    @Slot()
    def _changed(self) -> None:
        if self.isVisible() and not self._again.isActive():  # it may change on and on
            self._again.start()

    @Slot()
    def _refresh(self) -> None:
        """The conversation says something else, or it otherwise; nothing moves."""
        if not self.isVisible():
            return
        self._places = places_of(self._view.document(), self._needles())
        # Not the letter: where all is drawn anew, none is where it was.
        spots = self._spots()
        self._at = min(bisect_left(spots, self._spot), len(spots) - 1)
        if spots:
            self._spot = spots[self._at]
        self._mark()
        self._tell()

    def _spots(self) -> list[tuple[int, int]]:
        return self._view.spots(place.selectionStart() for place in self._places)

    def _mark(self) -> None:
        marks, colors = [], self._colors
        first = max(0, self._at - _MARKED // 2)
        for at, place in enumerate(self._places[first : first + _MARKED], first):
            mark = QTextEdit.ExtraSelection()
            mark.cursor = place
            char = QTextCharFormat()
            now = at == self._at
            char.setBackground(colors.accent if now else colors.found)
            char.setForeground(colors.on_accent if now else colors.text)
            if not now:  # the ground alone is soft, so that words can be read on it
                char.setFontUnderline(True)
                char.setUnderlineColor(colors.accent)
            mark.format = char
            marks.append(mark)
        self._view.setExtraSelections(marks)

    def _tell(self) -> None:
        """Which of how many, also for those who cannot see it."""
        texts, many = self._texts, len(self._places)
        said = texts("find.count", number=self._at + 1, total=many) if many else ""
        if not many and self.field.text().strip():
            said = texts("find.nothing")
        self.count.setText(said)
        self.field.setAccessibleDescription(said)
        for button in (self.before, self.after):
            button.setEnabled(many > 1)

    @override
    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Return and Esc in the field; the window's own shortcuts have to wait."""
        if not isinstance(event, QKeyEvent) or event.type() not in {
            QEvent.Type.ShortcutOverride,
            QEvent.Type.KeyPress,
        }:
            return False
        pressed = event.type() == QEvent.Type.KeyPress
        match event.key():
            case Qt.Key.Key_Escape:
                if pressed:
                    self.leave()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
                if pressed:
                    self.step(-1 if back else 1)
            case _:
                return False
        event.accept()
        return True
