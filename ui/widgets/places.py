"""Where entries stand in a transcript, and where somebody reads in it."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QTextEdit

from ui.presenters.entries import Entry
from ui.widgets.markdown import Mark

__all__ = ["Placed", "Reading", "asks_anew", "opened_in", "spots_of"]


@dataclass(slots=True)
class Placed:
    """An entry, and where it begins."""

    mark: Mark
    entry: Entry


def asks_anew(placed: Sequence[Placed], keep: int, entries: Iterable[Entry]) -> bool:
    """Whether the user says something in ``entries`` that was not there from ``keep``.

    What stands below a changed answer is written again with it, and is no news.
    """
    return any(
        entry.role == "user" and (at >= len(placed) or placed[at].entry != entry)
        for at, entry in enumerate(entries, keep)
    )


def opened_in(
    placed: Sequence[Placed], keep: int, entries: Iterable[Entry]
) -> int | None:
    """The first place, of those from ``keep`` on, that says now who answered and why.

    None: no answer that stands there is explained that was not.
    """
    before = (each.entry for each in placed[keep:])
    for at, (old, new) in enumerate(zip(before, entries, strict=False), keep):
        if new.details and not old.details and new.text == old.text:
            return at
    return None


def spots_of(
    placed: Sequence[Placed], positions: Iterable[int]
) -> list[tuple[int, int]]:
    """To which entry each of these letters belongs, and as which of those there.

    That stays the same where all is drawn anew. The ``positions`` are in order.
    """
    begins = [each.mark.position for each in placed]
    spots: list[tuple[int, int]] = []
    for position in positions:
        place = bisect_right(begins, position) - 1
        after = bool(spots) and spots[-1][0] == place
        spots.append((place, spots[-1][1] + 1 if after else 0))
    return spots


@dataclass(frozen=True, slots=True)
class _Spot:
    """A letter of a block of an entry; words around it may get longer or shorter."""

    place: int
    block: int
    letter: int


class Reading:
    """What is seen at the top of ``view``, and what is selected, while it is redrawn.

    Args:
        view: Shows the entries.
        placed: They, as they stand now.
    """

    def __init__(self, view: QTextEdit, placed: Sequence[Placed]) -> None:
        self._view = view
        top = view.cursorForPosition(QPoint(0, 0))
        self._above = view.cursorRect(top).top()
        self._top = self._spot(top.position(), placed)
        cursor = view.textCursor()
        self._anchor = self._spot(cursor.anchor(), placed)
        self._position = self._spot(cursor.position(), placed)
        self._selected = cursor.hasSelection()

    def restore(self, placed: Sequence[Placed]) -> None:
        """Go back there, among entries that were drawn anew."""
        view, bar = self._view, self._view.verticalScrollBar()
        cursor = QTextCursor(view.document())
        if self._selected:
            cursor.setPosition(self._at(self._anchor, placed))
            keep = QTextCursor.MoveMode.KeepAnchor
            cursor.setPosition(self._at(self._position, placed), keep)
            view.setTextCursor(cursor)
        cursor.setPosition(self._at(self._top, placed))
        bar.setValue(bar.value() + view.cursorRect(cursor).top() - self._above)

    def _spot(self, position: int, placed: Sequence[Placed]) -> _Spot:
        place = bisect_right([each.mark.position for each in placed], position) - 1
        block = self._view.document().findBlock(position)
        number = block.blockNumber() - self._first(place, placed)
        return _Spot(place, number, position - block.position())

    def _at(self, spot: _Spot, placed: Sequence[Placed]) -> int:
        document = self._view.document()
        number = min(
            self._first(spot.place, placed) + spot.block, document.blockCount() - 1
        )
        block = document.findBlockByNumber(number)
        return block.position() + min(spot.letter, block.length() - 1)

    def _first(self, place: int, placed: Sequence[Placed]) -> int:
        if not 0 <= place < len(placed):
            return 0
        return (
            self._view.document().findBlock(placed[place].mark.position).blockNumber()
        )
