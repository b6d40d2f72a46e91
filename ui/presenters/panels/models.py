"""The models: which there are, which go into this machine, and a download."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, Signal, Slot

from evotr.domain import Fit, ModelOffer, ModelState, Skill
from evotr.errors import EvotrError, ModelNotFound
from evotr.text import Catalog
from evotr.text.forms import Written
from evotr.text.sizes import counted, readable
from ui.bridge import Errands, PullRunner
from ui.bridge.panels import WorkshopPort
from ui.platform import Platform

__all__ = ["ModelRow", "ModelsPresenter", "OfferRow"]

_FITS: dict[Fit, str] = {
    "fits": "panels.fit_fits",
    "tight": "panels.fit_tight",
    "never": "panels.fit_never",
}

_SKILLS: dict[Skill, str] = {
    "plain": "guide.skill_plain",
    "everyday": "guide.skill_everyday",
    "learned": "guide.skill_learned",
    "thorough": "guide.skill_thorough",
}
_BYTES_A_MINUTE: Final = 50_000_000 / 8 * 60
"""Of a line with 50 Mbit/s."""


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A model as it is listed: texts by column, in the order of the table."""

    id: str
    cells: tuple[str, ...]
    in_use: bool
    removable: bool
    usable: bool


@dataclass(frozen=True, slots=True)
class OfferRow:
    """A model that is offered: ``line`` in a list of them, ``about`` what it can do."""

    id: str
    line: str
    about: str
    best: bool
    here: bool
    usable: bool


class ModelsPresenter(QObject):
    """Lists, chooses, removes and pulls.

    Signals:
        offered(rows): What could be downloaded, as `OfferRow`.
        changed(rows): The models on this machine.
        pulling(sentence): How far a download is; "" when none is under way.
        told(sentence): Something was done.
        failed(error): Something asked for could not be done.
    """

    offered = Signal(object)
    changed = Signal(object)
    pulling = Signal(str)
    told = Signal(str)
    failed = Signal(object)

    def __init__(
        self, texts: Catalog, errands: Errands, platform: Platform, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._texts = texts
        self._errands = errands
        self._platform = platform
        self._workshop: WorkshopPort | None = None
        self._model = ""
        self._use_it = False
        self._models: tuple[ModelState, ...] = ()
        self._offers: tuple[ModelOffer, ...] = ()
        self.runner = PullRunner(self)
        self.runner.progressed.connect(self._progressed)
        self.runner.ended.connect(self._ended)

    def attach(self, workshop: WorkshopPort | None) -> None:
        """Keep the models of this workshop from now on."""
        self._workshop = workshop

    def refresh(self) -> None:
        """Read the list again."""
        if self._workshop is not None:
            self._errands.run(self._workshop.models, self._arrived, self.failed.emit)

    def ask_offers(self) -> None:
        """Look what could be downloaded; ``offered`` follows."""
        if self._workshop is not None:
            self._errands.run(self._workshop.offers, self._offered, self.failed.emit)

    def retell(self) -> None:
        """Tell them in the language of now."""
        self._arrived(self._models)
        self._offered(self._offers)

    def use(self, name: str) -> None:
        """Answer with a model from the next start on."""
        if self._workshop is not None:
            workshop = self._workshop
            self._do(lambda: workshop.use_model(name), "panels.from_next_start")

    def remove(self, name: str) -> None:
        """Delete a pulled model."""
        if self._workshop is not None:
            workshop = self._workshop
            self._do(lambda: workshop.remove_model(name), "panels.removed")

    def pull(self, model: str, *, use_it: bool = False) -> None:
        """Download a model of the hub, or what is missing of it.

        With ``use_it`` it answers from the next start on.
        """
        model = model.strip()
        if self._workshop is None or self.runner.running or not model:
            return
        self._model, self._use_it = model, use_it
        self.runner.start(self._workshop, model, self._platform.keep_awake(model))
        self.pulling.emit(self._texts("panels.asking_hub", model=model))

    def pull_again(self) -> None:
        """Go on with the download that failed last."""
        self.pull(self._model, use_it=self._use_it)

    def stop(self) -> None:
        """End the download; it can be taken up again."""
        self.runner.stop()

    def close(self) -> None:
        """End all that is under way."""
        self.runner.close()

    def _do(self, work: Callable[[], object], key: str) -> None:
        def done(_: object) -> None:
            self.told.emit(self._texts(key))
            self.refresh()

        self._errands.run(work, done, self.failed.emit)

    def _arrived(self, models: Iterable[ModelState]) -> None:
        self._models = tuple(models)
        self.changed.emit(tuple(map(self._row, self._models)))

    def _offered(self, models: Iterable[ModelOffer]) -> None:
        self._offers = tuple(models)
        self.offered.emit(tuple(map(self._offer, self._offers)))

    def _offer(self, model: ModelOffer) -> OfferRow:
        texts = self._texts
        told = {"name": model.name, "size": readable(model.size)}
        line = texts("guide.offer", **told, fit=texts(_FITS[model.fit]))
        minutes = max(1, round(model.size / _BYTES_A_MINUTE))
        parts = [texts(_SKILLS[model.skill])]
        if model.here:
            parts.append(texts("guide.is_here"))
        else:
            parts.append(texts("guide.takes", minutes=minutes))
        if not model.free:
            parts.append(texts("guide.not_free"))
        usable = model.fit != "never"
        return OfferRow(model.id, line, " ".join(parts), model.best, model.here, usable)

    def _row(self, model: ModelState) -> ModelRow:
        texts = self._texts
        state = texts(_FITS[model.fit])
        if isinstance(model.problem, ModelNotFound):
            state = texts("panels.model_gone")
        elif model.problem is not None:
            state = texts.error(model.problem)[0]
        if model.in_use:
            state = f"{texts('panels.chosen')} · {state}"
        cells = (
            model.id,
            texts.number(readable(model.size)) if model.size else "?",
            texts.number(counted(model.parameters)) if model.parameters else "?",
            str(model.bits or "?"),
            texts.number(Written(f"{model.context:,}" if model.context else "?")),
            state,
        )
        removable = not (model.bundled or model.in_use or "/" not in model.id)
        usable = model.problem is None and not model.in_use
        return ModelRow(model.id, cells, model.in_use, removable, usable)

    @Slot(object, object)
    def _progressed(self, done: int, total: int) -> None:
        self.pulling.emit(
            self._texts(
                "models.pull.line",
                model=self._model,
                percent=100 * done // max(total, 1),
                done=readable(done),
                total=readable(total),
            )
        )

    @Slot(object)
    def _ended(self, error: EvotrError | None) -> None:
        self.pulling.emit("")
        if error is not None:
            self.failed.emit(error)
        elif self.runner.stopped:
            self.told.emit(self._texts("panels.pull_stopped", model=self._model))
        else:
            self.told.emit(self._texts("panels.pulled", model=self._model))
            if self._use_it:
                self.use(self._model)
                return  # which reads the list again
        self.refresh()
