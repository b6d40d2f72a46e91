"""The welcome: a first answer, what stays here, a better model, and the nights."""

from typing import Final, Literal

from PySide6.QtCore import QObject, Signal, Slot

from evotr.errors import EvotrError
from evotr.paths import BUNDLED_MODEL
from ui.presenters.desk import Desk
from ui.presenters.first_run import FirstRun
from ui.presenters.nights import NightsShown
from ui.presenters.panels import OfferRow, PanelsDesk
from ui.presenters.titles import model_name

__all__ = ["STEPS", "GuidePresenter", "GuideStep"]

GuideStep = Literal["ask", "here", "model", "nights"]
STEPS: Final[tuple[GuideStep, ...]] = ("ask", "here", "model", "nights")


class GuidePresenter(QObject):
    """Goes from step to step; nothing is downloaded or scheduled before a yes.

    Signals:
        stepped(step): It is shown now; None: the welcome is over.
        ready(is_open): Questions can be asked, or not yet.
        asked(runs): A question is being answered, or none any more.
        answered(): The first question has its answer.
        offered(rows): The models that could be had, as `OfferRow`.
        pulling(sentence): How far a download is; "" when none is under way.
        nights_stand(on, hours): Whether nights begin by themselves, and when they may.
        said(sentence): What came of something that was asked for in this step.
    """

    stepped = Signal(object)
    ready = Signal(bool)
    asked = Signal(bool)
    answered = Signal()
    offered = Signal(object)
    pulling = Signal(str)
    nights_stand = Signal(bool, str)
    said = Signal(str)

    def __init__(
        self,
        desk: Desk,
        panels: PanelsDesk,
        first_run: FirstRun | None,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._panels = panels
        self._first_run = first_run
        self.step: GuideStep | None = None
        self.takes_keys = True
        """Whether it may take the keyboard before it is used."""
        models, nights = panels.models, desk.nights
        desk.chat.attached.connect(self.ready)
        desk.chat.running_changed.connect(self._running)
        desk.chat.ended.connect(self._ended)
        desk.opened.connect(self._opened)
        desk.not_opened.connect(self._not_opened)
        panels.opened.connect(models.ask_offers)
        models.offered.connect(self.offered)
        models.changed.connect(self._models_changed)
        models.pulling.connect(self.pulling)
        nights.stood.connect(self._stands)
        for presenter in (models, nights):
            presenter.told.connect(self._say)
            presenter.failed.connect(self._failed)

    @property
    def open(self) -> bool:
        """Whether questions can be asked: not while one is being answered."""
        return self._desk.chat.open and not self._desk.chat.running

    @property
    def model(self) -> str:
        """Who answers, where that is not the model that comes with the program."""
        assistant = self._desk.assistant
        if assistant is None:
            return ""
        try:
            name = model_name(assistant.status().model)
        except EvotrError:  # the status line says so
            return ""
        return "" if name == BUNDLED_MODEL.name else name

    def begin(self, *, asked: bool = True) -> None:
        """Show the first step; not ``asked``: it comes by itself.

        Then who was here before writes on where he was.
        """
        self.takes_keys = asked
        if self._first_run is not None:
            self.takes_keys = asked or self._first_run.fresh
            self._first_run.begin()
        self._show(STEPS[0])
        self._panels.open()
        self._panels.models.ask_offers()
        self._desk.nights.refresh()

    def move(self, by: int) -> None:
        """Go on by so many steps (back with less than none); after the last it ends."""
        if self.step is None:
            return
        at = STEPS.index(self.step) + by
        if at >= len(STEPS):
            self.end()
        else:
            self._show(STEPS[max(at, 0)])

    def end(self) -> None:
        """Show it no more; a download that was asked for goes on."""
        if self._first_run is not None:
            self._first_run.end()
        if self.step is not None:
            self._desk.told.emit(self._desk.texts("guide.ended"))
        self._show(None)

    def ask(self, words: str) -> None:
        """Ask for the first answer, in a conversation of its own."""
        self._desk.select("")
        self._desk.chat.send(words)

    def get(self, row: OfferRow) -> None:
        """Download a model, or take the one that is here, from the next start on."""
        if row.here:
            self._panels.models.use(row.id)
        else:
            self._panels.models.pull(row.id, use_it=True)

    def stop(self) -> None:
        """End the download; it can be taken up again."""
        self._panels.models.stop()

    def allow_nights(self) -> None:
        """Let nights begin by themselves."""
        self._desk.nights.allow(on=True)

    def _show(self, step: GuideStep | None) -> None:
        self.step = step
        self.stepped.emit(step)

    @Slot()
    def _opened(self) -> None:
        self._desk.nights.refresh()
        if self.step is None and self._first_run is not None and self._first_run.due:
            self.begin(asked=False)

    @Slot()
    def _not_opened(self) -> None:
        """Why, is more important now."""
        self._show(None)

    @Slot(object)
    def _running(self, ids: frozenset[str]) -> None:
        self.asked.emit(bool(ids))

    @Slot(str)
    def _ended(self, conversation_id: str) -> None:
        # A question that was typed counts as well; an answer without words does not.
        chat = self._desk.chat
        over = (
            entry
            for entry in reversed(chat.entries)
            if entry.role == "assistant" and entry.state != "streaming"
        )
        last = next(over, None) if conversation_id == chat.conversation_id else None
        if self.step == "ask" and last is not None and last.teachable:
            self.answered.emit()

    @Slot()
    def _models_changed(self) -> None:
        """One may be here that was not."""
        if self.step == "model":
            self._panels.models.ask_offers()

    @Slot(object)
    def _stands(self, shown: NightsShown) -> None:
        self.nights_stand.emit(shown.on, shown.hours)

    @Slot(str)
    def _say(self, sentence: str) -> None:
        if self.step is not None:
            self.said.emit(sentence)

    @Slot(object)
    def _failed(self, error: EvotrError) -> None:
        texts = self._desk.texts
        self._say(texts.join(*texts.error(error)))
