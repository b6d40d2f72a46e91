"""The panel of memory, speed and heat."""

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QProgressBar, QVBoxLayout, QWidget
from typing_extensions import override

from ui.presenters.panels import Part, ResourcesPresenter
from ui.text import Speech
from ui.widgets.panels.parts import note, writing
from ui.widgets.phrases import Phrases

__all__ = ["ResourcesPanel"]

_WHOLE = 1000


class ResourcesPanel(QWidget):
    """A bar for each part of the memory; it looks only while it is seen."""

    def __init__(self, texts: Speech, presenter: ResourcesPresenter) -> None:
        super().__init__()
        self._texts = texts
        say = Phrases(texts, self)
        self._presenter = presenter
        self.bars: list[QProgressBar] = []
        self._labels: list[QLabel] = []
        self._grid = QGridLayout()
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        self.lines = writing(say, "load.rest", fixed=True)
        title = note(self)
        say(title.setText, "load.title")
        layout = QVBoxLayout(self)
        layout.addWidget(title)
        layout.addLayout(self._grid)
        layout.addWidget(self.lines, 1)
        presenter.changed.connect(self._show)

    def refresh(self) -> None:
        """The panel is about to be seen."""
        self._presenter.refresh()

    @Slot(object, object)
    def _show(self, parts: Sequence[Part], lines: Sequence[str]) -> None:
        if len(parts) != len(self.bars):
            self._build(len(parts))
        for part, bar, label in zip(parts, self.bars, self._labels, strict=True):
            told = self._texts(
                "load.share",
                name=part.name,
                size=part.size,
                percent=round(100 * part.share),
            )
            label.setText(told)
            bar.setAccessibleName(told)
            bar.setValue(round(_WHOLE * min(part.share, 1.0)))
        text = "\n".join(lines)
        if text != self.lines.toPlainText():
            self.lines.setPlainText(text)

    def _build(self, number: int) -> None:
        for old in (*self.bars, *self._labels):
            old.deleteLater()
        self.bars = [QProgressBar(self) for _ in range(number)]
        self._labels = [QLabel(self) for _ in range(number)]
        for at, (label, bar) in enumerate(zip(self._labels, self.bars, strict=True)):
            bar.setRange(0, _WHOLE)
            bar.setTextVisible(False)
            label.setWordWrap(True)
            self._grid.addWidget(label, at, 0)
            self._grid.addWidget(bar, at, 1)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Somebody looks."""
        super().showEvent(event)
        self._presenter.watch(on=True)

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks any more."""
        super().hideEvent(event)
        self._presenter.watch(on=False)
