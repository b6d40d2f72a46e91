"""A bar that says one thing, perhaps offers to undo it, and goes."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QWidget,
)

from evotr.text import Catalog
from ui.theme import Colors, glyph

__all__ = ["UNDO_MS", "NoticeBar"]

UNDO_MS = 8000
"""So long can a deletion be undone from the bar."""


class NoticeBar(QFrame):
    """Hidden until it has something to say; a new notice replaces the one before."""

    def __init__(self, texts: Catalog, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self.setAccessibleName(texts("notice.name"))
        self.label = QLabel(self)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setWordWrap(True)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.button = QPushButton(self)
        self.button.clicked.connect(self._act)
        self.copy = QPushButton(texts("trouble.copy"), self)
        self.copy.clicked.connect(self._copy)
        self.dismiss = QToolButton(self)
        self.dismiss.setAccessibleName(texts("notice.close"))
        self.dismiss.setToolTip(texts("notice.close"))
        self.dismiss.setIconSize(QSize(16, 16))
        self.dismiss.clicked.connect(self._dismissed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 8, 8, 8)
        layout.addWidget(self.label, 1)
        layout.addWidget(self.copy)
        layout.addWidget(self.button)
        layout.addWidget(self.dismiss)
        self._action: Callable[[], object] | None = None
        self._details = ""
        self._working = False
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.timeout.connect(self.hide)
        self.hide()

    def tell(self, sentence: str, hint: str = "", details: str = "") -> None:
        """Say what went wrong and what to do, until it is dismissed.

        ``details`` can be copied.
        """
        self._say(f"{sentence}\n{hint}".strip(), details=details)

    def tell_with(
        self,
        told: tuple[str, str, str],
        button: str,
        action: Callable[[], object],
    ) -> None:
        """As `tell` (``told`` are its arguments), with something to do about it."""
        sentence, hint, details = told
        self._say(f"{sentence}\n{hint}".strip(), button, action, details)

    def offer(self, sentence: str, button: str, action: Callable[[], object]) -> None:
        """Say what was done, and offer to undo it for a while."""
        self._say(sentence, button, action)
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
        self._action = action
        self._working = False
        self.button.setText(button)
        self.button.setVisible(action is not None)
        self.label.setText(text)
        self.show()

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(f"{self.label.text()}\n\n{self._details}")

    @Slot()
    def _dismissed(self) -> None:
        self._working = False
        self.hide()

    @Slot()
    def _act(self) -> None:
        action, self._action = self._action, None
        self.timer.stop()
        self._dismissed()
        if action is not None:
            action()
