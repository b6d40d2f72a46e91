"""The list of conversations as Qt's model and delegate."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from typing_extensions import override

from evotr.text import Catalog
from ui.presenters.conversations import Row
from ui.text.dates import day_of, hour_of, locale_of, minute_of
from ui.theme import Colors
from ui.widgets.finding import begun_in

__all__ = ["ROW", "RowDelegate", "RowModel", "cut", "led", "when"]

ROW = int(Qt.ItemDataRole.UserRole)
_INDEX = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_PAD_X, _PAD_Y = 14, 8
_WEEK = 7
Span = tuple[int, int]
_GAP = 10  # between a title and a date beside it
_LEAD = 12  # characters of an excerpt before its first match


def when(moment: datetime, today: date, texts: Catalog) -> str:
    """A moment in the words of a list: the hour, the weekday, or the date."""
    local = moment.astimezone()
    if local.date() == today:
        return hour_of(moment, texts.language)
    if local.date() == today - timedelta(days=1):
        return texts("list.yesterday")
    if timedelta(0) < today - local.date() < timedelta(days=_WEEK):
        locale = locale_of(texts.language)
        return locale.dayName(local.isoweekday(), QLocale.FormatType.LongFormat)
    return day_of(moment, texts.language)


def led(text: str, spans: Sequence[tuple[int, int]]) -> tuple[str, list[Span]]:
    """``text`` from a word shortly before its first match on, and where matches are."""
    first = spans[0][0] if spans else 0
    start = max(0, first - _LEAD)
    if start:
        # From the blank before: what begins there is a whole word.
        start = text.find(" ", start - 1, first) + 1 or first
    lead = "…" if start else ""
    shift = len(lead) - start
    return lead + text[start:], [(a + shift, z + shift) for a, z in spans]


def cut(
    text: str, spans: Sequence[Span], metrics: QFontMetrics, width: int
) -> tuple[str, list[Span]]:
    """``text`` with "…" at its end where it is too long, and what matches in it.

    Where no match would be seen it begins shortly before the first one.
    """
    shown, seen = _elided(text, spans, metrics, width)
    if seen or not spans:
        return shown, seen
    return _elided(*led(text, spans), metrics, width)


def _elided(
    text: str, spans: Sequence[Span], metrics: QFontMetrics, width: int
) -> tuple[str, list[Span]]:
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
    end = len(shown) if shown == text else len(shown) - 1
    return shown, [(a, min(z, end)) for a, z in spans if a < end]


def _day_of(row: Row) -> tuple[str, date]:
    return row.title, row.updated_at.astimezone().date()


class RowModel(QAbstractListModel):
    """Rows as they are; ``renamed(id, title)`` when one was edited in place."""

    renamed = Signal(str, str)

    def __init__(self, texts: Catalog, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._texts = texts
        self._rows: tuple[Row, ...] = ()
        self._hits: Counter[tuple[str, date]] = Counter()  # that look alike
        self.running: frozenset[str] = frozenset()
        self.query = ""
        """What was searched for: titles show it, too, where a text matched."""

    def show(self, rows: tuple[Row, ...]) -> None:
        """Show these rows; where only their contents changed nothing jumps."""
        self._hits = Counter(_day_of(row) for row in rows if row.excerpt)
        if [row.id for row in rows] == [row.id for row in self._rows]:
            self._rows = rows
            self._redraw()
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def told(self, row: Row) -> str:
        """When it was written to last; of hits of one title and day, at which hour."""
        day = when(row.updated_at, datetime.now().astimezone().date(), self._texts)
        hour = hour_of(row.updated_at, self._texts.language)
        alike = row.excerpt and self._hits[_day_of(row)] > 1
        return f"{day} {hour}" if alike and day != hour else day

    def set_running(self, running: frozenset[str]) -> None:
        """Mark the conversations that are being answered."""
        self.running = running
        self._redraw()

    def index_of(self, conversation_id: str) -> QModelIndex:
        """The row of a conversation; invalid when it is not listed."""
        for number, row in enumerate(self._rows):
            if row.id == conversation_id:
                return self.index(number)
        return QModelIndex()

    def _redraw(self) -> None:
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    @override
    def rowCount(self, parent: _INDEX = _NOWHERE) -> int:
        """How many conversations are listed."""
        return 0 if parent.isValid() else len(self._rows)

    @override
    def data(self, index: _INDEX, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The title, what a screen reader says, or the `Row` itself."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return row.title
            case Qt.ItemDataRole.ToolTipRole:
                day = minute_of(row.updated_at, self._texts.language)
                return f"{row.title}\n{day}" if row.excerpt else row.title
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(row)
            case _:
                return row if role == ROW else None

    @override
    def setData(
        self, index: _INDEX, value: object, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        """An edit in place asks for another title."""
        row = self._rows[index.row()] if index.isValid() else None
        title = str(value).strip()
        if row is None or role != Qt.ItemDataRole.EditRole or title == row.title:
            return False
        self.renamed.emit(row.id, title)
        return True

    @override
    def flags(self, index: _INDEX) -> Qt.ItemFlag:
        """Every row can be chosen and renamed."""
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def _spoken(self, row: Row) -> str:
        parts = [row.title]
        if row.on_top:
            parts.append(self._texts("list.on_top"))
        if row.id in self.running:
            parts.append(self._texts("list.answering"))
        if row.folder:
            parts.append(row.folder)
        if row.excerpt:
            parts += [self.told(row), row.excerpt]
        return ", ".join(parts)


class RowDelegate(QStyledItemDelegate):
    """Paints a row: the title, below it the time or the place that matched.

    Beside the title of such a place stands the time: titles are alike, it is not.
    """

    def __init__(self, texts: Catalog, colors: Colors, parent: QObject) -> None:
        super().__init__(parent)
        self._texts = texts
        self.colors = colors

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: _INDEX) -> QSize:
        """Two lines and some air."""
        metrics = QFontMetrics(option.font)
        return QSize(120, 2 * metrics.height() + 2 * _PAD_Y + 2)

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: _INDEX
    ) -> None:
        """Draw one row."""
        row: Row = index.data(ROW)
        state, rect, font, told = option.state, option.rect, option.font, ""
        named: Sequence[Span] = () if row.excerpt else row.spans
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._ground(painter, rect, state)
        inner = rect.adjusted(_PAD_X, _PAD_Y, -_PAD_X, -_PAD_Y)
        half = QRect(inner.left(), inner.top(), inner.width(), inner.height() // 2)
        model = index.model()
        if isinstance(model, RowModel):
            told = model.told(row)
            named = begun_in(row.title, model.query) or named
            if row.id in model.running:
                self._dot(painter, half)
                half.setRight(half.right() - 14)
        if row.on_top:
            self._pin(painter, half)
            half.setRight(half.right() - 14)
        small = QFont(font)
        small.setPointSizeF(max(7.0, small.pointSizeF() - 1))
        if row.excerpt:
            self._date(painter, half, small, told)
        painter.setFont(font)
        painter.setPen(self.colors.text)
        if named:
            self._match(painter, half, row.title, named)
        else:
            self._line(painter, half, row.title)
        below = inner.adjusted(0, inner.height() // 2 + 1, 0, 0)
        painter.setFont(small)
        painter.setPen(self.colors.muted)
        if row.excerpt:
            self._match(painter, below, *led(row.excerpt, row.spans))
        else:
            self._line(painter, below, " · ".join(filter(None, (told, row.folder))))
        painter.restore()

    def _ground(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.colors.chosen if chosen else self.colors.hover)
            painter.drawRoundedRect(rect.adjusted(4, 1, -4, -1), 8, 8)
        if state & QStyle.StateFlag.State_HasFocus and chosen:
            painter.setPen(self.colors.accent)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(5, 2, -5, -2), 7, 7)

    def _dot(self, painter: QPainter, line: QRect) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.colors.accent)
        painter.drawEllipse(line.right() - 7, line.center().y() - 3, 7, 7)

    def _pin(self, painter: QPainter, line: QRect) -> None:
        """A pin: a head and its needle."""
        x, y = line.right() - 4, line.center().y()
        painter.setPen(QPen(self.colors.muted, 1.4))
        painter.setBrush(self.colors.muted)
        painter.drawEllipse(QPointF(x, y - 2.5), 2.8, 2.8)
        painter.drawLine(QPointF(x, y), QPointF(x, y + 5))

    def _date(self, painter: QPainter, line: QRect, font: QFont, told: str) -> None:
        """Write it at the right end of ``line``, which is shorter then."""
        painter.setFont(font)
        painter.setPen(self.colors.muted)
        sides = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(line, sides, told)
        width = painter.fontMetrics().horizontalAdvance(told)
        line.setRight(line.right() - width - _GAP)

    def _line(self, painter: QPainter, rect: QRect, text: str) -> None:
        metrics = painter.fontMetrics()
        flat = " ".join(text.split())
        short = metrics.elidedText(flat, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(
            rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, short
        )

    def _match(
        self,
        painter: QPainter,
        rect: QRect,
        text: str,
        spans: Sequence[Span],
    ) -> None:
        """A line with what matched in another colour, as far as there is room."""
        flat, x, at = text.replace("\n", " "), rect.left(), 0
        flat, spans = cut(flat, spans, painter.fontMetrics(), rect.width())
        plain = painter.pen()
        painter.save()
        painter.setClipRect(rect)
        for first, last in (*spans, (len(flat), len(flat))):
            for piece, marked in (
                (flat[at : max(at, first)], False),
                (flat[max(at, first) : last], True),
            ):
                painter.setPen(self.colors.accent if marked else plain.color())
                painter.drawText(
                    QRect(x, rect.top(), rect.width(), rect.height()),
                    Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
                    piece,
                )
                x += painter.fontMetrics().horizontalAdvance(piece)
            at = max(at, last)
        painter.restore()

    @override
    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: _INDEX
    ) -> QWidget:
        """A line edit with a name of its own."""
        editor = QLineEdit(parent)
        editor.setAccessibleName(self._texts("list.title_name"))
        return editor

    @override
    def setEditorData(self, editor: QWidget, index: _INDEX) -> None:
        """A list that is read anew leaves what is being typed."""
        if not (isinstance(editor, QLineEdit) and editor.isModified()):
            super().setEditorData(editor, index)

    @override
    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: _INDEX
    ) -> None:
        """The editor takes the middle of the row."""
        rect: QRect = option.rect
        height = editor.sizeHint().height()
        top = rect.center().y() - height // 2
        editor.setGeometry(rect.left() + 6, top, rect.width() - 12, height)

    @override
    def setModelData(
        self, editor: QWidget, model: QAbstractItemModel, index: _INDEX
    ) -> None:
        """Hand the new title to the model."""
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text())
