"""A bar that says one thing, perhaps offers to undo it, and goes."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QGuiApplication,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QWidget,
)

from ui.text import Speech
from ui.theme import Colors, glyph
from ui.widgets.phrases import Phrases

__all__ = ["CONFIRM_MS", "READ_MS", "UNDO_MS", "NoticeBar"]

UNDO_MS = 8000
"""So long can a deletion be undone from the bar."""

CONFIRM_MS = 2500
"""So long stands what merely confirms what somebody did."""

READ_MS = 10_000
"""So long stands what asks for nothing."""


class NoticeBar(QFrame):
    """Hidden until it has something to say; a new notice replaces the one before.

    What is said with `tell`, `tell_with` and `propose` is of the conversation in front:
    it goes with it (`leave`). What merely was done goes after a while, too; what has a
    ``cause`` when that is `over`.
    """

    def __init__(self, texts: Speech, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._texts = texts
        self.setObjectName("notice")
        self.label = QLabel(self)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setWordWrap(True)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.button = QPushButton(self)
        self.button.clicked.connect(self._act)
        self.more = QPushButton(self)
        self.more.clicked.connect(self._act_more)
        self.more.hide()
        self.copy = QPushButton(self)
        self.copy.clicked.connect(self._copy)
        self.dismiss = QToolButton(self)
        self.dismiss.setIconSize(QSize(16, 16))
        self.dismiss.clicked.connect(self._dismissed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 8, 8, 8)
        layout.addWidget(self.label, 1)
        layout.addWidget(self.copy)
        layout.addWidget(self.more)
        layout.addWidget(self.button)
        layout.addWidget(self.dismiss)
        self._action: Callable[[], object] | None = None
        self._more: Callable[[], object] | None = None
        self._details = ""
        self._working = self._confirms = False
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.timeout.connect(self._wait_or_hide)
        self._of_conversation = False
        self.cause = ""
        """What has to be over for what is said to go."""
        say = Phrases(texts, self)
        say(self.setAccessibleName, "notice.name")
        say(self.copy.setText, "trouble.copy")
        say.name(self.dismiss, "notice.close")
        say.also(self._retell)
        self.hide()

    def tell(self, sentence: str, hint: str = "", details: str = "") -> None:
        """Say what was done, or went wrong and what to do, in the conversation.

        ``details`` can be copied.
        """
        self.announce(sentence, hint, details)
        self._of_conversation = True

    def announce(self, sentence: str, hint: str = "", details: str = "") -> None:
        """As `tell`, of something that is not of the conversation in front."""
        self._say(f"{sentence}\n{hint}".strip(), details=details)
        if not hint and not details:
            self.timer.start(READ_MS)

    def confirm(self, sentence: str) -> None:
        """Say for a moment that it is done, to the ear too; nothing else makes way."""
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))
        if self.isHidden() or self._confirms:
            self._say(sentence)
            self._confirms = True
            self.timer.start(CONFIRM_MS)

    def hold(self, sentence: str) -> None:
        """Say how things stand in the conversation, as long as they do."""
        self._say(sentence)
        self._of_conversation = True

    def tell_with(
        self,
        told: tuple[str, str, str],
        button: str,
        action: Callable[[], object],
    ) -> None:
        """As `tell` (``told`` are its arguments), with something to do about it."""
        sentence, hint, details = told
        self._say(f"{sentence}\n{hint}".strip(), button, action, details)
        self._of_conversation = True

    def propose(self, sentence: str, button: str, action: Callable[[], object]) -> None:
        """Propose something in the conversation, for a while."""
        self.offer(sentence, button, action)
        self._of_conversation = True

    def offer(self, sentence: str, button: str, action: Callable[[], object]) -> None:
        """Say what was done, to the ear too, and offer to undo it for a while."""
        self._say(sentence, button, action)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))
        self.timer.start(UNDO_MS)

    def report(self, sentence: str, button: str, action: Callable[[], object]) -> None:
        """Say what came of something, and offer to tell more, until dismissed."""
        self._say(sentence, button, action)

    def begin(self, sentence: str, button: str, action: Callable[[], object]) -> None:
        """Say that something is under way, and offer to stop it."""
        self._say(sentence, button, action)
        self._working = True

    def go_on(self, sentence: str) -> None:
        """Say how far that is, unless the bar says something else or was dismissed."""
        if self._working:
            self.label.setText(sentence)

    def add(self, button: str, action: Callable[[], object]) -> None:
        """Offer this, too, about what is said; it goes on being said."""
        self._more = action
        self.more.setText(button)
        self.more.show()

    def over(self, cause: str) -> None:
        """What was said because of this is so no longer."""
        if cause == self.cause:
            self._dismissed()

    @Slot()
    def leave(self) -> None:
        """Its conversation went on, or away: what was said of it is over."""
        if self._of_conversation:
            self.hide()

    def recolor(self, colors: Colors) -> None:
        """Take the colours of now."""
        self.dismiss.setIcon(glyph("close", colors.muted))

    def _say(
        self,
        text: str,
        button: str = "",
        action: Callable[[], object] | None = None,
        details: str = "",
    ) -> None:
        self.timer.stop()
        self._details = details
        self.copy.setVisible(bool(details))
        self._action, self._more = action, None
        self.more.hide()
        self._working = self._of_conversation = self._confirms = False
        self.cause = ""
        self.button.setText(button)
        self.button.setVisible(action is not None)
        self.label.setText(text)
        self.show()

    def _retell(self) -> None:
        self.label.setText(self._texts.again(self.label.text()))
        for button in (self.button, self.more):
            button.setText(self._texts.again(button.text()))

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(f"{self.label.text()}\n\n{self._details}")

    @Slot()
    def _wait_or_hide(self) -> None:
        """Not while somebody points at it, or is in it with the keyboard."""
        focused = self.window().focusWidget()
        entered = focused is not None and self.isAncestorOf(focused)
        if self.underMouse() or entered:
            self.timer.start()
        else:
            self.hide()

    @Slot()
    def _dismissed(self) -> None:
        self._working = False
        self.hide()

    @Slot()
    def _act_more(self) -> None:
        if self._more is not None:
            self._more()

    @Slot()
    def _act(self) -> None:
        action, self._action = self._action, None
        self.timer.stop()
        self._dismissed()
        if action is not None:
            action()
