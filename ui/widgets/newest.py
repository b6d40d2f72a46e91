"""The button that leads a reader who scrolled up to the newest words again."""

from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, QTimer, Signal, Slot
from PySide6.QtWidgets import QToolButton, QWidget
from typing_extensions import override

from ui.presenters import ChatPresenter
from ui.text import Speech
from ui.theme import Colors, glyph
from ui.widgets.column import Column
from ui.widgets.phrases import Phrases

__all__ = ["NewestButton"]

_SIDE: Final = 34
_EDGE: Final = 14
_MOVES: Final = {
    QEvent.Type.Resize,
    QEvent.Type.Move,
    QEvent.Type.Show,
    QEvent.Type.Hide,
}


class NewestButton(QToolButton):
    """Stands over ``view`` while its end is out of sight; ``used()`` when pressed.

    It looks and is called otherwise when ``chat`` said something new there meanwhile.
    """

    used = Signal()

    def __init__(
        self, view: Column, texts: Speech, chat: ChatPresenter, parent: QWidget
    ) -> None:
        # Not the view's own child: it would take Tab for its links.
        super().__init__(parent)
        self._view, self._texts, self._chat = view, texts, chat
        self._entries = len(chat.entries)
        self.news = False
        """Whether something came that was not seen."""
        self.setObjectName("newest")
        self.setFixedSize(_SIDE, _SIDE)
        self.setIconSize(QSize(20, 20))
        self._colors: Colors | None = None
        # Once for many changes: an answer that is followed moves the bar twice.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._follow)
        bar = view.verticalScrollBar()
        bar.valueChanged.connect(self._ask)
        bar.rangeChanged.connect(self._ask)
        view.installEventFilter(self)
        chat.streamed.connect(self._came)
        chat.changed.connect(self._changed)
        self.clicked.connect(self._go)
        Phrases(texts, self).also(self._tell)
        self.hide()

    def recolor(self, colors: Colors) -> None:
        """Take the colours of now."""
        self._colors = colors
        self._tell()

    @Slot()
    def _go(self) -> None:
        self._view.go_to_end()
        self.used.emit()  # first: hiding passes the focus on
        self._follow()

    @Slot()
    def _ask(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    @Slot()
    def _follow(self) -> None:
        """Be there, or not, and in the corner."""
        away = self._view.isVisible() and not self._view.at_end
        if not away and self.news:
            self.news = False
            self._tell()
        if away:
            seen = self._view.geometry()
            self.move(seen.bottomRight() - QPoint(_SIDE + _EDGE, _SIDE + _EDGE))
            self.raise_()  # a stacked layout puts the page that it turns to on top
        if away != self.isVisible():
            self.setVisible(away)

    @Slot()
    def _came(self) -> None:
        if not self.news and not self._view.at_end:
            self.news = True
            self._tell()

    @Slot(int)
    def _changed(self, keep: int) -> None:
        """Another conversation has no news; one more message in this one is some."""
        before, self._entries = self._entries, len(self._chat.entries)
        if keep and self._entries > before:
            self._came()
        self._ask()

    def _tell(self) -> None:
        name = self._texts(f"transcript.{'newest_came' if self.news else 'newest'}")
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setProperty("news", self.news)
        self.style().unpolish(self)
        self.style().polish(self)
        if self._colors is not None:
            colors = self._colors
            self.setIcon(glyph("down", colors.on_accent if self.news else colors.text))

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the corner of the view."""
        if event.type() in _MOVES:
            self._ask()
        return False
