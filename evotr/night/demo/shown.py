"""What a part of the demo has shown."""

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from evotr.domain import ExpertNight
from evotr.errors import EvotrError

__all__ = ["Part", "Shown", "timed"]

Part = Literal["learn", "gate", "chain", "forget", "kill", "jump"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A part at its end.

    Attributes:
        good: Whether it shows what it must.
        told: Its findings by name; shares in percent.
        nights: What became of its nights, by the name of each.
        error: What it failed with, where it did.
        seconds: By the clock on the wall.
        processor_s: Of this process and its children.
        steps: Of training that were done to their end.
    """

    part: Part
    good: bool
    told: Mapping[str, Any] = field(default_factory=dict)
    nights: Mapping[str, ExpertNight] = field(default_factory=dict)
    error: EvotrError | None = None
    seconds: float = 0.0
    processor_s: float = 0.0
    steps: int = 0


def timed(part: Part, show: Callable[[], Shown]) -> Shown:
    """Let a part show itself; one that breaks has shown nothing good."""
    began, worked = time.monotonic(), _worked()
    try:
        shown = show()
    except EvotrError as error:
        shown = Shown(part=part, good=False, error=error)
    return replace(
        shown,
        seconds=round(time.monotonic() - began, 1),
        processor_s=round(_worked() - worked, 1),
        steps=sum(
            night.training.steps for night in shown.nights.values() if night.training
        ),
    )


def _worked() -> float:
    return sum(os.times()[:4])
