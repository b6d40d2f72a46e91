"""Nights as a face shows them: sentences, tables, pictures, in a language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Final

from evotr.domain.nights import Night, NightStep

__all__ = [
    "HomeElsewhere",
    "NightHead",
    "NightNamed",
    "NightPart",
    "NightPicture",
    "NightProgress",
    "NightTakenBack",
    "NightTold",
    "NightsStanding",
    "in_the_way",
]

_HERE: Final = frozenset({"idle", "display"})


@dataclass(frozen=True, slots=True, kw_only=True)
class NightsStanding:
    """How things stand with the nights.

    Attributes:
        hours: When they may run, as the settings have it.
        next: When the next night may begin; None where nights are off.
        broken: Whether nights were switched off after two that broke off.
        unmet: The conditions that a night would wait for now, by name.
        running: The night under way, in whichever process.
        last: The one before.
        fresh: Lessons that no night has looked at, and that the next one would.
        doubts: What waits for the user's word.
        orphans: Experts whose lessons another model was taught.
        damaged: Experts for which a night's version should answer that is damaged.
    """

    hours: str
    next: datetime | None
    broken: bool
    unmet: tuple[str, ...]
    running: Night | None
    last: Night | None
    fresh: int
    doubts: int
    orphans: tuple[str, ...]
    damaged: tuple[str, ...]

    @property
    def fresh_key(self) -> str:
        """The sentence about ``fresh``: before the first night there is no last one."""
        return f"night.status.{'first' if self.last is None else 'fresh'}"


@dataclass(frozen=True, slots=True)
class NightHead:
    """A night in a list; ``told`` is what became of it."""

    id: str
    number: int
    date: date
    told: str


@dataclass(frozen=True, slots=True)
class NightProgress:
    """How far the night under way is.

    ``number`` and ``step`` are None before it has begun; ``expert`` is "" where a step
    is one of the whole night. ``done`` of ``total`` steps of a training are done.
    ``paused`` are the conditions that hold it up right now, by name. One that ``waits``
    heeds conditions and hours; who asks for a night has it heed none.
    """

    number: int | None = None
    step: NightStep | None = None
    expert: str = ""
    done: int = 0
    total: int = 0
    left_s: float = 0.0
    paused: tuple[str, ...] = ()
    waits: bool = False


@dataclass(frozen=True, slots=True)
class HomeElsewhere:
    """A home that another process has open, or had until now.

    ``far`` is the night that it makes; its steps are told, not those of its training.
    """

    free: bool
    far: NightProgress | None = None


@dataclass(frozen=True, slots=True)
class NightNamed:
    """A lesson that a report names; ``conversation_id`` leads to it, "" nowhere."""

    text: str
    conversation_id: str = ""


@dataclass(frozen=True, slots=True)
class NightPart:
    """A piece of a report: a head, a table (with ``columns``), lines below.

    ``named`` are the lessons that the lines are about.
    """

    head: str
    lines: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    named: tuple[NightNamed, ...] = ()


@dataclass(frozen=True, slots=True)
class NightPicture:
    """A PNG file, and in words what is to be seen on it."""

    file: Path
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NightTold:
    """A night's report.

    ``in_force`` while something that it taught answers: it can be taken back, or kept
    (``kept`` when that was said). ``lessons`` are those it was the first to be taught.
    """

    id: str
    number: int
    title: str
    lines: tuple[str, ...] = ()
    parts: tuple[NightPart, ...] = ()
    pictures: tuple[NightPicture, ...] = ()
    in_force: bool = False
    kept: bool = False
    lessons: int = 0


@dataclass(frozen=True, slots=True)
class NightTakenBack:
    """A night that was taken back.

    ``serves`` is by expert what answers now (``base``: no adapter), ``waiting`` counts
    the lessons that wait for the user's word, ``never`` those never learned again.
    """

    number: int
    serves: Mapping[str, str] = field(default_factory=dict)
    waiting: int = 0
    never: int = 0


def in_the_way(unmet: Iterable[str]) -> tuple[str, ...]:
    """Of these conditions those that speak against a night that the user begins.

    Whoever begins one is at the computer.
    """
    return tuple(name for name in unmet if name not in _HERE)
