"""What an expert was taught to answer, in the panel of the experts."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QListWidget, QVBoxLayout, QWidget

from evotr.domain import StoredExemplar
from ui.presenters.panels import TaughtPresenter
from ui.text import Speech
from ui.text.dates import minute_of
from ui.widgets.panels.parts import button, labelled, row_of
from ui.widgets.phrases import Phrases

__all__ = ["TaughtList"]

_ROWS = 4


class TaughtList(QWidget):
    """The questions that one expert gets because somebody said so."""

    def __init__(self, texts: Speech, presenter: TaughtPresenter) -> None:
        super().__init__()
        self._texts = texts
        self._presenter = presenter
        self._expert = ""
        self._all: tuple[StoredExemplar, ...] = ()
        say = Phrases(texts, self)
        self.list = QListWidget(self)
        say(self.list.setAccessibleName, "panels.taught_list")
        say(self.list.setToolTip, "panels.taught_more")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setMaximumHeight(_ROWS * self.fontMetrics().lineSpacing() * 3 // 2)
        self.drop = button(say, "panels.unteach", self._drop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(labelled(say, self.list))
        layout.addWidget(self.list)
        layout.addLayout(row_of(self.drop, None))
        self.list.currentRowChanged.connect(self._update)
        presenter.changed.connect(self._take)
        say.also(self._show)

    @property
    def rows(self) -> tuple[StoredExemplar, ...]:
        """What is listed."""
        return tuple(
            one
            for one in self._all
            if one.exemplar.expert == self._expert and not one.exemplar.negative
        )

    def show_of(self, expert: str) -> None:
        """Show what this expert was taught; where that is nothing, nothing."""
        self._expert = expert
        self._show()

    @Slot(object)
    def _take(self, taught: tuple[StoredExemplar, ...]) -> None:
        self._all = taught
        self._show()

    def _show(self) -> None:
        at = max(self.list.currentRow(), 0)
        self.list.clear()
        for row in self.rows:
            asked = " ".join(row.exemplar.text.split())
            when = minute_of(row.created_at, self._texts.language)
            self.list.addItem(
                self._texts("panels.taught_row", question=asked, when=when)
            )
        self.list.setCurrentRow(min(at, self.list.count() - 1))
        self.setVisible(bool(self.list.count()))
        self._update()

    @Slot()
    def _update(self) -> None:
        self.drop.setEnabled(self.list.currentRow() >= 0)

    def _drop(self) -> None:
        rows, at = self.rows, self.list.currentRow()
        if 0 <= at < len(rows):
            self._presenter.unteach(rows[at].id)
