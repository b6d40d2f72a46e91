"""What a night tells while it runs; no words of the user are in it."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from evotr.domain import Night, NightProgress, NightStep
from evotr.night.events import TrainingEvent, TrainingStep

__all__ = [
    "Gathering",
    "NightBegan",
    "NightEnded",
    "NightEvent",
    "NightPaused",
    "NightStepBegan",
    "NightStepEnded",
    "NightTrains",
    "Tell",
    "further",
]


@dataclass(frozen=True, slots=True)
class NightBegan:
    """A night has begun; ``resumed`` where its process died and it goes on."""

    night: Night
    resumed: bool = False


@dataclass(frozen=True, slots=True)
class NightStepBegan:
    """A step begins; ``expert`` is "" where it is one of the whole night."""

    step: NightStep
    expert: str = ""


@dataclass(frozen=True, slots=True)
class NightStepEnded:
    """A step is done and noted: numbers, names and ids that it found."""

    step: NightStep
    expert: str
    seconds: float
    result: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NightTrains:
    """What the training's child says."""

    expert: str
    event: TrainingEvent


@dataclass(frozen=True, slots=True)
class NightPaused:
    """What holds it up has changed; it goes on where nothing is ``missing``.

    ``asked``: it waits for nothing any more, since the user asked for a night.
    """

    missing: tuple[str, ...]
    asked: bool = False


@dataclass(frozen=True, slots=True)
class NightEnded:
    """The end, however it came; the night has its report."""

    night: Night


NightEvent = (
    NightBegan
    | NightStepBegan
    | NightStepEnded
    | NightTrains
    | NightPaused
    | NightEnded
)

Tell = Callable[[NightEvent], None]
"""Gets every event, on the night's threads."""


class Gathering:
    """Tells on what happens, and keeps in ``nights`` every night that has ended.

    Whoever is told is told one thing at a time, whatever thread it comes from.
    """

    def __init__(self, *tells: Tell) -> None:
        self._tells = tells
        self._lock = threading.Lock()
        self.nights: list[Night] = []

    def __call__(self, event: NightEvent) -> None:
        """Hear an event."""
        with self._lock:
            for tell in self._tells:
                tell(event)
            if isinstance(event, NightEnded):
                self.nights.append(event.night)


def further(far: NightProgress, event: NightEvent) -> NightProgress:
    """How far a night is after an event of it."""
    match event:
        case NightBegan():
            return NightProgress(event.night.number)
        case NightStepBegan():
            return NightProgress(far.number, event.step, event.expert)
        case NightTrains(event=TrainingStep() as at):
            return replace(far, done=at.step, total=at.steps, left_s=at.left_s)
        case _:
            return far
