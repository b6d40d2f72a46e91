"""Messages, written at the end of a document or put above what stands in it."""

from collections.abc import Sequence

from PySide6.QtGui import (
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextDocumentFragment,
)

from evotr.domain import fold
from ui.presenters.entries import Entry
from ui.widgets.answer import AnswerText, Easel
from ui.widgets.bubbles import Bubbles
from ui.widgets.long_runs import breakable
from ui.widgets.markdown import Mark, Writer
from ui.widgets.places import Placed
from ui.widgets.shown import excerpt
from ui.widgets.smallprint import SmallPrint

__all__ = ["Scribe"]


class Scribe:
    """Writes messages with ``easel`` and ``small``, at the end of their document.

    ``bubbles`` gives the block of what the user said. Of a very long message the first
    part is written, with a link to the rest, until it is `unfold`-ed.
    """

    def __init__(
        self,
        easel: Easel,
        small: SmallPrint,
        bubbles: Bubbles,
    ) -> None:
        self._easel = easel
        self._small = small
        self._bubbles = bubbles
        self._whole: set[str] = set()  # texts: ids come later than messages

    def shown(self, entry: Entry) -> str:
        """What is written of a message's text."""
        return entry.text if entry.text in self._whole else excerpt(entry)

    def unfold(self, entry: Entry) -> None:
        """Write all of this message from now on."""
        self._whole.add(entry.text)

    def unfold_for(
        self, placed: Sequence[Placed], wanted: dict[int, list[str]]
    ) -> list[int]:
        """Do so where words (folded) are in a text but not in what is written of it.

        Args:
            placed: The messages.
            wanted: The words, by the places of messages that have them.

        Returns:
            The places of those that are to be written again.
        """
        lacking = []
        for place, words in wanted.items():
            entry = placed[place].entry
            shown = self.shown(entry)
            if shown != entry.text and not _has_all(shown, words):
                self.unfold(entry)
                lacking.append(place)
        return lacking

    def fold(self) -> None:
        """Another conversation: of none all is asked for."""
        self._whole.clear()

    def question(self, entry: Entry, place: int) -> None:
        """Write what the user said."""
        text = self.shown(entry)
        form = self._bubbles.form(text)
        self._easel.writer.block(breakable(text), form, QTextCharFormat())
        if text != entry.text:
            self._small.rest(entry, place)
        self._small.asked(entry, place)

    def answer(self, entry: Entry, place: int, *, whole: bool) -> None:
        """Write an answer that has ended, below its head."""
        text, shown = AnswerText(self._easel, place, whole=whole), self.shown(entry)
        text.write(shown)
        if shown != entry.text:
            self._small.rest(entry, place)
        self.ending(entry, place, text.start, whole=whole)

    def ending(self, entry: Entry, place: int, start: int, *, whole: bool) -> None:
        """Write what stands below an answer whose text begins at ``start``."""
        if entry.sources:
            numbers = {origin.number for origin in entry.sources}
            self._small.cite(place, start, numbers)
        self._small.ending(entry, place, whole=whole)

    def put_above(
        self, entries: Sequence[Entry], first: int, upto: Mark
    ) -> tuple[list[Placed], Mark]:
        """Write old messages in place of what stands before ``upto``.

        Args:
            entries: The messages.
            first: The place of the first one; it is said how many come before.
            upto: The end of the line that says so until now.

        Returns:
            Where they stand, and where that begins now which ``upto`` began.
        """
        page = QTextDocument()
        page.setUndoRedoEnabled(False)
        page.setDefaultFont(self._easel.document.defaultFont())
        writer = Writer(page, self._easel.writer.colors)
        small = self._small.on(page, writer)
        there = Scribe(self._easel.on(page, writer), small, self._bubbles)
        there._whole = self._whole
        if first:
            small.earlier(first)
        marks = []
        for place, entry in enumerate(entries, first):
            marks.append(writer.mark())
            if entry.role == "user":
                there.question(entry, place)
            else:
                small.head(entry, place)
                there.answer(entry, place, whole=False)
        self._insert(page, upto.position)
        end = page.characterCount() - 1
        cursor = self._cursor(end)
        if writer.fresh:  # what follows takes the empty block that waits for it
            cursor.deleteChar()
        placed = [
            Placed(Mark(self._cursor(mark.position), mark.fresh), entry)
            for mark, entry in zip(marks, entries, strict=True)
        ]
        return placed, Mark(cursor, writer.fresh)

    def _insert(self, page: QTextDocument, upto: int) -> None:
        """Put a page in place of the line from the document's begin to ``upto``."""
        cursor, first = QTextCursor(self._easel.document), page.firstBlock()
        cursor.setPosition(upto, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        cursor.insertFragment(QTextDocumentFragment(page))
        # insertFragment leaves the first block as it found it.
        cursor.setPosition(0)
        cursor.setBlockFormat(first.blockFormat())
        cursor.setBlockCharFormat(first.charFormat())

    def _cursor(self, position: int) -> QTextCursor:
        cursor = QTextCursor(self._easel.document)
        cursor.setPosition(position)
        cursor.setKeepPositionOnInsert(True)
        return cursor


def _has_all(text: str, words: Sequence[str]) -> bool:
    folded = fold(text)
    return all(word in folded for word in words)
