"""Nights that a window looks at, without a journal."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from evotr.domain import (
    Destroyed,
    Leaving,
    Night,
    NightHead,
    NightProgress,
    NightsStanding,
    NightTakenBack,
    NightTold,
)
from evotr.night.plots import draw_night
from evotr.night.story import head_of, story
from evotr.text import Catalog, Language
from tests.fakes.nights import BEGAN, full_night

__all__ = ["FakeOffice"]


class FakeOffice:
    """`evotr.night.office.NightOffice`: does at once what it is asked; see ``done``.

    Args:
        language: Of the reports.
        folder: Where pictures are drawn; none with None.
        nights: The newest first.
    """

    def __init__(
        self,
        language: Language = "en",
        folder: Path | None = None,
        nights: tuple[Night, ...] | None = None,
    ) -> None:
        self._say = Catalog.load(language)
        self._folder = folder
        self.kept = (full_night(),) if nights is None else nights
        self.progress: NightProgress | None = None
        self.done: list[str] = []
        self.unmet: tuple[str, ...] = ()
        self.on = False
        self.damaged: tuple[str, ...] = ()
        self.refuse: Exception | None = None
        self.erase: Callable[[str], object] = lambda _: None
        self.busy = False
        self.elsewhere: tuple[tuple[str, datetime, int], ...] = ()

    def speak(self, say: Catalog) -> None:
        self._say = say

    def standing(self) -> NightsStanding:
        return NightsStanding(
            hours="02:00-06:00",
            next=datetime(2026, 11, 22, 2, 0, tzinfo=UTC) if self.on else None,
            broken=False,
            unmet=self.unmet,
            running=None,
            last=self.kept[0] if self.kept else None,
            fresh=2,
            doubts=1,
            orphans=("tr_chat",),
            damaged=self.damaged,
        )

    def nights(self) -> tuple[NightHead, ...]:
        return tuple(head_of(night, self._say) for night in self.kept)

    def report(self, night_id: str) -> NightTold:
        night = self._night(night_id)
        drawn, say = (), self._say
        if self._folder is not None:
            drawn = draw_night(night, self._folder, self._folder / "c", say)
        return story(night, say, drawn)

    def allow(self, *, on: bool) -> None:
        self._do(f"allow {on}")
        self.on = on

    def run(self) -> None:
        self._do("run")
        self.progress = NightProgress()

    def stop(self) -> None:
        self._do("stop")
        self.progress = None

    def keep(self, night_id: str) -> None:
        self._do("keep")
        self._change(night_id, kept=BEGAN)

    def undo(self, night_id: str) -> NightTakenBack:
        self._do("undo")
        night = self._change(night_id, undone=BEGAN, undone_why="user")
        return NightTakenBack(night.number, {"tr_chat": "0003"}, waiting=3)

    def never(self, night_id: str) -> NightTakenBack:
        self._do("never")
        night = self._change(night_id, undone=BEGAN, undone_why="user")
        return NightTakenBack(night.number, {}, never=3)

    def leaving(self, conversation_ids: Sequence[str]) -> Leaving:
        count = len(conversation_ids)
        seen = (("tr_chat", "0003"),)
        return Leaving(count, 2 * count, count, 1, seen, self.elsewhere)

    def destroy(self, conversation_ids: Sequence[str]) -> Destroyed:
        self._do("destroy")
        for each in conversation_ids:
            self.erase(each)
        answers = sum(count for _, _, count in self.elsewhere)
        return Destroyed(len(conversation_ids), ("tr_chat",), self.busy, answers)

    def _do(self, what: str) -> None:
        refusal, self.refuse = self.refuse, None
        if refusal is not None:
            raise refusal
        self.done.append(what)

    def _night(self, night_id: str) -> Night:
        return next(night for night in self.kept if night.id == night_id)

    def _change(self, night_id: str, **fields: object) -> Night:
        changed = replace(self._night(night_id), **fields)
        self.kept = tuple(changed if n.id == night_id else n for n in self.kept)
        return changed
