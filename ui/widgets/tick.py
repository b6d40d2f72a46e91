"""A box to be ticked that is seen on any page."""

import sys
from typing import Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QStyle, QStyleOptionButton
from typing_extensions import override

from ui.theme import colors_now

__all__ = ["Tick"]

_ROUND: Final = 2.0


class Tick(QCheckBox):
    """Its box has an outline that stands out from the page.

    Qt's own style draws one that is darker than the window, on a dark page out of
    sight (WCAG 2.2, 1.4.11 wants 3 to 1). macOS draws its own.
    """

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the outline over Qt's."""
        super().paintEvent(event)
        if sys.platform == "darwin":
            return
        option = QStyleOptionButton()
        self.initStyleOption(option)
        box = self.style().subElementRect(
            QStyle.SubElement.SE_CheckBoxIndicator, option, self
        )
        colors = colors_now()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colors.accent if self.hasFocus() else colors.edge, 1))
        # Pixels have their middle at the half.
        edge = QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(edge, _ROUND, _ROUND)
        painter.end()
