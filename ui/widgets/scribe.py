"""Messages, written at the end of a document or put above what stands in it."""

from collections.abc import Callable, Sequence

from PySide6.QtGui import (
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextDocumentFragment,
)

from ui.presenters.entries import Entry
from ui.widgets.answer import AnswerText, Easel
from ui.widgets.long_runs import breakable
from ui.widgets.markdown import Mark, Writer
from ui.widgets.places import Placed
from ui.widgets.smallprint import SmallPrint

__all__ = ["Scribe"]


class Scribe:
    """Writes messages with ``easel`` and ``small``, at the end of their document.

    ``bubble`` gives the block of what the user said.
    """

    def __init__(
        self,
        easel: Easel,
        small: SmallPrint,
        bubble: Callable[[Entry], QTextBlockFormat],
    ) -> None:
        self._easel = easel
        self._small = small
        self._bubble = bubble

    def question(self, entry: Entry, place: int) -> None:
        """Write what the user said."""
        form = self._bubble(entry)
        self._easel.writer.block(breakable(entry.text), form, QTextCharFormat())
        self._small.asked(entry, place)

    def answer(self, entry: Entry, place: int, *, whole: bool) -> None:
        """Write an answer that has ended, below its head."""
        text = AnswerText(self._easel, place, whole=whole)
        text.write(entry.text)
        self.ending(entry, place, text.start, whole=whole)

    def ending(self, entry: Entry, place: int, start: int, *, whole: bool) -> None:
        """Write what stands below an answer whose text begins at ``start``."""
        if entry.sources:
            self._small.cite(place, start, len(entry.sources))
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
        there = Scribe(self._easel.on(page, writer), small, self._bubble)
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
