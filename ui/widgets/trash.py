"""Destroying what lies in the trash: asked first, with what goes along."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from ui.presenters.trash import TrashPresenter, TrashQuestion
from ui.text import Speech
from ui.widgets.asking import ask

__all__ = ["TrashAsking"]


class TrashAsking(QObject):
    """Asks over ``window`` what the presenter wants to know; Return means no."""

    def __init__(
        self, window: QWidget, texts: Speech, presenter: TrashPresenter
    ) -> None:
        super().__init__(window)
        self._window = window
        self._texts = texts
        self._presenter = presenter
        presenter.asked.connect(self._ask)

    @Slot(object)
    def _ask(self, question: TrashQuestion) -> None:
        texts = self._texts
        ask(
            self._window,
            lambda: (
                texts.again(question.sentence),
                texts.again(question.more),
                texts("trash.destroy_yes"),
            ),
            lambda: self._presenter.destroy(question),
            careful=True,
        )
