"""The panel of the models on this machine, and of one on its way here."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from evotr.settings import DEFAULT_MODEL
from ui.presenters.panels import ModelRow, ModelsPresenter, OfferRow
from ui.text import Speech
from ui.widgets.asking import ask
from ui.widgets.choice import Choice
from ui.widgets.panels.parts import button, fill, note, row_of, table
from ui.widgets.phrases import Phrases

__all__ = ["ModelsPanel"]

_COLUMNS = ("model", "size", "parameters", "bits", "context", "state")


class ModelsPanel(QWidget):
    """Nothing is downloaded before the button says so."""

    def __init__(self, texts: Speech, presenter: ModelsPresenter) -> None:
        super().__init__()
        self._texts = texts
        say = Phrases(texts, self)
        self._presenter = presenter
        self._rows: tuple[ModelRow, ...] = ()
        columns = [f"models.column.{key}" for key in _COLUMNS]
        self.models = table(say, "panels.models_list", columns)
        self.use = button(say, "panels.use", self._use)
        self.remove = button(say, "panels.remove", self._remove)
        self._offers: tuple[OfferRow, ...] = ()
        self.offers = Choice(self)
        say(self.offers.setAccessibleName, "guide.offers")
        self.about = note(self)
        self.name = QLineEdit(DEFAULT_MODEL, self)
        self.name.setCursorPosition(0)  # who is in a hurry reads the beginning
        say(self.name.setAccessibleName, "panels.pull_name")
        say(self.name.setPlaceholderText, "panels.pull_name")
        self.pull = button(say, "panels.pull", self._pull)
        self.stop = button(say, "panels.stop", presenter.stop)
        self.far = note(self)
        layout = QVBoxLayout(self)
        layout.addWidget(self.models, 1)
        layout.addLayout(row_of(self.use, None, self.remove))
        layout.addWidget(self.offers)
        layout.addWidget(self.about)
        layout.addLayout(row_of(self.name, self.pull, self.stop))
        layout.addWidget(self.far)
        self.name.returnPressed.connect(self._pull)
        self.models.itemSelectionChanged.connect(self._update)
        self.offers.activated.connect(self._choose)
        presenter.offered.connect(self._offer)
        presenter.changed.connect(self._show)
        presenter.pulling.connect(self._pulling)
        self._pulling("")
        self._update()
        say.also(lambda: self.far.setText(texts.again(self.far.text())))

    def refresh(self) -> None:
        """The panel is about to be seen."""
        self._presenter.refresh()
        self._presenter.ask_offers()

    @property
    def row(self) -> ModelRow | None:
        """The model that is chosen."""
        at = self.models.currentRow()
        return self._rows[at] if 0 <= at < len(self._rows) else None

    @Slot(object)
    def _show(self, rows: tuple[ModelRow, ...]) -> None:
        self._rows = rows
        fill(self.models, [row.cells for row in rows])
        self._update()

    @Slot(object)
    def _offer(self, rows: tuple[OfferRow, ...]) -> None:
        """What can be had, each with its size and whether it fits; one is the best."""
        self._offers = rows
        self.offers.clear()
        best = self._texts("guide.best")
        for row in rows:
            self.offers.addItem(f"{row.line} ({best})" if row.best else row.line)
        ids, name = [row.id for row in rows], self.name.text()
        at = ids.index(name) if name in ids else -1
        self.offers.setCurrentIndex(at)
        self.about.setText(rows[at].about if at >= 0 else "")

    @Slot(int)
    def _choose(self, at: int) -> None:
        """Its name is what the button downloads."""
        self.name.setText(self._offers[at].id)
        self.name.setCursorPosition(0)
        self.about.setText(self._offers[at].about)

    @Slot(str)
    def _pulling(self, sentence: str) -> None:
        self.far.setText(sentence)
        self.pull.setEnabled(not sentence)
        self.stop.setEnabled(bool(sentence))

    @Slot()
    def _update(self) -> None:
        row = self.row
        self.use.setEnabled(row is not None and row.usable)
        self.remove.setEnabled(row is not None and row.removable)

    def _use(self) -> None:
        if self.row is not None:
            self._presenter.use(self.row.id)

    def _pull(self) -> None:
        self._presenter.pull(self.name.text())

    def _remove(self) -> None:
        if (row := self.row) is not None:
            texts = self._texts
            ask(
                self,
                lambda: (
                    texts("panels.remove_sure", model=row.id),
                    texts("panels.remove_more"),
                    texts("panels.remove"),
                ),
                lambda: self._presenter.remove(row.id),
            )
