"""The program's icon, drawn once in every size that a bundle wants."""

from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter, QPen

__all__ = ["draw", "write_iconset"]

_SIDE = 1024
_SIZES = (16, 32, 128, 256, 512)


def draw(side: int) -> QImage:
    """A bubble with a point that grows, ``side`` pixels wide."""
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(side / _SIDE, side / _SIDE)
    ground = QLinearGradient(0, 100, 0, 924)
    ground.setColorAt(0, QColor("#3d8fd1"))
    ground.setColorAt(1, QColor("#1d4f8c"))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    # Apple's grid: the tile leaves a tenth free on each side.
    painter.drawRoundedRect(QRectF(100, 100, 824, 824), 185, 185)
    pen = QPen(QColor("white"), 44)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(270, 300, 484, 350), 110, 110)
    painter.drawPolyline([QPointF(390, 650), QPointF(390, 760), QPointF(510, 650)])
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("white"))
    for x, radius in ((390.0, 26.0), (500.0, 38.0), (625.0, 52.0)):
        painter.drawEllipse(QPointF(x, 475), radius, radius)
    painter.end()
    return image


def write_iconset(folder: Path) -> tuple[Path, ...]:
    """Write what ``iconutil -c icns`` reads, into ``folder`` (``….iconset``)."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for size in _SIZES:
        for scale, suffix in ((1, ""), (2, "@2x")):
            path = folder / f"icon_{size}x{size}{suffix}.png"
            draw(size * scale).save(str(path))
            written.append(path)
    return tuple(written)
