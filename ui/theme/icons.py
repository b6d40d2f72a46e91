"""The few pictures of the window, painted so that they take any colour and scale."""

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap

__all__ = ["Glyph", "glyph"]

Glyph = Literal[
    "send",
    "stop",
    "plus",
    "close",
    "up",
    "down",
    "larger",
    "bubble",
    "thinking",
    "moon",
    "clip",
]

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


def _up(painter: QPainter) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline([QPointF(6.5, 14.5), QPointF(12, 9), QPointF(17.5, 14.5)])


def _down(painter: QPainter) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline([QPointF(6.5, 9.5), QPointF(12, 15), QPointF(17.5, 9.5)])


def _larger(painter: QPainter) -> None:
    painter.drawLine(QPointF(7, 17), QPointF(17, 7))
    painter.drawPolyline([QPointF(11, 7), QPointF(17, 7), QPointF(17, 13)])
    painter.drawPolyline([QPointF(7, 11), QPointF(7, 17), QPointF(13, 17)])


def _bubble(painter: QPainter) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(3.5, 4, 17, 12.5), 4, 4)
    painter.drawPolyline([QPointF(8, 16.5), QPointF(8, 20.5), QPointF(12.5, 16.5)])


def _thinking(painter: QPainter) -> None:
    pen = painter.pen()
    _bubble(painter)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(pen.color())
    for x in (8.0, 12.0, 16.0):
        painter.drawEllipse(QPointF(x, 10.3), 1.4, 1.4)


def _moon(painter: QPainter) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    disc, shade = QPainterPath(), QPainterPath()
    disc.addEllipse(QPointF(11.5, 12.5), 8, 8)
    shade.addEllipse(QPointF(15.5, 9), 7, 7)
    painter.drawPath(disc - shade)


def _clip(painter: QPainter) -> None:
    """A paper clip: two bows."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.translate(12, 12)
    painter.rotate(40)
    painter.drawArc(QRectF(-5, -10, 10, 10), 0, 180 * 16)
    painter.drawLine(QPointF(-5, -5), QPointF(-5, 6))
    painter.drawArc(QRectF(-5, 2, 8, 8), 180 * 16, 180 * 16)
    painter.drawLine(QPointF(3, 6), QPointF(3, -4))
    painter.drawLine(QPointF(5, -5), QPointF(5, 5))


_PAINTERS: dict[Glyph, Callable[[QPainter], None]] = {
    "send": _send,
    "stop": _stop,
    "plus": _plus,
    "close": _close,
    "up": _up,
    "down": _down,
    "larger": _larger,
    "bubble": _bubble,
    "thinking": _thinking,
    "moon": _moon,
    "clip": _clip,
}
