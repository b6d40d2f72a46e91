"""The conversation: one text browser, written block by block while it streams."""

from dataclasses import dataclass, replace
from html import escape

from PySide6.QtCore import QEvent, QRectF, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import (
    QDesktopServices,
    QFont,
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QTextBrowser, QWidget
from typing_extensions import override

from evotr.text import Catalog
from ui.presenters.entries import Entry
from ui.presenters.sources import Origin
from ui.theme import colors_of
from ui.widgets.backdrop import BUBBLE_PAD, paint_backdrop
from ui.widgets.long_runs import breakable
from ui.widgets.markdown import KIND, USER, Writer
from ui.widgets.stream import Splitter

__all__ = ["TranscriptView"]

FLUSH_MS = 60
COLUMN = 740
_EDGE = 24
_MEASURED, _LONG = 8, 200  # lines and characters that decide a bubble's width
_ACTIONS = ("copy", "again", "edit")


@dataclass(frozen=True, slots=True)
class _Mark:
    """A place to come back to: the position, and whether its block was waiting."""

    position: int
    fresh: bool


@dataclass(slots=True)
class _Placed:
    mark: _Mark
    entry: Entry


class TranscriptView(QTextBrowser):
    """Shows entries; ``acted(action)`` is "copy", "again" or "edit" of the last ones.

    ``source_asked(origin)`` asks for what an answer's source says.
    It follows the end only while the reader is at the end.
    """

    acted = Signal(str)
    source_asked = Signal(object)

    def __init__(self, texts: Catalog, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._texts = texts
        self.setObjectName("transcript")
        self.setAccessibleName(texts("transcript.name"))
        self.setOpenLinks(False)
        self.setUndoRedoEnabled(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextBrowserInteraction
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() + 1)
        self.document().setDefaultFont(font)
        self.document().setDocumentMargin(4)
        # The first block's own top margin does not count: bubbles need room.
        frame = self.document().rootFrame().frameFormat()
        frame.setTopMargin(26)
        self.document().rootFrame().setFrameFormat(frame)
        self._writer = Writer(self.document(), colors_of(self.palette()))
        self._placed: list[_Placed] = []
        self._footer: _Mark | None = None
        self._splitter = Splitter()
        self._rest = _Mark(0, fresh=True)
        self._pending: list[str] = []
        self._heard: list[str] = []
        self._width = 0
        self._flush_timer = QTimer(self)
        self._flush_timer.setSingleShot(True)
        self._flush_timer.setInterval(FLUSH_MS)
        self._flush_timer.timeout.connect(self.flush)
        self.anchorClicked.connect(self._clicked)

    @Slot(int, object)
    def splice(self, keep: int, entries: tuple[Entry, ...]) -> None:
        """Keep the first ``keep`` entries, drop the others, append ``entries``."""
        follow = keep == 0 or self._at_end() or any(e.role == "user" for e in entries)
        self._flush_timer.stop()
        self._pending.clear()
        editing = QTextCursor(self.document())
        editing.beginEditBlock()
        self._drop_footer()
        if keep < len(self._placed):
            self._back_to(self._placed[keep].mark)
            del self._placed[keep:]
        for entry in entries:
            self._append(entry)
        self._add_footer()
        editing.endEditBlock()
        self._describe()
        if follow:
            self._go_to_end()

    @Slot(str)
    def stream(self, text: str) -> None:
        """New text of the last entry; drawn with the next flush."""
        self._pending.append(text)
        if not self._flush_timer.isActive():
            self._flush_timer.start()

    @Slot(int)
    def progress(self, percent: int) -> None:
        """Say how much of the prompt is read, while there is no answer yet."""
        if not self._heard and not self._pending:
            self._write_rest_line(self._texts("transcript.reading", percent=percent))

    @Slot()
    def flush(self) -> None:
        """Draw what has been streamed until now."""
        text = "".join(self._pending)
        self._pending.clear()
        if not text:
            return
        self._heard.append(text)
        follow = self._at_end()
        editing = QTextCursor(self.document())
        editing.beginEditBlock()
        self._back_to(self._rest)
        progress = self._splitter.feed(text)
        for piece in progress.done:
            self._write(piece.kind, piece.text)
        self._rest = self._mark()
        if progress.rest.text:
            self._write(progress.rest.kind, progress.rest.text)
        editing.endEditBlock()
        if follow:
            self._go_to_end()

    def _write(self, kind: str, text: str) -> None:
        if kind == "code":
            self._writer.code_line(text)
        else:
            self._writer.markdown(text)

    def _append(self, entry: Entry) -> None:
        self._placed.append(_Placed(self._mark(), entry))
        if entry.role == "user":
            form = self._user_format(entry)
            self._writer.block(breakable(entry.text), form, QTextCharFormat())
            return
        self._small(self._texts("transcript.assistant"), top=16, bottom=4, bold=True)
        if entry.state == "streaming":
            self._begin_stream(entry)
            return
        self._writer.markdown(entry.text)
        failed = entry.state == "failed"
        for line, bad in (
            (entry.note, failed),
            (entry.hint, False),
            (entry.aside, False),
        ):
            if line:
                self._small(line, top=0, bottom=4, bad=bad)
        self._append_sources(entry.sources)

    def _append_sources(self, sources: tuple[Origin, ...]) -> None:
        """One quiet line; what a source says is its tooltip, and told when asked."""
        if not sources:
            return
        place = len(self._placed) - 1
        cursor = self._small(self._texts("transcript.sources"), top=2, bottom=4)
        for number, origin in enumerate(sources, 1):
            char = self._small_char()
            cursor.insertText(" · " if number > 1 else " ", char)
            char.setAnchor(True)
            char.setAnchorHref(f"evotr:source/{place}/{number}")
            # As rich text it wraps; what files say must not be markup.
            char.setToolTip(f"<qt>{escape(origin.quote)}</qt>")
            cursor.insertText(f"[{number}] {origin.label}", char)

    def _describe(self) -> None:
        """Tell those who cannot see tooltips what the last answer's sources say."""
        sources = self._placed[-1].entry.sources if self._placed else ()
        told = [
            f"[{number}] {origin.label}: “{origin.quote}”"
            for number, origin in enumerate(sources, 1)
        ]
        head = [self._texts("transcript.sources")] if told else []
        self.setAccessibleDescription(" ".join(head + told))

    def _begin_stream(self, entry: Entry) -> None:
        self._splitter = Splitter()
        self._heard.clear()
        self._rest = self._mark()
        if entry.text:
            self._pending.append(entry.text)
            self.flush()
        else:
            self._write_rest_line(self._texts("transcript.thinking"))

    def _write_rest_line(self, line: str) -> None:
        follow = self._at_end()
        self._back_to(self._rest)
        self._small(line, top=0, bottom=8)
        if follow:
            self._go_to_end()

    def _small(
        self,
        text: str,
        *,
        top: float,
        bottom: float,
        bold: bool = False,
        bad: bool = False,
    ) -> QTextCursor:
        form = QTextBlockFormat()
        form.setTopMargin(top)
        form.setBottomMargin(bottom)
        colors = self._writer.colors
        char = self._small_char()
        char.setForeground(colors.bad if bad else colors.muted)
        if bold:
            char.setFontWeight(QFont.Weight.DemiBold)
        return self._writer.block(text, form, char)

    def _small_char(self) -> QTextCharFormat:
        char = QTextCharFormat()
        char.setFontPointSize(self.document().defaultFont().pointSizeF() - 1.5)
        char.setForeground(self._writer.colors.muted)
        return char

    def _add_footer(self) -> None:
        last = self._placed[-1].entry if self._placed else None
        if last is None or last.role == "user" or last.state == "streaming":
            return
        self._footer = self._mark()
        cursor = self._small("", top=6, bottom=10)
        for action in _ACTIONS:
            char = self._small_char()
            char.setAnchor(True)
            char.setAnchorHref(f"evotr:{action}")
            cursor.insertText(self._texts(f"transcript.{action}"), char)
            if action != _ACTIONS[-1]:
                cursor.insertText("\u2003", self._small_char())

    def _drop_footer(self) -> None:
        if self._footer is not None:
            self._back_to(self._footer)
            self._footer = None

    def _mark(self) -> _Mark:
        return _Mark(self._writer.end, self._writer.fresh)

    def _back_to(self, mark: _Mark) -> None:
        self._writer.truncate(mark.position, fresh=mark.fresh)

    def _user_format(self, entry: Entry) -> QTextBlockFormat:
        """The bubble is as wide as its longest line, at most four fifths."""
        room = self.viewport().width() - 2 * int(self.document().documentMargin())
        metrics = QFontMetrics(self.document().defaultFont())
        longest = sorted(entry.text.split("\n"), key=len)[-_MEASURED:]
        wide = max(metrics.horizontalAdvance(line[:_LONG]) for line in longest)
        text = wide + 2 * BUBBLE_PAD + 4
        form = QTextBlockFormat()
        form.setProperty(int(KIND), USER)
        form.setLeftMargin(max(room // 5, room - text) + BUBBLE_PAD)
        form.setRightMargin(BUBBLE_PAD)
        form.setTopMargin(24)
        form.setBottomMargin(14)
        form.setLineHeight(
            125, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
        )
        return form

    def _fit_bubbles(self) -> None:
        editing = QTextCursor(self.document())
        editing.beginEditBlock()
        for placed in self._placed:
            if placed.entry.role == "user":
                at = placed.mark.position + (0 if placed.mark.fresh else 1)
                block = self.document().findBlock(at)
                QTextCursor(block).setBlockFormat(self._user_format(placed.entry))
        editing.endEditBlock()

    def _recolor(self) -> None:
        """Draw everything again, if the colours of now are others."""
        colors = colors_of(self.palette())
        if colors == self._writer.colors:
            return
        self._writer.colors = colors
        entries = [placed.entry for placed in self._placed]
        if entries and entries[-1].state == "streaming":
            text = "".join((*self._heard, *self._pending))
            entries[-1] = replace(entries[-1], text=text)
        at = self.verticalScrollBar().value()
        self.splice(0, tuple(entries))
        self.verticalScrollBar().setValue(at)

    def _at_end(self) -> bool:
        bar = self.verticalScrollBar()
        return bar.value() >= bar.maximum() - 4

    def _go_to_end(self) -> None:
        bar = self.verticalScrollBar()
        bar.setValue(bar.maximum())

    @Slot(QUrl)
    def _clicked(self, url: QUrl) -> None:
        if url.scheme() == "evotr":
            action, *place = url.path().split("/")
            if action == "source":
                entry, number = map(int, place)
                origin = self._placed[entry].entry.sources[number - 1]
                self.source_asked.emit(origin)
            else:
                self.acted.emit(action)
        else:
            QDesktopServices.openUrl(url)

    @override
    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Nothing: an answer must not make the window read files or the network."""
        return None

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the text in a column of readable width."""
        side = max(_EDGE, (self.width() - COLUMN) // 2)
        if side != self.viewportMargins().left():
            self.setViewportMargins(side, 0, side, 0)
        super().resizeEvent(event)
        if self.viewport().width() != self._width:
            follow = self._at_end()
            self._width = self.viewport().width()
            self._fit_bubbles()
            if follow:
                self._go_to_end()

    @override
    def changeEvent(self, event: QEvent) -> None:
        """Light turned dark, or the other way round."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_placed"):
            self._recolor()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Bubbles and code grounds first, the text over them."""
        painter = QPainter(self.viewport())
        top = self.verticalScrollBar().value()
        painter.translate(0, -top)
        seen = QRectF(event.rect()).translated(0, top)
        paint_backdrop(painter, self.document(), seen, self._writer.colors)
        painter.end()
        super().paintEvent(event)
