"""The few pictures of the window, painted so that they take any colour and scale."""

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap

__all__ = ["Glyph", "glyph"]

Glyph = Literal["send", "stop", "plus", "close"]

_SIDE = 24
_SCALE = 3  # sharp on any screen


def glyph(name: Glyph, color: QColor) -> QIcon:
    """A picture in one colour, square."""
    pixmap = QPixmap(_SIDE * _SCALE, _SIDE * _SCALE)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(_SCALE, _SCALE)
    pen = QPen(color, 2.2)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(color)
    _PAINTERS[name](painter)
    painter.end()
    return QIcon(pixmap)


def _send(painter: QPainter) -> None:
    painter.drawLine(QPointF(12, 18), QPointF(12, 6.5))
    painter.drawPolyline([QPointF(6.8, 11.4), QPointF(12, 6.2), QPointF(17.2, 11.4)])


def _stop(painter: QPainter) -> None:
    painter.drawRoundedRect(QRectF(7.5, 7.5, 9, 9), 1.5, 1.5)


def _plus(painter: QPainter) -> None:
    painter.drawLine(QPointF(12, 6), QPointF(12, 18))
    painter.drawLine(QPointF(6, 12), QPointF(18, 12))


def _close(painter: QPainter) -> None:
    painter.drawLine(QPointF(7.5, 7.5), QPointF(16.5, 16.5))
    painter.drawLine(QPointF(16.5, 7.5), QPointF(7.5, 16.5))


_PAINTERS: dict[Glyph, Callable[[QPainter], None]] = {
    "send": _send,
    "stop": _stop,
    "plus": _plus,
    "close": _close,
}
