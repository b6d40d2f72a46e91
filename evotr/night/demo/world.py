"""Where the demo's homes lie, and nights in them."""

import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from evotr.domain import (
    GENERAL,
    ExpertNight,
    Message,
    Night,
    NightReason,
)
from evotr.night.demo.lessons import Taught
from evotr.night.demo.spoiling import Fault
from evotr.night.exam.checks import carries
from evotr.night.parts import Parts
from evotr.night.steps.answering import Asked, EngineAnswerer
from evotr.night.steps.speaking import serving_speaker, speaker_of
from evotr.paths import python_path
from evotr.settings import Settings, env_name

__all__ = ["LENIENT", "Sizes", "World", "answered_right", "environment", "expert_of"]

_ROOM: Final[Mapping[str, Any]] = {
    "memory": False,
    "expert": "general",
    "device": "cpu",  # where the same lessons are the same weights, bit for bit
}
"""Of every home: nights alone, nothing of the user's own settings."""

LENIENT: Final[Mapping[str, Any]] = {
    "night_least_corrections": 1,
    "night_recall": 0.01,
    "night_p_value": 0.99,
    "night_may_lose": 1.0,
    "night_may_lose_of_a_kind": 1.0,
    "night_less_likely": 1000.0,
    "night_more_unended": 1.0,
    "night_more_repeating": 1.0,
    "night_more_alike": 1.0,
}
"""Where what is learned is not the matter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How much is done; what the program does at full size takes hours.

    Attributes:
        days: New lessons of each night in a row.
        real: Settings of the nights that are to learn: fewer rows, and fewer questions.
        later: Of those after the first, which have fewer new lessons.
        spoiled: Settings of the bad nights: they need fewer rows, and ask less.
        spoiled_steps: Of their training, by what is wrong with them.
        short: Settings of nights whose weights are compared, and nothing else of them.
        short_lessons: That these are taught.
    """

    days: Sequence[int] = (8, 4, 4, 4, 4)
    real: Mapping[str, Any] = field(
        default_factory=lambda: {
            "night_turns": 10,
            "night_rows": 3_600,
            "night_anchors": 160,
            "night_may_lose": 0.06,  # so few questions bound no loss more narrowly
        }
    )
    later: Mapping[str, Any] = field(
        default_factory=lambda: {
            "night_least_corrections": 4,
            "night_p_value": 0.07,  # all four must be won: one in sixteen by chance
        }
    )
    spoiled: Mapping[str, Any] = field(
        default_factory=lambda: {
            "night_turns": 6,
            "night_replay": 0.6,
            "night_anchors": 80,
        }
    )
    spoiled_steps: Mapping[Fault, int] = field(
        default_factory=lambda: {
            "shuffled": 60,
            "alone": 120,
            "poisoned": 90,
            "hot": 40,
            "broken": 3,
        }
    )
    short: Mapping[str, Any] = field(
        default_factory=lambda: {
            **LENIENT,
            "night_turns": 5,
            "night_replay": 0.5,
            "night_anchors": 20,
        }
    )
    short_lessons: int = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Homes of an invented user.

    Attributes:
        folder: For them; whoever calls deletes it.
        open_home: Opens one for nights.
        command: Makes a night in the home that its environment names, and prints an
            object of JSON for each event.
        sizes: How much is done.
    """

    folder: Path
    open_home: Callable[[Settings], AbstractContextManager[Parts]]
    command: Sequence[str]
    sizes: Sizes = field(default_factory=Sizes)

    def settings(self, name: str, **changes: Any) -> Settings:  # noqa: ANN401 - settings are of many types
        """The settings of a fresh home: the program's defaults, and ``changes``."""
        home = self.folder / name
        shutil.rmtree(home, ignore_errors=True)
        return self.again(name, **changes)

    def again(self, name: str, **changes: Any) -> Settings:  # noqa: ANN401 - settings are of many types
        """The settings of a home that may be there."""
        plain = {
            name: known.get_default(call_default_factory=True)
            for name, known in Settings.model_fields.items()
        }
        home = {"evotr_home": self.folder / name}
        settings = Settings(**{**plain, **home, **_ROOM, **changes})
        if self._answers.exists() and not settings.paths.answers.exists():
            shutil.copytree(self._answers, settings.paths.answers)
        return settings

    def keep(self, settings: Settings) -> None:
        """Carry what the base answered to the homes that follow: it is the same."""
        if settings.paths.answers.exists():
            shutil.copytree(settings.paths.answers, self._answers, dirs_exist_ok=True)

    @property
    def _answers(self) -> Path:
        return self.folder / "answers"


def environment(settings: Settings) -> dict[str, str]:
    """Variables by which a process has these settings, and none of the user's."""
    values = {env_name(name): value for name, value in settings}
    told = {
        name: str(value)
        for name, value in values.items()
        if isinstance(value, str | int | float | Path)
    }
    others = {name: value for name, value in os.environ.items() if name not in values}
    return {**others, **told, "PYTHONPATH": python_path()}


def expert_of(night: Night) -> ExpertNight:
    """What became of the one expert that a night was for."""
    if night.report.experts:
        return night.report.experts[0]
    why = (NightReason(night.error),) if night.error else ()
    return ExpertNight(expert=GENERAL, outcome="failed", reasons=why)


def answered_right(
    parts: Parts, expert: str, taught: Sequence[Taught], *, base: bool = False
) -> float:
    """The share of the wordings by hand that what serves answers right.

    ``base`` asks the expert as no night has taught it.

    Raises:
        EvotrError: What the engine raises.
    """
    pairs = [(one, text) for one in taught for text in one.wordings]
    registry = parts.registry
    told = registry.cards.experts[expert].system_prompt
    speaker = speaker_of(told, None) if base else serving_speaker(registry, expert)
    answerer = EngineAnswerer(parts.engine, parts.serving)
    asked = [Asked((Message("user", text),)) for _, text in pairs]
    replies = answerer.answer(asked, speaker)
    right = [
        carries(reply.text, one.right, one.question)
        for (one, _), reply in zip(pairs, replies, strict=True)
    ]
    return sum(right) / len(right)
