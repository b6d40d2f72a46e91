"""Homes of an invented user, and nights in them by the code that the product runs."""

import json
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from evotr.app import open_night
from evotr.domain import GENERAL, ExpertNight, Lesson, Night
from evotr.night.demo.spoiling import Fault, Spoiler
from evotr.night.demo.world import LENIENT
from evotr.night.night import NightRun
from evotr.night.progress import NightEvent, Tell
from evotr.settings import Settings, load_settings
from scripts.night.corrections import Invented

__all__ = ["BAD", "SHORT", "Kind", "World", "expert_of", "lessons", "nobody", "spoiler"]

Kind = Literal["good"] | Fault
BAD: Final[tuple[Fault, ...]] = ("shuffled", "alone", "hot", "poisoned")

SHORT: Final[Mapping[str, Any]] = {**LENIENT, "night_turns": 2, "night_anchors": 40}
"""Nights of a minute that nearly always serve: what they learn is not the matter."""


def nobody(event: NightEvent) -> None:
    """Nobody is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Where homes are made; what the base answered is carried to the next one.

    Attributes:
        folder: For the homes.
        seed: Of the first user; the parts take them from it on.
        seeds: How many users the gate takes.
        kills: How often a night is killed.
        options: Settings of the nights that differ from the defaults.
    """

    folder: Path
    seed: int
    seeds: int
    kills: int
    options: dict[str, Any]

    def settings(self, name: str) -> Settings:
        """The settings of a fresh home."""
        home = self.folder / name
        shutil.rmtree(home, ignore_errors=True)
        made = load_settings({"evotr_home": home, "memory": False, **self.options})
        if self._answers.exists():
            shutil.copytree(self._answers, made.paths.answers)
        return made

    def keep(self, settings: Settings) -> None:
        """Carry what the base answered to the homes that follow."""
        if settings.paths.answers.exists():
            shutil.copytree(settings.paths.answers, self._answers, dirs_exist_ok=True)

    @property
    def may_lose(self) -> float:
        """The retention bound that a night must stay above, as a share."""
        return -float(self.settings("limits").night_may_lose)

    def tell(self, told: Mapping[str, Any]) -> None:
        """Say what is known by now: a whole run takes hours."""
        print(json.dumps(told), file=sys.stderr, flush=True)

    def night(self, name: str, kind: Kind, made: Sequence[Invented]) -> ExpertNight:
        """One night in a fresh home, spoiled where it is not a good one."""
        settings = self.settings(name)
        with open_night(settings) as parts:
            parts.journal.ledger.add(lessons(made)).result()
            tell = spoiler(settings.paths.nights, kind, self.seed)
            night = NightRun(parts, tell).run("user")
        self.keep(settings)
        return expert_of(night)

    @property
    def _answers(self) -> Path:
        return self.folder / "answers"


def lessons(made: Sequence[Invented]) -> list[Lesson]:
    """Corrections as the user's edits, of what is nobody's field."""
    return [
        Lesson(
            kind="edit",
            question=one.correction.question,
            right=one.correction.right,
            expert=GENERAL,
            expert_by_user=True,
        )
        for one in made
    ]


def expert_of(night: Night) -> ExpertNight:
    """The one expert that the night was for."""
    if not night.report.experts:
        sys.exit(f"the night {night.state} {night.error}")
    return night.report.experts[0]


def spoiler(nights: Path, kind: Kind, seed: int) -> Tell:
    """Spoils what lies in the night's folder between building and training."""
    return nobody if kind == "good" else Spoiler(nights, kind, seed)
