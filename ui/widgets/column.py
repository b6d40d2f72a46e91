"""Text in a column of readable width."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from PySide6.QtCore import QMimeData, QPoint, QSizeF, Qt, QUrl, Signal
from PySide6.QtGui import QFont, QResizeEvent, QTextCursor, QTextDocument, QWheelEvent
from PySide6.QtWidgets import QTextBrowser, QWidget
from typing_extensions import override

from ui.widgets.copying import written

__all__ = ["COLUMN", "Column", "laid_out"]

_NOTCH: Final = 120  # of a wheel, as Qt counts; trackpads tell of parts of it

COLUMN: Final = 740
_EDGE: Final = 24


def laid_out(document: QTextDocument) -> None:
    """Lay all of it out, before it is changed.

    Qt does so a little later with a long one. A change before that would leave it with
    blocks that have no lines, for good: nobody would come to their end.
    """
    document.size()


class Column(QTextBrowser):
    """Reads neither files nor the network, and opens nothing by itself.

    ``resized()`` when the text was laid out anew; ``zoomed(by)`` when the wheel asks
    for larger (1) or smaller (-1) text.
    """

    resized = Signal()
    zoomed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._width = 0
        self._turned = 0
        self._bring_document()
        self.setOpenLinks(False)
        self.setUndoRedoEnabled(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextBrowserInteraction
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._points = self.font().pointSizeF() + 1
        Column.scale_text(self, 100)
        self.document().setDocumentMargin(4)
        # The first block's own top margin does not count: bubbles need room.
        frame = self.document().rootFrame().frameFormat()
        frame.setTopMargin(26)
        self.document().rootFrame().setFrameFormat(frame)

    def _bring_document(self) -> None:
        """Write into a document that is held from here for as long as the column is.

        Python's hold on one that Qt made ends as soon as any window around it begins to
        be destroyed, while the column is still told what goes on, and draws it.
        """
        document = QTextDocument(self)
        self.setDocument(document)
        document.documentLayout().setPaintDevice(self.viewport())
        document.setPageSize(QSizeF(0, 0))  # not laid out until it is shown

    def scale_text(self, percent: int) -> None:
        """Write what comes in this size."""
        font = QFont(self.font())
        font.setPointSizeF(self._points * percent / 100)
        self.document().setDefaultFont(font)

    @property
    def at_end(self) -> bool:
        """Whether the reader is at the end."""
        bar = self.verticalScrollBar()
        return bar.value() >= bar.maximum() - 4

    def go_to_end(self) -> None:
        """Show the end."""
        bar = self.verticalScrollBar()
        bar.setValue(bar.maximum())

    @contextmanager
    def edited(self, *, follow: bool) -> Iterator[None]:
        """Lay the text out once for many changes; ``follow`` shows the end then."""
        laid_out(self.document())
        editing = QTextCursor(self.document())
        editing.beginEditBlock()
        try:
            yield
        finally:
            editing.endEditBlock()
        if follow:
            self._follow()

    def _follow(self) -> None:
        """The reader is at the end: show what it is now."""
        self.go_to_end()

    @contextmanager
    def mended(self) -> Iterator[None]:
        """Change the text anywhere; the reader sees the same words as before."""
        follow, seen = self.at_end, self.cursorForPosition(QPoint(0, 0))
        before = self.cursorRect(seen).top()
        with self.edited(follow=follow):
            yield
        if not follow:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + self.cursorRect(seen).top() - before)

    def _laid_out(self) -> None:
        """The column has another width."""

    @override
    def createMimeDataFromSelection(self) -> QMimeData:
        """What is copied: the text as it was written."""
        data = QMimeData()
        data.setText(written(self.textCursor()))
        return data

    @override
    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Nothing: an answer must not make the window read files or the network."""
        return None

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        """With the control key it is the size of all text, and not of this one."""
        turned, phase = event.angleDelta().y(), event.phase()
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._turned = 0
            super().wheelEvent(event)
        elif phase != Qt.ScrollPhase.ScrollMomentum:  # the fingers are gone then
            anew = phase == Qt.ScrollPhase.ScrollBegin or self._turned * turned < 0
            self._turned = turned if anew else self._turned + turned
            while abs(self._turned) >= _NOTCH:
                by = 1 if self._turned > 0 else -1
                self._turned -= by * _NOTCH
                self.zoomed.emit(by)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the column, and a reader who is at the end there."""
        follow = self.at_end
        side = max(_EDGE, (self.width() - COLUMN) // 2)
        if side != self.viewportMargins().left():
            self.setViewportMargins(side, 0, side, 0)
        super().resizeEvent(event)
        if self.viewport().width() != self._width:
            self._width = self.viewport().width()
            self._laid_out()
            self.resized.emit()
        if follow:
            self._follow()
