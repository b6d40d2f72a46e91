"""Whether the clock calls a night: by the hours, and by the nights there were."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from typing import Final

from evotr.domain import Night, NightState, NightTrigger
from evotr.domain.hours import NightHours, NightWindow
from evotr.night.hold import Unmet
from evotr.settings import Settings

__all__ = ["NightCall", "due", "evening_of", "taken_for_dead", "until"]

_OVER: Final[frozenset[NightState]] = frozenset({"finished", "stopped", "failed"})
_AHEAD: Final = timedelta(days=1)
_NOON: Final = 12
_ALIVE: Final = timedelta(minutes=2)
"""A night gives a sign of life every few seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NightCall:
    """A night that is to be run now.

    Attributes:
        date: The day that its evening belongs to.
        expert: The one that it is for; None is all.
        until: When it has to be over; None is any time.
        unmet: The conditions that kept it waiting so far, for its report.
        lapsed: Looks what it has to wait for on its way; None waits for nothing.
        wishes: Numbers of those that it is for; they stay until its begin is noted.
    """

    trigger: NightTrigger
    date: date
    expert: str | None = None
    until: datetime | None = None
    unmet: tuple[str, ...] = ()
    lapsed: Unmet | None = field(default=None, compare=False)
    wishes: tuple[int, ...] = ()


def due(
    now: datetime,
    nights: Sequence[Night],
    settings: Settings,
    zone: tzinfo | None = None,
    since: datetime | None = None,
) -> NightWindow | None:
    """The hours that a night is due for, None where none is.

    It is due from their opening to the next one: within them, or to be caught up, but
    not where they were over when nights were switched on. Each date has one night by
    the clock; one that was cut off goes on. Nothing is due on a date before one that
    had its night: the clock was set back.

    Args:
        now: Aware.
        nights: The last ones, in any order.
        settings: Whether there are nights, and their hours.
        zone: Whose clocks count; this computer's by default.
        since: When nights were switched on, aware; None: long ago.
    """
    if not settings.night:
        return None
    window = NightHours.read(settings.night_hours).latest(now, zone)
    # A yes of tomorrow is one of a clock that ran ahead.
    if since is not None and window.closes <= since <= now:
        return None
    had = [n for n in nights if n.trigger == "schedule" and n.state in _OVER]
    if any(night.date == window.date for night in had):
        return None
    # A clock that ran ahead by days, and was put right, must not stop all nights.
    believed = (night.date for night in had if night.began < now + _AHEAD)
    return None if max(believed, default=date.min) > window.date else window


def taken_for_dead(night: Night | None, now: datetime) -> datetime | None:
    """When a night that was not finished may go on; None: now, or there is none.

    As long as its last sign of life is new, another process may be at it.
    """
    if night is None or night.state == "left" or abs(now - night.beat) >= _ALIVE:
        return None
    return night.beat + _ALIVE


def until(window: NightWindow, now: datetime) -> datetime:
    """When a night that begins ``now`` has to be over.

    At the end of its hours, or, where it is caught up, after as long a time.
    """
    if now < window.closes:
        return window.closes
    return now + (window.closes - window.opens)


def evening_of(now: datetime, hours: str, zone: tzinfo | None = None) -> date:
    """The day whose evening a moment belongs to.

    Within the hours of the nights it is that of the night which the clock begins then:
    a moment has one date, whoever begins a night. Else until noon it is the day before.
    """
    window = NightHours.read(hours).latest(now, zone)
    if now < window.closes:
        return window.date
    here = now.astimezone(zone)
    return here.date() - timedelta(days=here.hour < _NOON)
