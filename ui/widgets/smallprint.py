"""The small lines about a message: who answered and why, sources, what can be done."""

import re
from collections.abc import Collection, Iterable
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QFont,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)

from evotr.domain import Thumb
from evotr.text import Catalog
from ui.presenters.entries import Entry
from ui.widgets.furniture import furniture
from ui.widgets.markdown import CODE, KIND, Writer

__all__ = ["LAST", "SmallPrint", "find_link", "href"]

LAST = ("copy", "again", "edit")
"""What can be done with the last answer, beside what can be done with each."""

_SPACE = "\u2003"
_HELD = "\u00a0"
_CITED = re.compile(r"\[\d{1,2}(?:\s*[,;]\s*\d{1,2})*\]")
_NUMBER = re.compile(r"\d+")
_THUMBS: tuple[Thumb, ...] = ("up", "down")


def href(action: str, place: int, more: object = "") -> str:
    """The address of a link that asks for something of the entry at ``place``."""
    return f"evotr:{action}/{place}" + (f"/{more}" if more != "" else "")


def _possible(entry: Entry, actions: Iterable[str]) -> tuple[str, ...]:
    """Those of ``actions`` that can come to something with an answer."""
    vain: set[str] = set() if entry.worded else {"copy"}
    if entry.hopeless:
        vain.add("again")
    return tuple(action for action in actions if action not in vain)


def find_link(
    document: QTextDocument, address: str, begin: int, end: int
) -> QTextCursor | None:
    """The words of a link between two positions, looked for from the end."""
    block = document.findBlock(end)
    while block.isValid() and block.position() + block.length() > begin:
        each = block.begin()
        while not each.atEnd():
            fragment = each.fragment()
            if fragment.charFormat().anchorHref() == address:
                cursor = QTextCursor(document)
                cursor.setPosition(fragment.position())
                past = fragment.position() + fragment.length()
                cursor.setPosition(past, QTextCursor.MoveMode.KeepAnchor)
                return cursor
            each += 1
        block = block.previous()
    return None


class SmallPrint:
    """Writes small lines at the end of the document that ``writer`` writes.

    Where it does not ``teach``, nothing can be said of answers.
    """

    def __init__(
        self, writer: Writer, document: QTextDocument, texts: Catalog, *, teach: bool
    ) -> None:
        self._writer = writer
        self._document = document
        self._texts = texts
        self._teach = teach

    def on(self, document: QTextDocument, writer: Writer) -> "SmallPrint":
        """The same, on another document."""
        return SmallPrint(writer, document, self._texts, teach=self._teach)

    def line(
        self,
        text: str,
        *,
        top: float,
        bottom: float,
        bad: bool = False,
        bold: bool = False,
    ) -> QTextCursor:
        """Write a line; the cursor stands at its end."""
        form = QTextBlockFormat()
        form.setTopMargin(top)
        form.setBottomMargin(bottom)
        char = self._char()
        if bad:
            char.setForeground(self._writer.colors.bad)
        if bold:
            char.setFontWeight(QFont.Weight.DemiBold)
        return self._writer.block(text, form, char)

    def earlier(self, number: int) -> None:
        """So many messages stand before this, and are not drawn yet."""
        cursor = self.line("", top=0, bottom=10)
        self._link(
            cursor, self._texts("transcript.earlier", number=number), href("earlier", 0)
        )

    def head(self, entry: Entry, place: int) -> None:
        """Who speaks, and who answered; where that was asked, why."""
        cursor = self.line(
            self._texts("transcript.assistant"), top=16, bottom=4, bold=True
        )
        if entry.chip:
            cursor.insertText(_SPACE, self._char())
            sign = "▾" if entry.details else "▸"
            self._link(cursor, f"{entry.chip} {sign}", href("who", place))
        for line in entry.details:
            self.line(line, top=0, bottom=2)
        if entry.choices:
            before = self._texts("provenance.instead") + _SPACE
            cursor = self.line(before, top=0, bottom=8)
            self._links(
                cursor,
                ((title, href("with", place, key)) for key, title in entry.choices),
            )

    @staticmethod
    def lines_of_head(entry: Entry) -> int:
        """How many of these lines there are."""
        return 1 + len(entry.details) + bool(entry.choices)

    def ending(self, entry: Entry, place: int, *, whole: bool) -> None:
        """How it ended, what it was given of the memory, and what can be done.

        Where it is not the ``whole`` of it, what can be done only where something was:
        these lines take most of the time of a long conversation.
        """
        failed = entry.state == "failed"
        for line, bad in (
            (entry.note, failed),
            (entry.hint, False),
            (entry.aside, False),
        ):
            if line:
                self.line(line, top=0, bottom=4, bad=bad)
        self._sources(entry, place)
        if not (whole or entry.thumb or entry.place[1] > 1):
            return
        cursor = self.line("", top=4, bottom=10)
        if self._teach and (entry.teachable or entry.thumb):
            for thumb in _THUMBS:
                char = self.thumb_char(place, thumb, given=entry.thumb == thumb)
                cursor.insertText(self._texts(f"transcript.{thumb}"), char)
                cursor.insertText(_SPACE, self._char())
            label = self._texts("transcript.correct")
            self._links(cursor, [(label, href("correct", place))])
        self._versions(cursor, entry, place)

    def asked(self, entry: Entry, place: int) -> None:
        """How what the user said stands, and its versions, where there are several."""
        if entry.note:
            self._line_of(entry).insertText(entry.note, self._char())
        if entry.place[1] > 1:
            self._versions(self._line_of(entry), entry, place)

    def rest(self, entry: Entry, place: int) -> None:
        """There is more of a message than is drawn."""
        label = self._texts("transcript.unfold", number=len(entry.text))
        self._link(self._line_of(entry), label, href("unfold", place))

    def _line_of(self, entry: Entry) -> QTextCursor:
        """A line right below a message, on its side."""
        cursor = self.line("", top=0, bottom=6)
        if entry.role == "user":
            form = cursor.blockFormat()
            form.setAlignment(Qt.AlignmentFlag.AlignRight)
            cursor.setBlockFormat(form)
        return cursor

    def last(self, entry: Entry, place: int) -> None:
        """What can be done with the last answer alone, on the line that is there."""
        cursor = self._writer.cursor()
        actions = [*_possible(entry, LAST), *(["go_on"] if entry.resumable else [])]
        self._links(
            cursor,
            ((self._texts(f"transcript.{key}"), href(key, place)) for key in actions),
        )

    def told(self, entry: Entry) -> str:
        """Who gave an answer, and from what, for those who cannot see it."""
        told = [entry.chip] if entry.chip else []
        if entry.sources:
            told.append(self._texts("transcript.sources"))
            told += [
                f"[{origin.number}] {origin.label}: “{origin.quote}”"
                for origin in entry.sources
            ]
        return " ".join(told)

    def actions(self, entry: Entry) -> tuple[str, ...]:
        """What a message's menu has."""
        # Of a private one there is no other.
        away = ("branch",) if self._teach else ()
        if entry.role == "user":
            # It is drawn as it is sent, and not anew when it is stored and has a key.
            return ("copy", "edit", *away)
        if not entry.key:  # what is not stored has no copy
            away = ()
        taught = self._teach and entry.teachable
        able = (*_possible(entry, ("copy", "again")), *away)
        return (*able, *_THUMBS, "correct") if taught else able

    def thumb_char(self, place: int, thumb: Thumb, *, given: bool) -> QTextCharFormat:
        """How a thumb looks; its words are the same, given or not."""
        char = self._char()
        char.setAnchor(True)
        char.setAnchorHref(href(thumb, place))
        if given:
            colors = self._writer.colors
            char.setForeground(colors.good if thumb == "up" else colors.bad)
            char.setFontWeight(QFont.Weight.Bold)
        return char

    def cite(self, place: int, start: int, sources: Collection[int]) -> None:
        """Let the numbers of ``sources`` in the text from ``start`` on open these."""
        block = self._document.findBlock(start)
        while block.isValid():
            if block.blockFormat().intProperty(int(KIND)) != CODE:
                for found in _CITED.finditer(block.text()):
                    self._cite_each(block.position(), found, place, sources)
            block = block.next()

    def _cite_each(
        self, begin: int, found: re.Match[str], place: int, sources: Collection[int]
    ) -> None:
        """One with its brackets; of several each for itself."""
        text = found.string
        numbers = [*_NUMBER.finditer(text, found.start(), found.end())]
        for number in numbers:
            if int(number[0]) in sources:
                span = found.span() if len(numbers) == 1 else number.span()
                self._cite(begin, span, href("part", place, int(number[0])))

    def _cite(self, begin: int, span: tuple[int, int], address: str) -> None:
        cursor = QTextCursor(self._document)
        cursor.setPosition(begin + span[0])
        cursor.setPosition(begin + span[1], QTextCursor.MoveMode.KeepAnchor)
        char = QTextCharFormat()
        char.setAnchor(True)
        char.setAnchorHref(address)
        char.setForeground(self._writer.colors.accent)
        cursor.mergeCharFormat(char)

    def _sources(self, entry: Entry, place: int) -> None:
        """One quiet line; what a source says is its tooltip, and shown when asked."""
        if not entry.sources:
            return
        cursor = self.line(self._texts("transcript.sources"), top=2, bottom=4)
        for at, origin in enumerate(entry.sources):
            cursor.insertText(" · " if at else " ", self._char())
            # As rich text it wraps; what files say must not be markup.
            tip = f"<qt>{escape(origin.quote)}</qt>"
            label = f"[{origin.number}] {origin.label}"
            self._link(cursor, label, href("part", place, origin.number), tip)
        for origin in entry.sources:
            if origin.number not in entry.opened:
                continue
            cursor = self.line(f"[{origin.number}] “{origin.quote}”", top=0, bottom=4)
            if origin.conversation_id:
                cursor.insertText(_SPACE, self._char())
                label = self._texts("transcript.go_there")
                self._link(cursor, label, href("there", place, origin.number))

    def _versions(self, cursor: QTextCursor, entry: Entry, place: int) -> None:
        number, many = entry.place
        if many > 1:
            self._link(cursor, "‹", href("before", place))
            cursor.insertText(f" {number}/{many} ", self._char())
            self._link(cursor, "›", href("after", place))
            cursor.insertText(_SPACE, self._char())

    def _links(self, cursor: QTextCursor, links: Iterable[tuple[str, str]]) -> None:
        """Links at the end of a line; what stands before them ends in a space.

        No line ends within one.
        """
        for label, address in links:
            self._link(cursor, label.replace(" ", _HELD), address)
            cursor.insertText(_SPACE, self._char())

    def _link(
        self, cursor: QTextCursor, label: str, address: str, tip: str = ""
    ) -> None:
        char = self._char()
        char.setAnchor(True)
        char.setAnchorHref(address)
        if tip:
            char.setToolTip(tip)
        cursor.insertText(label, char)

    def _char(self) -> QTextCharFormat:
        char = furniture()
        char.setFontPointSize(self._document.defaultFont().pointSizeF() - 1.5)
        char.setForeground(self._writer.colors.muted)
        return char
