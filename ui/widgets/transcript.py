"""The conversation: one text browser, written block by block while it streams."""

from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QEvent, QRect, QRectF, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QDesktopServices,
    QFontMetrics,
    QGuiApplication,
    QPainter,
    QPaintEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from evotr.domain import Thumb
from evotr.text import Catalog
from ui.presenters.entries import Entry
from ui.theme import colors_of
from ui.widgets.backdrop import paint_backdrop
from ui.widgets.bubbles import bubble_format
from ui.widgets.code import CodeHead, code_of
from ui.widgets.column import Column
from ui.widgets.formulas import Formulas
from ui.widgets.long_runs import breakable
from ui.widgets.markdown import Writer
from ui.widgets.smallprint import SmallPrint, find_link, href
from ui.widgets.stream import Splitter

__all__ = ["SHOWN", "WHOLE", "TranscriptView"]

FLUSH_MS = 60
SHOWN = 200
"""So many entries, the newest, are drawn at once; earlier ones when they are wanted."""

WHOLE = 50
"""So many entries, the newest, have all their links; the others have them in a menu."""
_STEPS = {"before": -1, "after": 1}


@dataclass(frozen=True, slots=True)
class _Mark:
    """A place to come back to: the position, and whether its block was waiting."""

    position: int
    fresh: bool


_START = _Mark(0, fresh=True)


@dataclass(slots=True)
class _Placed:
    mark: _Mark
    entry: Entry


class TranscriptView(Column):
    """Shows entries, and has what can be asked of them as links and in a menu.

    Signals:
        acted(action, place): "copy", "again", "edit", "correct", "go_on", "up" or
            "down" of the entry at ``place``.
        part_asked(place, part): Show who answered (0), or a source, or hide it.
        stepped(place, by): Show the version before (-1) or after (1).
        expert_asked(place, expert): This expert should have answered.
        conversation_asked(id): A source's conversation.
        spliced(keep): The entries from ``keep`` on are others.

    It follows the end only while the reader is at the end.
    """

    acted = Signal(str, int)
    part_asked = Signal(int, int)
    stepped = Signal(int, int)
    expert_asked = Signal(int, str)
    conversation_asked = Signal(str)
    spliced = Signal(int)

    def __init__(
        self, texts: Catalog, parent: QWidget | None = None, *, teach: bool = True
    ) -> None:
        super().__init__(parent)
        self._texts = texts
        self.setObjectName("transcript")
        self.setAccessibleName(texts("transcript.name"))
        font = self.document().defaultFont()
        self._metrics = QFontMetrics(font)
        self._writer = Writer(self.document(), colors_of(self.palette()))
        self._small = SmallPrint(self._writer, self.document(), texts, teach=teach)
        self._placed: list[_Placed] = []
        self._room, self._hidden = SHOWN, 0  # entries to draw, and not drawn
        self._footer: _Mark | None = None
        self._splitter = Splitter()
        self._rest = _Mark(0, fresh=True)
        self._pending: list[str] = []
        self._heard: list[str] = []
        self._flush_timer = QTimer(self)
        self._flush_timer.setSingleShot(True)
        self._flush_timer.setInterval(FLUSH_MS)
        self._flush_timer.timeout.connect(self.flush)
        self.anchorClicked.connect(self._clicked)

    @Slot(int, object)
    def splice(self, keep: int, entries: tuple[Entry, ...]) -> None:
        """Keep the first ``keep`` entries, drop the others, append ``entries``."""
        if keep == 0:
            self._room = SHOWN
        self._splice(keep, entries)

    def _splice(self, keep: int, entries: tuple[Entry, ...]) -> None:
        follow = keep == 0 or self.at_end or any(e.role == "user" for e in entries)
        self._flush_timer.stop()
        self._pending.clear()
        editing = QTextCursor(self.document())
        editing.beginEditBlock()
        self._drop_footer()
        total = keep + len(entries)
        if keep <= self._hidden:  # nothing that is drawn stays
            entries = (*(placed.entry for placed in self._placed[:keep]), *entries)
            keep, self._hidden = 0, max(0, total - self._room)
        if keep < len(self._placed):
            self._back_to(self._placed[keep].mark if keep else _START)
            del self._placed[keep:]
        for entry in entries:
            if len(self._placed) < self._hidden:
                self._placed.append(_Placed(_START, entry))
                continue
            if len(self._placed) == self._hidden > 0:
                self._small.earlier(self._hidden)
            self._append(entry, whole=len(self._placed) >= total - WHOLE)
        self._footer = self._add_footer()
        editing.endEditBlock()
        self._describe()
        if follow:
            self.go_to_end()
        self.spliced.emit(keep)

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
        follow = self.at_end
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
            self.go_to_end()

    def _write(self, kind: str, text: str) -> None:
        if kind == "code":
            self._writer.code_line(text)
        else:
            self._writer.markdown(text)

    def _append(self, entry: Entry, *, whole: bool) -> None:
        place = len(self._placed)
        self._placed.append(_Placed(self._mark(), entry))
        if entry.role == "user":
            form = self._user_format(entry)
            self._writer.block(breakable(entry.text), form, QTextCharFormat())
            self._small.asked(entry, place)
            return
        self._small.head(entry, place)
        if entry.state == "streaming":
            self._begin_stream(entry)
            return
        start = self._writer.end
        address = partial(href, "code", place)
        label, colors = self._texts("transcript.copy_code"), self._writer.colors
        head = CodeHead(label, address, colors, colored=whole)
        formulas = Formulas(self.document(), colors)
        text = formulas.take(entry.text) if whole else entry.text
        self._writer.markdown(text, head, formulas)
        if entry.sources:
            self._small.cite(place, start, len(entry.sources))
        self._small.ending(entry, place, whole=whole)

    @Slot(int, object)
    def mark_thumb(self, place: int, thumb: Thumb | None) -> None:
        """Show what was said of an answer, where it stands."""
        placed = self._placed[place]
        placed.entry = replace(placed.entry, thumb=thumb)
        if place < self._hidden:
            return
        one: Thumb
        for one in ("up", "down"):
            cursor = find_link(self.document(), href(one, place), *self._span(place))
            if cursor is None:
                self._draw_again(place)
                return
            cursor.setCharFormat(self._small.thumb_char(place, one, given=one == thumb))

    def _draw_again(self, place: int) -> None:
        """Draw the entries from ``place`` on, where the reader stands."""
        entries = [placed.entry for placed in self._placed[place:]]
        if entries and entries[-1].state == "streaming":
            text = "".join((*self._heard, *self._pending))
            entries[-1] = replace(entries[-1], text=text)
        at = self.verticalScrollBar().value()
        self._splice(place, tuple(entries))
        self.verticalScrollBar().setValue(at)

    def _show_earlier(self, more: int) -> None:
        """Draw more of the oldest entries; what is seen stays where it is."""
        self._room = len(self._placed) - self._hidden + more
        bar = self.verticalScrollBar()
        below = bar.maximum() - bar.value()
        self._draw_again(0)
        bar.setValue(bar.maximum() - below)

    @Slot(int)
    def go_to(self, place: int) -> None:
        """Scroll to an entry."""
        if place < self._hidden:
            self._show_earlier(self._hidden - place)
        top = self.place_of_answer(place).top()
        self.verticalScrollBar().setValue(self.verticalScrollBar().value() + top)

    def _span(self, place: int) -> tuple[int, int]:
        """Where the entry at ``place`` begins and ends."""
        last = place + 1 == len(self._placed)
        end = self._writer.end if last else self._placed[place + 1].mark.position
        return self._placed[place].mark.position, end

    def _describe(self) -> None:
        """Tell those who cannot see it who gave the last answer, and from what."""
        last = self._placed[-1].entry if self._placed else None
        told = [last.chip] if last and last.chip else []
        if last and last.sources:
            told.append(self._texts("transcript.sources"))
            told += [
                f"[{number}] {origin.label}: “{origin.quote}”"
                for number, origin in enumerate(last.sources, 1)
            ]
        self.setAccessibleDescription(" ".join(told))

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
        follow = self.at_end
        self._back_to(self._rest)
        self._small.line(line, top=0, bottom=8)
        if follow:
            self.go_to_end()

    def _add_footer(self) -> _Mark | None:
        last = self._placed[-1].entry if self._placed else None
        if last is None or last.role == "user" or last.state == "streaming":
            return None
        mark = self._mark()
        self._small.last(last, len(self._placed) - 1)
        return mark

    def _drop_footer(self) -> None:
        if self._footer is not None:
            self._back_to(self._footer)
            self._footer = None

    def _mark(self) -> _Mark:
        return _Mark(self._writer.end, self._writer.fresh)

    def _back_to(self, mark: _Mark) -> None:
        self._writer.truncate(mark.position, fresh=mark.fresh)

    def _user_format(self, entry: Entry) -> QTextBlockFormat:
        room = self.viewport().width() - 2 * int(self.document().documentMargin())
        return bubble_format(entry.text, room, self._metrics)

    def _fit_bubbles(self) -> None:
        editing = QTextCursor(self.document())
        editing.beginEditBlock()
        for placed in self._placed[self._hidden :]:
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
        self._draw_again(0)

    @Slot(QUrl)
    def _clicked(self, url: QUrl) -> None:
        if url.scheme() != "evotr":
            QDesktopServices.openUrl(url)
            return
        action, at, *more = url.path().split("/")
        place = int(at)
        match action:
            case "who":
                self.part_asked.emit(place, 0)
            case "part":
                self.part_asked.emit(place, int(more[0]))
            case "with":
                self.expert_asked.emit(place, more[0])
            case "there":
                origin = self._placed[place].entry.sources[int(more[0]) - 1]
                self.conversation_asked.emit(origin.conversation_id)
            case "earlier":
                self._show_earlier(SHOWN)
            case "code":
                code = code_of(self.document(), url.toString())
                QGuiApplication.clipboard().setText(code)
            case "before" | "after":
                self.stepped.emit(place, _STEPS[action])
            case _:
                self.acted.emit(action, place)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the text, and with the message it stands in."""
        menu = self.createStandardContextMenu(event.pos())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        at = self.cursorForPosition(event.pos()).position()
        place = bisect_right([p.mark.position for p in self._placed], at) - 1
        if place >= self._hidden and self._placed[place].entry.state != "streaming":
            menu.addSeparator()
            for action in self._small.actions(self._placed[place].entry):
                act = partial(self.acted.emit, action, place)
                key = "copy_whole" if action == "copy" else action
                menu.addAction(self._texts(f"transcript.{key}"), act)
        menu.popup(event.globalPos())

    def place_of_answer(self, place: int) -> QRect:
        """Where the answer at ``place`` is seen, in the viewport."""
        begin, end = self._span(place)
        cursor = QTextCursor(self.document())
        cursor.setPosition(min(begin + 1, end))
        top = self.cursorRect(cursor).top()
        cursor.setPosition(end)
        height = self.cursorRect(cursor).bottom() - top
        return QRect(0, top, self.viewport().width(), height)

    @override
    def _laid_out(self) -> None:
        """Bubbles are as wide as the column lets them."""
        self._fit_bubbles()

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
