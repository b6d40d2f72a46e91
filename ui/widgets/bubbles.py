"""How wide a bubble is, and where it stands."""

from collections.abc import Iterable
from typing import Final

from PySide6.QtGui import QFontMetrics, QTextBlockFormat, QTextCursor

from ui.widgets.backdrop import BUBBLE_PAD
from ui.widgets.column import Column
from ui.widgets.markdown import KIND, USER, Mark

__all__ = ["Bubbles"]

_MEASURED: Final = 8  # lines that decide the width
_LONG: Final = 200  # characters of each
_LINE_PERCENT: Final = 125.0


class Bubbles:
    """The blocks of what the user said, for ``column`` as it is."""

    def __init__(self, column: Column) -> None:
        self._column = column

    def form(self, text: str) -> QTextBlockFormat:
        """The block that ``text`` has."""
        margin = int(self._column.document().documentMargin())
        room = self._column.viewport().width() - 2 * margin
        metrics = QFontMetrics(self._column.document().defaultFont())
        return _format(text, room, metrics)

    def fit(self, said: Iterable[tuple[Mark, str]]) -> None:
        """Let what stands at these marks be as wide as the column lets it now."""
        with self._column.edited(follow=False):
            for mark, text in said:
                at = mark.position + (0 if mark.fresh else 1)
                block = self._column.document().findBlock(at)
                QTextCursor(block).setBlockFormat(self.form(text))


def _format(text: str, room: int, metrics: QFontMetrics) -> QTextBlockFormat:
    """The block of what the user said; ``room`` is the column's width in pixels.

    It is as wide as its longest line, at most four fifths.
    """
    longest = sorted(text.split("\n"), key=len)[-_MEASURED:]
    wide = max(metrics.horizontalAdvance(line[:_LONG]) for line in longest)
    form = QTextBlockFormat()
    form.setProperty(int(KIND), USER)
    form.setLeftMargin(max(room // 5, room - wide - 2 * BUBBLE_PAD - 4) + BUBBLE_PAD)
    form.setRightMargin(BUBBLE_PAD)
    form.setTopMargin(24)
    form.setBottomMargin(14)
    form.setLineHeight(
        _LINE_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
    )
    return form
