"""The conversation: one text browser, written block by block while it streams."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, QRect, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QPainter, QPaintEvent, QTextCursor
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from evotr.domain import Thumb
from ui.presenters.entries import Entry
from ui.text import Speech
from ui.theme import colors_now
from ui.widgets.answer import AnswerText, Easel
from ui.widgets.backdrop import paint_backdrop
from ui.widgets.bubbles import Bubbles
from ui.widgets.linked import LinkedColumn
from ui.widgets.markdown import Mark, Writer
from ui.widgets.opened import OpenedLines
from ui.widgets.pace import Pace
from ui.widgets.phrases import Phrases
from ui.widgets.places import Placed, Reading, asks_anew, opened_in, spots_of
from ui.widgets.scribe import Scribe
from ui.widgets.shown import WHOLE, fitting, settled
from ui.widgets.smallprint import SmallPrint, find_link, href

__all__ = ["TranscriptView"]

_FILL_MS = 15
_FILLED = 16  # entries: 10 ms


class TranscriptView(LinkedColumn):
    """Shows entries, and has what can be asked of them as links and in a menu.

    Signals:
        spliced(keep): The entries from ``keep`` on are others.

    It follows the end only while the reader is at the end.
    """

    spliced = Signal(int)

    def __init__(
        self, texts: Speech, parent: QWidget | None = None, *, teach: bool = True
    ) -> None:
        super().__init__(parent)
        self._texts = texts
        self.setObjectName("transcript")
        # What is scrolled is then moved, and not painted again, nor what lies below it.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        Phrases(texts, self)(self.setAccessibleName, "transcript.name")
        self._writer = Writer(self.document(), colors_now())
        self._small = SmallPrint(self._writer, self.document(), texts, teach=teach)
        self._placed: list[Placed] = []
        # Entries to draw, those not drawn, and of these those that are to stay so.
        self._room, self._hidden, self._least = 0, 0, 0
        self._start = self._writer.mark()
        self._footer: Mark | None = None
        self._opened = OpenedLines(self, self._at_head)
        self._easel = Easel(self, self._writer, texts)
        self._bubbles = Bubbles(self)
        self._scribe = Scribe(self._easel, self._small, self._bubbles)
        self._live: AnswerText | None = None
        self._pending: list[str] = []
        self._ratio = self.devicePixelRatioF()
        self._pace = Pace(self.flush, self)
        self._fill_timer = QTimer(self)
        self._fill_timer.setInterval(_FILL_MS)
        self._fill_timer.timeout.connect(self._fill)
        self.earlier_asked.connect(self._draw_earlier)
        self.whole_asked.connect(self._draw_whole)

    @Slot(int, object)
    def splice(self, keep: int, entries: tuple[Entry, ...]) -> None:
        """Keep the first ``keep`` entries, drop the others, append ``entries``."""
        if keep == 0:
            self._room = fitting(entries)
            self._scribe.fold()
            self._opened.forget()
        known = settled(self._placed, self._hidden, keep, entries)
        keep, entries = keep + known, entries[known:]
        if entries or not known:
            self.spliced.emit(self._splice(keep, entries, at_once=WHOLE))

    def _splice(self, keep: int, entries: tuple[Entry, ...], *, at_once: int) -> int:
        """Do that; how many did stay as they were drawn.

        If none did, so many are drawn ``at_once``, and the others a little later.
        """
        if not self._ends_live(keep, entries):
            asked = asks_anew(self._placed, keep, entries)
            opened = opened_in(self._placed, keep, entries)
            self._pace.stop()
            self._pending.clear()
            if asked:
                self._opened.forget()
            with self.edited(follow=keep == 0 or self.at_end or asked):
                keep = self._write(keep, entries, at_once)
            if opened is not None:
                self._reveal(opened)
        if not self._placed or self._placed[-1].entry.state != "streaming":
            self._live = None
        self._describe()
        return keep

    def _write(self, keep: int, entries: tuple[Entry, ...], at_once: int) -> int:
        """Write ``entries`` after so many that stay; how many did stay."""
        self._drop_footer()
        total = keep + len(entries)
        if keep <= self._hidden:  # nothing that is drawn stays
            entries = (*(placed.entry for placed in self._placed[:keep]), *entries)
            keep, self._least = 0, max(0, total - self._room)
            self._hidden = max(self._least, total - at_once)
            self._fill_timer.start()
            self._easel.forget()
        if keep < len(self._placed):
            self._writer.back_to(self._placed[keep].mark if keep else self._start)
            del self._placed[keep:]
        for entry in entries:
            if len(self._placed) < self._hidden:
                self._placed.append(Placed(self._start, entry))
                continue
            if len(self._placed) == self._hidden > 0:
                self._small.earlier(self._hidden)
            self._append(entry, whole=len(self._placed) >= total - WHOLE)
        self._footer = self._add_footer()
        return keep

    @Slot(str)
    def stream(self, text: str) -> None:
        """New text of the last entry; drawn soon, but not more often than is due."""
        self._pending.append(text)
        self._pace.ask()

    @Slot(int)
    def progress(self, percent: int) -> None:
        """Say how much of the prompt is read, while there is no answer yet."""
        if self._live is not None and not self._live.text and not self._pending:
            self._write_rest_line(self._texts("transcript.reading", percent=percent))

    @Slot()
    def flush(self) -> None:
        """Draw what has been streamed until now."""
        text = "".join(self._pending)
        self._pending.clear()
        if not text or self._live is None:
            return
        with self._pace.taken(), self.edited(follow=self.at_end):
            self._live.stream(text)

    def _append(self, entry: Entry, *, whole: bool) -> None:
        place = len(self._placed)
        self._placed.append(Placed(self._writer.mark(), entry))
        if entry.role == "user":
            self._scribe.question(entry, place)
            return
        self._small.head(entry, place)
        if entry.state == "streaming":
            self._begin_stream(entry)
            return
        self._scribe.answer(entry, place, whole=whole)

    def _ends_live(self, keep: int, entries: tuple[Entry, ...]) -> bool:
        """Write the end of the answer that streamed, if that is all that is new."""
        if self._live is None or keep != len(self._placed) - 1 or len(entries) != 1:
            return False
        (entry,), before = entries, self._placed[keep].entry
        self.flush()
        if (
            entry.state == "streaming"
            or entry.text != self._live.text
            or (entry.chip, entry.details) != (before.chip, before.details)
        ):
            return False
        with self.edited(follow=self.at_end):
            if not self._live.end():
                return False
            self._placed[keep].entry = entry
            self._scribe.ending(entry, keep, self._live.start, whole=True)
            self._footer = self._add_footer()
        return True

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
            with self.edited(follow=False):
                char = self._small.thumb_char(place, one, given=one == thumb)
                cursor.setCharFormat(char)

    @Slot(object)
    def retell(self, entries: tuple[Entry, ...]) -> None:
        """Draw the same entries in another language; the reader stays where he is."""
        for placed, entry in zip(self._placed, entries, strict=True):
            placed.entry = entry
        self._draw_again(0)

    def _draw_again(
        self, place: int, change: Callable[[], None] = lambda: None
    ) -> None:
        """Draw the entries from ``place`` on, after a ``change``; the reader stays."""
        entries = [placed.entry for placed in self._placed[place:]]
        if entries and entries[-1].state == "streaming":
            text = "".join((self._live.text if self._live else "", *self._pending))
            entries[-1] = replace(entries[-1], text=text)
        self._room = max(self._room, len(self._placed) - self._hidden)
        reading, follow = Reading(self, self._placed), self.at_end
        change()
        self._splice(place, tuple(entries), at_once=self._room)
        reading.restore(self._placed)
        if follow:
            self._follow()
        self.resized.emit()

    @Slot()
    def _fill(self) -> None:
        """Draw some of those that were left for later."""
        more = min(_FILLED, self._hidden - self._least)
        if more > 0:
            self._show_earlier(more)
        else:
            self._fill_timer.stop()

    def _show_earlier(self, more: int) -> None:
        """Draw so many above the first that is drawn; what is seen stays in place."""
        bar = self.verticalScrollBar()
        below = bar.maximum() - bar.value()
        upto, first = self._placed[self._hidden].mark, self._hidden - more
        entries = [placed.entry for placed in self._placed[first : self._hidden]]
        with self.edited(follow=False):
            above, mark = self._scribe.put_above(entries, first, upto)
        self._placed[first : self._hidden] = above
        self._placed[self._hidden].mark = mark
        self._hidden, self._least = first, min(first, self._least)
        bar.setValue(bar.maximum() - below)
        self.resized.emit()

    @Slot(int)
    def go_to(self, place: int) -> None:
        """Scroll to an entry."""
        if place < self._hidden:
            self._show_earlier(self._hidden - place)
        top = self.place_of_answer(place).top()
        self.verticalScrollBar().setValue(self.verticalScrollBar().value() + top)

    def _reveal(self, place: int) -> None:
        if place < self._hidden:
            self._show_earlier(self._hidden - place)
        self._opened.reveal(place, self._small.lines_of_head(self._placed[place].entry))

    @override
    def _follow(self) -> None:
        self.verticalScrollBar().setValue(self._opened.end)

    def unfold(self, wanted: dict[int, list[str]]) -> None:
        """Draw all of the entries at these places that lack such words (folded)."""
        lacking = self._scribe.unfold_for(self._placed, wanted)
        if lacking:
            self._draw_again(min(lacking))

    def _span(self, place: int) -> tuple[int, int]:
        """Where the entry at ``place`` begins and ends."""
        last = place + 1 == len(self._placed)
        end = self._writer.end if last else self._placed[place + 1].mark.position
        return self._placed[place].mark.position, end

    def _describe(self) -> None:
        """Tell those who cannot see it who gave the last answer, and from what."""
        last = self._placed[-1].entry if self._placed else None
        self.setAccessibleDescription(self._small.told(last) if last else "")

    def _begin_stream(self, entry: Entry) -> None:
        self._live = AnswerText(self._easel, len(self._placed) - 1, whole=True)
        if entry.text:
            self._pending.append(entry.text)
            self.flush()
        else:
            self._write_rest_line(self._texts("transcript.thinking"))

    def _write_rest_line(self, line: str) -> None:
        if self._live is not None:
            with self.edited(follow=self.at_end):
                self._live.clear_rest()
                self._small.line(line, top=0, bottom=8)

    def _add_footer(self) -> Mark | None:
        last = self._placed[-1].entry if self._placed else None
        if last is None or last.role == "user" or last.state == "streaming":
            return None
        mark = self._writer.mark()
        self._small.last(last, len(self._placed) - 1)
        return mark

    def _drop_footer(self) -> None:
        if self._footer is not None:
            self._writer.back_to(self._footer)
            self._footer = None

    @override
    def scale_text(self, percent: int) -> None:
        """Draw everything again, larger or smaller; the reader stays where he is."""
        self._draw_again(0, partial(super().scale_text, percent))

    @override
    def entry_at(self, place: int) -> Entry:
        """The message that a link is of."""
        return self._placed[place].entry

    @Slot()
    def _draw_earlier(self) -> None:
        hidden = [placed.entry for placed in self._placed[: self._hidden]]
        self._show_earlier(fitting(hidden))

    @Slot(int)
    def _draw_whole(self, place: int) -> None:
        self._scribe.unfold(self._placed[place].entry)
        self._draw_again(place)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the text, and with the message it stands in."""
        menu = self.createStandardContextMenu(event.pos())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        at = self.cursorForPosition(event.pos()).position()
        ((place, _),) = self.spots([at])
        if place >= self._hidden and self._placed[place].entry.state != "streaming":
            menu.addSeparator()
            for action in self._small.actions(self._placed[place].entry):
                act = partial(self.acted.emit, action, place)
                key = "copy_whole" if action == "copy" else action
                menu.addAction(self._texts(f"transcript.{key}"), act)
        menu.popup(event.globalPos())

    def _at_head(self, place: int) -> QTextCursor | None:
        """In the line that an entry begins with, where there is one."""
        if place >= len(self._placed):
            return None
        begin, end = self._span(place)
        cursor = QTextCursor(self.document())
        cursor.setPosition(min(begin + 1, end))
        return cursor

    def spots(self, positions: Iterable[int]) -> list[tuple[int, int]]:
        """To which entry these belong, in order, and as which of those there."""
        return spots_of(self._placed, positions)

    def place_of_answer(self, place: int) -> QRect:
        """Where the answer at ``place`` is seen, in the viewport."""
        cursor = self._at_head(place) or QTextCursor(self.document())
        top = self.cursorRect(cursor).top()
        cursor.setPosition(self._span(place)[1])
        height = self.cursorRect(cursor).bottom() - top
        return QRect(0, top, self.viewport().width(), height)

    @override
    def _laid_out(self) -> None:
        """Bubbles are as wide as the column lets them."""
        self._bubbles.fit(
            (placed.mark, self._scribe.shown(placed.entry))
            for placed in self._placed[self._hidden :]
            if placed.entry.role == "user"
        )

    @override
    def changeEvent(self, event: QEvent) -> None:
        """Light turned dark, or the other way round."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_placed"):
            colors = colors_now()
            if colors != self._writer.colors:
                self._writer.colors = colors
                self._draw_again(0)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """The page and what lies on it first, the text over them."""
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self._writer.colors.page)
        top = self.verticalScrollBar().value()
        painter.translate(0, -top)
        seen = QRectF(event.rect()).translated(0, top)
        paint_backdrop(painter, self.document(), seen, self._writer.colors)
        painter.end()
        if self._ratio != self.devicePixelRatioF():  # another screen, or another scale
            self._ratio = self.devicePixelRatioF()
            QTimer.singleShot(0, self, partial(self._draw_again, 0))
        super().paintEvent(event)
