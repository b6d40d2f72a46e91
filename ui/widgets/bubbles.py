"""How wide a bubble is, and where it stands."""

from typing import Final

from PySide6.QtGui import QFontMetrics, QTextBlockFormat

from ui.widgets.backdrop import BUBBLE_PAD
from ui.widgets.markdown import KIND, USER

__all__ = ["bubble_format"]

_MEASURED: Final = 8  # lines that decide the width
_LONG: Final = 200  # characters of each
_LINE_PERCENT: Final = 125.0


def bubble_format(text: str, room: int, metrics: QFontMetrics) -> QTextBlockFormat:
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
