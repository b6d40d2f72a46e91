"""What the panels are made of: named controls, and tables that read themselves out."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)
from typing_extensions import override

from ui.widgets.phrases import Phrases

__all__ = [
    "LEAST",
    "button",
    "fill",
    "labelled",
    "note",
    "parted",
    "row_of",
    "table",
    "writing",
]

_LINES: Final = 2  # of a text can be read, in the smallest window
_WIDE: Final = 1000  # more than a screen: only the shares count

LEAST: Final = 140
"""What a field or a list of names must have in width, in the smallest window."""


def button(say: Phrases, key: str, command: Callable[[], object]) -> QPushButton:
    """A button that does something; its text is its name."""
    made = QPushButton(say.widget)
    say(made.setText, key)
    # A dialog's habit: Return in a field would press whatever comes first.
    made.setAutoDefault(False)
    made.clicked.connect(lambda _=False: command())
    return made


def note(parent: QWidget) -> QLabel:
    """A quiet text that wraps, and can be selected."""
    label = QLabel(parent)
    label.setObjectName("hint")
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def writing(say: Phrases, key: str, *, fixed: bool = False) -> QPlainTextEdit:
    """A field of text that Tab leaves; ``fixed`` is for reading alone."""
    field = QPlainTextEdit(say.widget)
    say(field.setAccessibleName, key)
    field.setTabChangesFocus(True)
    # Of Qt's own three do not go into the smallest window.
    air = 2 * (field.frameWidth() + round(field.document().documentMargin()) + 4)
    field.setMinimumHeight(_LINES * field.fontMetrics().lineSpacing() + air)
    field.setReadOnly(fixed)
    if fixed:
        field.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
    return field


def labelled(say: Phrases, field: QWidget) -> QLabel:
    """What stands above a field: its name, which moves the focus there."""
    label = QLabel(say.widget)
    label.setWordWrap(True)
    say.also(lambda: label.setText(field.accessibleName()))
    label.setBuddy(field)
    return label


def row_of(*widgets: QWidget | None) -> QHBoxLayout:
    """Widgets beside each other; None is the room that is left."""
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        if widget is None:
            row.addStretch(1)
        else:
            row.addWidget(widget)
    return row


def parted(left: QWidget, right: QWidget, *, shares: tuple[int, int]) -> QSplitter:
    """Two parts beside each other, with a handle; in any window they have shares."""
    splitter = QSplitter(Qt.Orientation.Horizontal)
    for at, (part, share) in enumerate(zip((left, right), shares, strict=True)):
        splitter.addWidget(part)
        splitter.setStretchFactor(at, share)
    splitter.setSizes([share * _WIDE for share in shares])
    splitter.setChildrenCollapsible(False)
    splitter.setHandleWidth(10)
    return splitter


class _Table(QTableWidget):
    """Its last column has what room is left; where that is too little, it scrolls."""

    def settle(self) -> None:
        """Look how much its rows want, and how much there is."""
        header = self.horizontalHeader()
        wanted = sum(
            max(self.sizeHintForColumn(at), header.sectionSizeHint(at))
            for at in range(self.columnCount())
        )
        header.setStretchLastSection(wanted <= self.viewport().width())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Look again."""
        super().resizeEvent(event)
        self.settle()


def table(say: Phrases, key: str, columns: Sequence[str]) -> QTableWidget:
    """An empty table of rows that are chosen one at a time; ``columns`` are keys."""
    made = _Table(0, len(columns), say.widget)
    say(made.setAccessibleName, key)
    say.also(lambda: made.setHorizontalHeaderLabels([*map(say.texts, columns)]))
    made.verticalHeader().hide()
    made.setShowGrid(False)
    made.setTabKeyNavigation(False)
    made.setWordWrap(False)
    made.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    made.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    header = made.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setStretchLastSection(True)
    header.setHighlightSections(False)
    header.setDefaultAlignment(
        Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    )
    return made


def fill(shown: QTableWidget, rows: Sequence[Sequence[str]]) -> None:
    """Show these texts; the row that was chosen stays so where it is still there."""
    at = max(shown.currentRow(), 0)
    shown.setRowCount(len(rows))
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            shown.setItem(number, column, item)
    if isinstance(shown, _Table):
        shown.settle()
    if rows:
        shown.setCurrentCell(min(at, len(rows) - 1), 0)
