"""Where messages are written: grows with the text, Return sends, Esc stops."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QMimeData, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QFont,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QPalette,
    QResizeEvent,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QSizePolicy,
    QToolButton,
    QWidget,
)
from typing_extensions import override

from ui.text import Speech
from ui.theme import Colors, glyph
from ui.widgets.drops import files_of
from ui.widgets.long_runs import has_long_run
from ui.widgets.phrases import Phrases
from ui.widgets.undoing import left_to_window

__all__ = ["Composer", "MessageEdit", "write_over"]

MAX_LINES = 8
_BETWEEN_WORDS = QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere
_RETURN = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def write_over(field: QPlainTextEdit, text: str) -> None:
    """Replace the whole text of a field; undoing brings the old one back."""
    whole = QTextCursor(field.document())
    whole.select(QTextCursor.SelectionType.Document)
    whole.insertText(text)


class MessageEdit(QPlainTextEdit):
    """A text field of one to eight lines; ``sent()`` when Return asks for it.

    ``given(paths)`` when files are pasted: they are not what somebody wants to write.
    """

    sent = Signal()
    given = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._composing = False
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self._fit)
        # Lines may be broken after the text has changed.
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._fit()

    def write(self, text: str) -> None:
        """Replace the whole text."""
        self.clear()  # or the old text would be laid out in the new text's way
        self.setWordWrapMode(_BETWEEN_WORDS)
        self._make_room_for(text)
        self.setPlainText(text)

    def write_over(self, text: str) -> None:
        """The same, and undoing brings the old text back."""
        self._make_room_for(text)
        write_over(self, text)

    def _make_room_for(self, text: str) -> None:
        """Wrap between words, but anywhere where one of ``text`` is too long for that.

        Then it stays so until another text is written: undoing may bring it back.
        """
        if has_long_run(text):
            self.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)

    @override
    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste, or drop."""
        if paths := files_of(source):
            self.given.emit(paths)
            return
        before, after = self._around_selection()
        self._make_room_for(f"{before}{source.text()}{after}")
        super().insertFromMimeData(source)

    def _around_selection(self) -> tuple[str, str]:
        """What stands before, and behind, what a paste takes the place of."""
        before, after = QTextCursor(self.document()), QTextCursor(self.document())
        keep = QTextCursor.MoveMode.KeepAnchor
        before.setPosition(self.textCursor().selectionStart(), keep)
        after.movePosition(QTextCursor.MoveOperation.End)
        after.setPosition(self.textCursor().selectionEnd(), keep)
        return before.selectedText(), after.selectedText()

    @Slot()
    def _fit(self) -> None:
        lines = max(1, int(self.document().size().height()))
        many = lines > MAX_LINES
        height = min(lines, MAX_LINES) * self.fontMetrics().lineSpacing()
        frame = 2 * int(self.document().documentMargin()) + 2 * self.frameWidth()
        if self.height() != height + frame:
            self.setFixedHeight(height + frame)
        bars = Qt.ScrollBarPolicy
        policy = bars.ScrollBarAsNeeded if many else bars.ScrollBarAlwaysOff
        if policy != self.verticalScrollBarPolicy():
            self.setVerticalScrollBarPolicy(policy)
        if not many:
            # The end was brought into view before there was room for all of it.
            self.verticalScrollBar().setValue(0)

    @override
    def changeEvent(self, event: QEvent) -> None:
        """Another size of letters, another height."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()
            # Qt draws the placeholder as the viewport writes, whose font a style sheet
            # holds, and draws one that is shown no more.
            self.viewport().setFont(self.font())
            self.viewport().update()

    def hint(self, words: str) -> None:
        """Show ``words`` while nothing is written, instead of those that are shown."""
        self.setPlaceholderText(words)
        self.viewport().update()  # the same

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other width, other line breaks."""
        super().resizeEvent(event)
        self._fit()

    @override
    def event(self, event: QEvent) -> bool:
        """Leave the key that undoes to the window, where nothing was typed."""
        return left_to_window(self, event) or super().event(event)

    @override
    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Remember whether letters are still being put together."""
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return sends; with Shift, or while composing, it does not."""
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if event.key() in _RETURN and not shift:
            if not self._composing:
                self.sent.emit()
            event.accept()
            return
        if event.matches(QKeySequence.StandardKey.InsertLineSeparator):
            self.insertPlainText("\n")
            return
        super().keyPressEvent(event)


class Composer(QFrame):
    """The message field with its button, which sends or stops.

    While an answer is written, words that are typed are sent after it by that button,
    and another one beside it stops.

    ``submitted(text)`` comes with the words as they were typed; the field is empty
    then. Where ``hindrance()`` says why they cannot be sent now, they stay there, and
    ``held(why)`` tells it; nothing typed is nothing to tell. Before there is somebody
    to send to they wait, and `send_wanted` sends them where they were left unchanged.
    ``stopped()`` asks for the end of the answer under way, ``attaching()`` for
    documents to be chosen, where that is offered.
    """

    submitted = Signal(str)
    held = Signal(str)
    stopped = Signal()
    attaching = Signal()
    hindrance: Callable[[], str]

    def __init__(self, texts: Speech, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._texts = texts
        say = Phrases(texts, self)
        self._busy, self._open, self._refused = False, False, False
        self._wanted = ""  # what Return was pressed for, before it could be sent
        self.hindrance = str
        self.setObjectName("composer")
        self.edit = MessageEdit(self)
        say(self.edit.setAccessibleName, "composer.name")
        say(self.edit.hint, "composer.placeholder")
        self.edit.sent.connect(self._submit)
        self.edit.textChanged.connect(self._update)
        self.edit.installEventFilter(self)
        self.attach = QToolButton(self)
        self.attach.setObjectName("attach")
        self.attach.setFixedSize(30, 30)
        self.attach.setIconSize(QSize(20, 20))
        say.name(self.attach, "composer.attach")
        self.attach.clicked.connect(self.attaching)
        self.attach.hide()
        self.button = QToolButton(self)
        self.button.setFixedSize(30, 30)
        self.button.setIconSize(QSize(20, 20))
        self.button.clicked.connect(self._pressed)
        self.stop = QToolButton(self)
        self.stop.setFixedSize(30, 30)
        self.stop.setIconSize(QSize(20, 20))
        say.name(self.stop, "composer.stop")
        self.stop.clicked.connect(self._stop)
        self.stop.hide()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 7, 7, 7)
        layout.setSpacing(8)
        layout.addWidget(self.attach, 0, Qt.AlignmentFlag.AlignBottom)
        layout.addWidget(self.edit, 1, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self.stop, 0, Qt.AlignmentFlag.AlignBottom)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignBottom)
        self.setFocusProxy(self.edit)
        self._colors: Colors | None = None
        say.also(self._update)

    def set_open(self, *, is_open: bool) -> None:
        """Whether there is somebody to send to."""
        self._open, self._refused = is_open, False
        self._update()

    def give_up(self) -> None:
        """Nobody can be sent to: what waits stays, until Return is pressed again."""
        self._refused, self._wanted = True, ""

    @Slot()
    def send_wanted(self) -> None:
        """Send what waited for somebody to send to, if it stands there unchanged."""
        wanted, self._wanted = self._wanted, ""
        if wanted and wanted == self.edit.toPlainText():
            self._submit()

    @Slot(bool)
    def set_busy(self, busy: bool) -> None:  # noqa: FBT001  # a signal's argument
        """Whether an answer is under way: then the button stops it."""
        self._busy = busy
        self._update()

    def offer_attaching(self) -> None:
        """Have a button that asks for documents."""
        self.attach.show()

    def scale_text(self, percent: int) -> None:
        """Write in this size."""
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * percent / 100)
        self.edit.setFont(font)

    def recolor(self, colors: Colors) -> None:
        """Take the colours of now."""
        self._colors = colors
        palette = self.edit.palette()
        palette.setColor(QPalette.ColorRole.PlaceholderText, colors.muted)
        self.edit.setPalette(palette)
        self.attach.setIcon(glyph("clip", colors.muted))
        self._update()

    @Slot()
    def _submit(self) -> None:
        text = self.edit.toPlainText()
        if not text:
            return
        blank = "" if text.strip() else self._texts("composer.blank")
        why = self.hindrance() or blank
        if why:
            waits = not (self._open or self._refused or blank)
            self._wanted = text if waits else ""
            self.held.emit(why)
        elif self._open:
            self.edit.write("")
            self.submitted.emit(text)

    @property
    def _stops(self) -> bool:
        """Whether the button stops: there is nothing to be sent behind the answer."""
        return self._busy and not self.edit.toPlainText().strip()

    @Slot()
    def _pressed(self) -> None:
        if self._stops:
            self.stopped.emit()
        else:
            self._submit()
        self.edit.setFocus()

    @Slot()
    def _stop(self) -> None:
        self.stopped.emit()
        self.edit.setFocus()

    @Slot()
    def _update(self) -> None:
        stops = self._stops
        name = self._texts("composer.queue" if self._busy else "composer.send")
        if stops:
            name = self._texts("composer.stop")
        self.button.setAccessibleName(name)
        self.button.setToolTip(name)
        # Also where nobody can be sent to: pressed, it says why.
        self.button.setEnabled(self._busy or not self.edit.document().isEmpty())
        self.stop.setVisible(self._busy and not stops)
        self.attach.setEnabled(self._open)
        if self._colors is not None:
            on = (
                self._colors.on_accent if self.button.isEnabled() else self._colors.page
            )
            self.button.setIcon(glyph("stop" if stops else "send", on))
            self.stop.setIcon(glyph("stop", self._colors.on_accent))

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The frame shows that the field within it has the focus."""
        if event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
            self.setProperty("focused", event.type() == QEvent.Type.FocusIn)
            self.style().unpolish(self)
            self.style().polish(self)
        return super().eventFilter(watched, event)
