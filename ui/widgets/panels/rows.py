"""Rows of a list: what each says, as far as there is room, and below it what it is."""

from dataclasses import dataclass
from typing import Final, Protocol

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QTextLayout, QTextOption
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from typing_extensions import override

from ui.theme import colors_of

__all__ = ["PAD_X", "PAD_Y", "ROW", "Plain", "Rows", "Said"]

ROW: Final = int(Qt.ItemDataRole.UserRole)
_INDEX = QModelIndex | QPersistentModelIndex
PAD_X, PAD_Y = 10, 7
"""The air around a row's words."""

_GAP: Final = 2
_NARROW: Final = 2  # pixels, and no letter is less wide
_APART: Final = " · "
_HELD: Final = "\u00a0"  # no line ends here
_HYPHEN: Final = "-\u2060"  # nor here ("EVO-TR")


class Said(Protocol):
    """What a row is about: ``brief`` says it, ``about`` is what it is."""

    @property
    def brief(self) -> str:
        """One line, of any length; what has no room ends in "…"."""
        ...

    @property
    def about(self) -> str:
        """Parts with " · " between them; each is in one line where it has room."""
        ...


@dataclass(frozen=True, slots=True)
class Plain:
    """A row that is nothing but its words."""

    brief: str
    about: str


class Rows(QStyledItemDelegate):
    """Draws what an item has as `ROW`, as high as its lines need in the list's width.

    Args:
        view: The list; it goes with it.
        most: So many lines of ``brief``.
    """

    def __init__(self, view: QListView, *, most: int = 2) -> None:
        super().__init__(view)
        self._most = most
        view.setWordWrap(True)  # what has Qt ask for sizes anew in another width
        view.setItemDelegate(self)

    def lines(self, row: Said, font: QFont, width: int) -> tuple[list[str], int]:
        """The lines of a row in ``width`` pixels, and how many of them it says."""
        said, about = self._wrapped(row, font, width)
        mode = Qt.TextElideMode.ElideRight
        said[-1] = QFontMetrics(font).elidedText(said[-1], mode, width)
        return [*said, *about], len(said)

    def _wrapped(
        self, row: Said, font: QFont, width: int
    ) -> tuple[list[str], list[str]]:
        """The lines of what it says, the last with all the rest, and of what it is."""
        # No more of it than could ever have room: to lay out the rest takes long.
        brief = row.brief[: self._most * max(width, _NARROW) // _NARROW]
        said = _wrapped(brief, font, width, self._most)
        small = _small(font)
        metrics = QFontMetrics(small)
        parts = (
            part.replace(" ", _HELD).replace("-", _HYPHEN)
            if metrics.horizontalAdvance(part) < width
            else part
            for part in row.about.split(_APART)
        )
        return said, _wrapped(f"{_HELD}· ".join(parts), small, width, len(row.about))

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: _INDEX) -> QSize:
        """As high as the lines are."""
        row: Said = index.data(ROW)
        width = _width(option)
        said, about = self._wrapped(row, option.font, width - 2 * PAD_X)
        small = QFontMetrics(_small(option.font)).lineSpacing()
        high = len(said) * QFontMetrics(option.font).lineSpacing()
        high += len(about) * small + _GAP + 2 * PAD_Y
        return QSize(width, high)

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: _INDEX
    ) -> None:
        """Draw one row over the ground that the style gives it."""
        row: Said = index.data(ROW)
        ground = QStyleOptionViewItem(option)
        self.initStyleOption(ground, index)
        font, rect = option.font, option.rect
        ground.text = ""
        widget = option.widget
        style = widget.style() if widget is not None else QApplication.style()
        style.drawControl(
            QStyle.ControlElement.CE_ItemViewItem, ground, painter, widget
        )
        inner = rect.adjusted(PAD_X, PAD_Y, -PAD_X, -PAD_Y)
        lines, said = self.lines(row, font, inner.width())
        colors = colors_of(option.palette)
        painter.save()
        painter.setPen(colors.text)
        below = _draw(painter, inner, lines[:said], font) + _GAP
        chosen = option.state & QStyle.StateFlag.State_Selected
        painter.setPen(colors.text if chosen else colors.muted)
        _draw(painter, inner.adjusted(0, below, 0, 0), lines[said:], _small(font))
        painter.restore()


def _draw(painter: QPainter, rect: QRect, lines: list[str], font: QFont) -> int:
    """Draw the lines from the top on; how high they are."""
    step = QFontMetrics(font).lineSpacing()
    painter.setFont(font)
    for number, line in enumerate(lines):
        where = QRect(rect.left(), rect.top() + number * step, rect.width(), step)
        painter.drawText(where, Qt.AlignmentFlag.AlignVCenter, line)
    return step * len(lines)


def _small(font: QFont) -> QFont:
    small = QFont(font)
    small.setPointSizeF(max(7.0, small.pointSizeF() - 1))
    return small


def _width(option: QStyleOptionViewItem) -> int:
    """Of the list: what Qt asks for a size with has no width yet."""
    view: QWidget | None = option.widget
    if isinstance(view, QAbstractItemView):
        return view.viewport().width()
    return option.rect.width()


def _wrapped(text: str, font: QFont, width: int, most: int) -> list[str]:
    """The lines of a text, a word too long for one broken; the last has the rest."""
    layout = QTextLayout(text, font)
    wrap = QTextOption()
    wrap.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(wrap)
    layout.beginLayout()
    starts: list[int] = []
    while len(starts) < most and (line := layout.createLine()).isValid():
        line.setLineWidth(max(width, 1))
        starts.append(line.textStart())
    layout.endLayout()
    starts = starts or [0]
    return [text[a:z] for a, z in zip(starts, [*starts[1:], None], strict=True)]
