"""A part of a page: as tall as what it shows, and scrolled where that is a lot."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Slot
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QScrollArea,
    QSizePolicy,
    QWidget,
)
from typing_extensions import override

from ui.theme import colors_now

__all__ = ["Fitted"]


class Fitted(QScrollArea):
    """Has the height of ``widget`` where there is room for it, and less where not.

    What gets the keyboard is scrolled into sight. With ``keys`` it takes the keyboard
    itself, too, as long as there is something to scroll.
    """

    def __init__(self, widget: QWidget, parent: QWidget, *, keys: bool = False) -> None:
        super().__init__(parent)
        self._shown, self._keys = widget, keys
        self._least = self._most = 0
        self._to_end = False
        self.setObjectName("fitted")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setWidget(widget)
        # It lies on what it is a part of.
        self.viewport().setAutoFillBackground(False)
        widget.setAutoFillBackground(False)
        self.verticalScrollBar().rangeChanged.connect(self._ranged)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    def bound(self, least: int, most: int = 0) -> None:
        """Take ``least`` in any window, and no more than ``most`` (0: all it wants)."""
        self._least, self._most = least, most
        self.updateGeometry()

    def show_end(self) -> None:
        """Scroll down to what is being added at the end."""
        self._to_end = True

    @property
    def _wanted(self) -> int:
        """The height of all of it, in the width that there is."""
        shown = self._shown
        height = shown.heightForWidth(self.width()) if shown.hasHeightForWidth() else -1
        wanted = height if height >= 0 else shown.sizeHint().height()
        return min(wanted, self._most) if self._most else wanted

    @override
    def sizeHint(self) -> QSize:
        """As tall as what it shows."""
        return QSize(self._shown.sizeHint().width(), self._wanted)

    @override
    def minimumSizeHint(self) -> QSize:
        """Some of it can be read in any window."""
        bar = self.verticalScrollBar().sizeHint().width()
        width = self._shown.minimumSizeHint().width() + bar
        return QSize(width, min(self._least, self._wanted))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width is another height."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What it shows has become more, or less."""
        if watched is self._shown and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard is here."""
        super().focusInEvent(event)
        self.viewport().update()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keyboard is elsewhere."""
        super().focusOutEvent(event)
        self.viewport().update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """A ring where the keyboard is."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self.viewport())
            painter.setPen(QPen(colors_now().accent, 2))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))
            painter.end()

    @Slot(int, int)
    def _ranged(self, _least: int, most: int) -> None:
        if self._keys:
            policy = Qt.FocusPolicy.TabFocus if most else Qt.FocusPolicy.NoFocus
            self.setFocusPolicy(policy)
        if self._to_end:
            self._to_end = False
            self.verticalScrollBar().setValue(most)

    @Slot(QWidget, QWidget)
    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self._shown.isAncestorOf(now):
            self.ensureWidgetVisible(now, 0, 0)
