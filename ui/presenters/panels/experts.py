"""The experts: what they are for, which version answers, and the ones before."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal

from evotr.domain import Crowd
from evotr.errors import EvotrError
from evotr.text.forms import Written
from ui.bridge import Errands
from ui.bridge.panels import WorkshopPort
from ui.text import Speech

__all__ = ["ExpertsPresenter", "judged_by", "origin_of"]

_GENERATED: Final = re.compile(r"scripts/\S+, seed \d+, (\d+) rows")
_NIGHT: Final = re.compile(r"night (\d+)")


def origin_of(texts: Speech, data: str) -> str:
    """What a version was trained on, in words; a folder or a data set by its name."""
    if generated := _GENERATED.fullmatch(data):
        rows = texts.number(Written(f"{int(generated[1]):,}"))
        return texts("panels.of_generator", rows=rows)
    if night := _NIGHT.fullmatch(data):
        return texts("panels.of_night", number=int(night[1]))
    return data


def judged_by(texts: Speech, scores: Mapping[str, float]) -> list[str]:
    """What was measured, a line each below a heading, in words where they are known."""
    if not scores:
        return []
    lines = [f"{texts('experts.column.scores')}:"]
    for key, value in scores.items():
        name = texts.sentences.get(f"score.{key.replace(' ', '_')}", key)
        lines.append(f"  {name}: {texts.number(Written(f'{value:g}'))}")
    return lines


class ExpertsPresenter(QObject):
    """Lists, chooses and takes back.

    Signals:
        changed(experts): All of them, as `ExpertState`.
        told(sentence): Something was done.
        failed(error): Something asked for could not be done, or is not sound.
    """

    changed = Signal(object)
    told = Signal(str)
    failed = Signal(object)

    def __init__(self, texts: Speech, errands: Errands, parent: QObject) -> None:
        super().__init__(parent)
        self._texts = texts
        self._errands = errands
        self._workshop: WorkshopPort | None = None
        self._listed = False

    def attach(self, workshop: WorkshopPort | None) -> None:
        """Keep the experts of this workshop from now on."""
        self._workshop = workshop

    def refresh(self) -> None:
        """Read them again."""
        if self._workshop is not None:
            self._errands.run(self._workshop.experts, self._arrived, self._unread)

    def use(self, expert: str, version: str) -> None:
        """Let an expert answer with ``version`` ("base": its instructions alone)."""
        if self._workshop is not None:
            workshop = self._workshop
            self._do(lambda: workshop.use(expert, version))

    def roll_back(self, expert: str) -> None:
        """Let an expert answer with what served before."""
        if self._workshop is not None:
            workshop = self._workshop
            self._do(lambda: workshop.roll_back(expert))

    def bring_in(self, expert: str, paths: tuple[Path, ...]) -> None:
        """Keep copies of adapters (their folders, or a file in each) as versions."""
        for path in paths:
            self._bring_in(expert, path)

    def _bring_in(self, expert: str, path: Path) -> None:
        if self._workshop is None:
            return
        workshop = self._workshop

        def done(version: str) -> None:
            self.told.emit(self._texts("panels.imported", version=version))
            self.refresh()

        work = partial(workshop.import_expert, expert, path)
        self._errands.run(work, done, self.failed.emit)

    def _do(self, work: Callable[[], object]) -> None:
        def done(_: object) -> None:
            self.told.emit(self._texts("panels.from_next_answer"))
            self.refresh()

        self._errands.run(work, done, self.failed.emit)

    def _unread(self, error: EvotrError) -> None:
        self.failed.emit(error)
        if not self._listed:
            self.changed.emit(())

    def _arrived(self, crowd: Crowd) -> None:
        self._listed = True
        self._texts.introduce(state.card for state in crowd.experts)
        for fault in crowd.faults:
            self.failed.emit(fault)
        self.changed.emit(crowd.experts)
