"""The panels together: one workshop and one assistant for all of them."""

from PySide6.QtCore import QObject, Signal, Slot

from evotr.errors import EvotrError
from ui.bridge import Errands, OpenWorkshop
from ui.bridge.panels import KeepingPort, WorkshopPort
from ui.platform import Platform
from ui.presenters.desk import Desk
from ui.presenters.panels.experts import ExpertsPresenter
from ui.presenters.panels.labelling import LabellingPresenter
from ui.presenters.panels.memory import MemoryPresenter
from ui.presenters.panels.models import ModelsPresenter
from ui.presenters.panels.resources import ResourcesPresenter
from ui.presenters.panels.settings import SettingsPresenter

__all__ = ["PanelsDesk"]


class PanelsDesk(QObject):
    """The presenters of the panels.

    Args:
        desk: Its assistant is kept, and it knows the end.
        platform: The desktop.
        open_workshop: Makes the workshop, off the main thread, when it is first needed.

    Signals:
        told(sentence, hint): Something was done, or failed.
        opened(): The assistant is there, or the workshop is.
    """

    told = Signal(str, str)
    opened = Signal()

    def __init__(
        self, desk: Desk, platform: Platform, open_workshop: OpenWorkshop
    ) -> None:
        super().__init__(desk)
        self.desk = desk
        self.texts = texts = desk.texts
        self._open_workshop = open_workshop
        self._errands = Errands(self)
        self._started = False
        self.memory = MemoryPresenter(texts, desk.inbox, self._errands, self)
        self.labelling = LabellingPresenter(texts, desk.inbox, self)
        self.experts = ExpertsPresenter(texts, self._errands, self)
        self.models = ModelsPresenter(texts, self._errands, platform, self)
        self.settings = SettingsPresenter(texts, self._errands, platform, self)
        self.nights = desk.nights
        self.resources = ResourcesPresenter(texts, desk.runner, platform, self)
        for presenter in (
            self.memory,
            self.labelling,
            self.experts,
            self.models,
            self.settings,
            self.nights,
        ):
            presenter.failed.connect(self._failed)
            presenter.told.connect(self._done)
        self._attach(desk.assistant)
        desk.attached.connect(self._attach)
        desk.closing.connect(self._close)

    def open(self) -> None:
        """Make the workshop; a second call does nothing."""
        if not self._started:
            self._started = True
            self._errands.run(self._open_workshop, self._found, self._failed)

    @Slot(object)
    def _attach(self, assistant: KeepingPort | None) -> None:
        for presenter in (self.memory, self.labelling, self.resources):
            presenter.attach(assistant)
        if assistant is not None:
            self.opened.emit()

    def _found(self, workshop: WorkshopPort) -> None:
        for presenter in (self.experts, self.models, self.settings):
            presenter.attach(workshop)
        self.opened.emit()

    def _failed(self, error: EvotrError) -> None:
        self.told.emit(*self.texts.error(error))

    def _done(self, sentence: str) -> None:
        self.told.emit(sentence, "")

    @Slot()
    def _close(self) -> None:
        self.resources.watch(on=False)
        self.models.close()
        self._errands.close()
