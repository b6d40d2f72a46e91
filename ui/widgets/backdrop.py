"""What is painted behind the transcript's text: bubbles and grounds of code."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QTextBlock, QTextDocument, QTextFormat

from ui.theme import Colors
from ui.widgets.markdown import CODE, CODE_PAD, KIND, NOTHING, RULE

__all__ = ["BUBBLE_PAD", "paint_backdrop"]

BUBBLE_PAD = 14
_KIND = int(KIND)
_QUOTED = int(QTextFormat.Property.BlockQuoteLevel)
_BUBBLE_RISE = 9
_RADIUS = 12.0
_BEYOND = 40.0  # so far outside of what is seen, corners no longer matter


def paint_backdrop(
    painter: QPainter, document: QTextDocument, seen: QRectF, colors: Colors
) -> None:
    """Paint what lies behind the text in ``seen`` (document coordinates).

    Neighbouring blocks of code share one ground. The painter's origin is the
    document's.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    layout, end = document.documentLayout(), seen.bottom() + _BEYOND
    block = _first_seen(document, seen)
    while block.isValid() and layout.blockBoundingRect(block).top() <= end:
        form = block.blockFormat()
        kind, depth = form.intProperty(_KIND), form.intProperty(_QUOTED)
        if depth:
            _bars(painter, block, depth, colors.line)
        if kind == NOTHING:
            block = block.next()
            continue
        rect = _rect(block)
        if kind == RULE:
            middle = round(rect.center().y())
            place = layout.blockBoundingRect(block)
            painter.fillRect(
                QRectF(place.left(), middle, place.width(), 1), colors.line
            )
            block = block.next()
            continue
        if kind == CODE:
            block = _unite(block, rect, seen)
            _ground(painter, rect, (CODE_PAD, CODE_PAD * 0.7), colors.code)
        else:
            _ground(painter, rect, (BUBBLE_PAD, _BUBBLE_RISE), colors.bubble)
        block = block.next()


def _bars(painter: QPainter, block: QTextBlock, depth: int, color: QColor) -> None:
    """A bar beside what is quoted, for each depth; they touch from line to line."""
    layout, after = block.document().documentLayout(), block.next()
    place = layout.blockBoundingRect(block)
    bottom = place.bottom()
    if after.blockFormat().intProperty(_QUOTED) >= depth:
        bottom = layout.blockBoundingRect(after).top()
    step = block.blockFormat().leftMargin() / depth
    left = layout.blockBoundingRect(block).left()
    for number in range(depth):
        bar = QRectF(left + number * step + 4, place.top(), 3, bottom - place.top())
        painter.fillRect(bar, color)


def _ground(
    painter: QPainter, rect: QRectF, pad: tuple[float, float], color: QColor
) -> None:
    painter.setBrush(color)
    painter.drawRoundedRect(
        rect.adjusted(-pad[0], -pad[1], pad[0], pad[1]), _RADIUS, _RADIUS
    )


def _first_seen(document: QTextDocument, seen: QRectF) -> QTextBlock:
    """The first block that can touch ``seen``; of long code a line within it."""
    above = QPointF(0.0, max(0.0, seen.top() - _BEYOND))
    at = document.documentLayout().hitTest(above, Qt.HitTestAccuracy.FuzzyHit)
    return document.findBlock(max(0, at))


def _unite(block: QTextBlock, rect: QRectF, seen: QRectF) -> QTextBlock:
    """Grow ``rect`` over the following lines of code; the last of them."""
    while rect.bottom() < seen.bottom() + _BEYOND:
        following = block.next()
        if not following.isValid() or not _goes_on(following):
            break
        block = following
        rect |= _rect(block)
    return block


def _goes_on(block: QTextBlock) -> bool:
    """A line of code that is not the first of its ground."""
    form = block.blockFormat()
    return form.intProperty(_KIND) == CODE and form.topMargin() == 0


def _rect(block: QTextBlock) -> QRectF:
    """Where the block's text lies, without its margins."""
    place = block.document().documentLayout().blockBoundingRect(block)
    lines = block.layout().boundingRect()
    return QRectF(
        place.left() + lines.left(), place.top(), lines.width(), place.height()
    )
