"""The panels together: one workshop and one assistant for all of them."""

from functools import partial
from typing import Final

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
from ui.presenters.panels.taught import TaughtPresenter

__all__ = ["PanelsDesk"]

_PAUSED: Final = "memory_paused"


class PanelsDesk(QObject):
    """The presenters of the panels.

    Args:
        desk: Its assistant is kept, and it knows the end.
        platform: The desktop.
        open_workshop: Makes the workshop, off the main thread, when it is first needed.

    ``errands`` do what must not hold up the window, and ``workshop`` is there once it
    is ``opened``.

    Signals:
        told(sentence): Something was done.
        troubled(error): Something failed.
        opened(): The assistant is there, or the workshop is.
    """

    told = Signal(str)
    troubled = Signal(object)
    opened = Signal()

    def __init__(
        self, desk: Desk, platform: Platform, open_workshop: OpenWorkshop
    ) -> None:
        super().__init__(desk)
        self.desk = desk
        self.texts = texts = desk.texts
        self._open_workshop = open_workshop
        self.errands = Errands(self)
        self.workshop: WorkshopPort | None = None
        self._started = False
        self._unfit: dict[str, EvotrError] = {}
        self.memory = MemoryPresenter(texts, desk.inbox, self.errands, desk.pause, self)
        self.labelling = LabellingPresenter(texts, desk.inbox, self)
        self.experts = ExpertsPresenter(texts, self.errands, self)
        self.taught = TaughtPresenter(texts, desk.inbox, self)
        self.models = ModelsPresenter(texts, self.errands, platform, self)
        self.settings = SettingsPresenter(texts, self.errands, platform, self)
        self.nights = desk.nights
        self.resources = ResourcesPresenter(
            texts, desk.speeds, desk.work, platform, self
        )
        for presenter in (
            self.memory,
            self.labelling,
            self.experts,
            self.taught,
            self.models,
            self.settings,
            self.nights,
        ):
            presenter.failed.connect(self.troubled)
            presenter.told.connect(self.told)
        self.memory.pause_wanted.connect(self._write_pause)
        self.labelling.corrected.connect(desk.show_anew)
        self.memory.forgot.connect(desk.show_all_anew)
        self.settings.written.connect(self._heed)
        self._attach(desk.assistant)
        desk.attached.connect(self._attach)
        desk.spoken.connect(self._retell)
        desk.closing.connect(self._close)

    def open(self) -> None:
        """Make the workshop; a second call does nothing."""
        if not self._started:
            self._started = True
            self.errands.run(self._open_workshop, self._found, self.troubled.emit)

    @Slot(object)
    def _attach(self, assistant: KeepingPort | None) -> None:
        for presenter in (self.memory, self.labelling, self.taught, self.resources):
            presenter.attach(assistant)
        self._unfit = {}
        if assistant is None:
            return
        for name, tried in assistant.tried.items():
            tell = partial(self._tried, assistant, name)
            self.desk.inbox.expect(tried, tell, self.troubled.emit)
        self.opened.emit()

    def _tried(
        self, assistant: KeepingPort, name: str, fault: EvotrError | None
    ) -> None:
        """A model that a setting names was opened, or could not be."""
        if fault is None or assistant is not self.desk.assistant:
            return
        self._unfit = {**self._unfit, name: fault}
        for presenter in (self.memory, self.settings):
            presenter.know(self._unfit)

    def _found(self, workshop: WorkshopPort) -> None:
        self.workshop = workshop
        self.memory.ask(workshop)
        for presenter in (self.experts, self.models, self.settings):
            presenter.attach(workshop)
        self.opened.emit()

    @Slot(bool)
    def _write_pause(self, paused: bool) -> None:  # noqa: FBT001 — a signal's argument
        self.settings.write(_PAUSED, "true" if paused else None)

    @Slot(str, object)
    def _heed(self, name: str, text: str | None) -> None:
        """This one holds at once, wherever it was written."""
        if name == _PAUSED:
            self.desk.pause.set(paused=text == "true")

    @Slot()
    def _retell(self) -> None:
        """Have the lists told in the language of now."""
        for presenter in (self.memory, self.labelling, self.models, self.resources):
            presenter.retell()

    @Slot()
    def _close(self) -> None:
        self.resources.watch(on=False)
        self.models.close()
        self.errands.close()
