"""A computer that sleeps through the hours of the night catches it up, once."""

import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from evotr.domain import Night
from evotr.night.conditions import AWAKE, Conditions
from evotr.night.demo.shown import Shown
from evotr.night.demo.world import World
from evotr.night.heartbeat import Beat, Heartbeat, HeartParts
from evotr.night.night import NightRun
from evotr.night.notes import Notes
from evotr.night.parts import Parts
from evotr.night.schedule import NightClock
from evotr.night.system import this_system

__all__ = ["jump"]

_SLEEP: Final = timedelta(hours=8)
_EVERY_S: Final = 0.4  # as each minute of the program
_MORE: Final = 5  # beats, in which a second night would begin
_PATIENCE_S: Final = 120.0
_NIGHTLY: Final[dict[str, Any]] = {
    "night": True,
    "night_hours": "02:00-06:00",
    "night_idle_minutes": 0.0,
    "night_on_mains": False,
    "night_cool": False,
    "night_free_gb": 0.0,
    "night_display_off": False,
}


class _Sleeper:
    """A clock that begins at half past eleven in the evening, and can be slept with."""

    def __init__(self) -> None:
        today = datetime.now(UTC)
        self._evening = today.replace(hour=23, minute=30, second=0, microsecond=0)
        self._began = time.monotonic()
        self._slept = timedelta()

    def now(self) -> datetime:
        """The time of day."""
        return self._evening + timedelta(seconds=self.ticks()) + self._slept

    def ticks(self) -> float:
        """Seconds that stand still while the computer sleeps."""
        return time.monotonic() - self._began

    def sleep(self, length: timedelta) -> None:
        """The computer sleeps."""
        self._slept += length


def jump(world: World) -> Shown:
    """Sleep from 23:30 to 07:30, through the hours from 02:00 to 06:00.

    The program's own clock and heartbeat, which asks a clock that is moved. Nights are
    wanted from 23:30 on, so that nothing else is due.
    """
    settings = world.settings("clock", **_NIGHTLY)
    sleeper = _Sleeper()
    with world.open_home(settings) as parts:
        run = NightRun(parts)
        clock = NightClock(run.call, run.stop, _EVERY_S)
        pulse = _Pulse(parts, clock, sleeper)
        try:
            clock.start(pulse)
            pulse.settle()
            before = _nights(parts)
            sleeper.sleep(_SLEEP)
            pulse.settle()
            after = _nights(parts)
        finally:
            clock.close()
    known = {night.id for night in before}
    caught = [night for night in after if night.id not in known]
    told = {
        "before": len(before),
        "caught_up": len(caught),
        "dates": [str(night.date) for night in caught],
        "beats": pulse.beats,
    }
    good = (
        [night.state for night in caught] == ["finished"]
        and all(AWAKE in night.report.unmet for night in caught)
        and len({night.date for night in after}) == len(after)
    )
    return Shown(part="jump", good=good, told=told)


class _Pulse:
    """Beats, and lets wait for them."""

    def __init__(self, parts: Parts, clock: NightClock, sleeper: _Sleeper) -> None:
        paths, settings = parts.settings.paths, parts.settings
        self._clock = clock
        self._heard: list[Beat] = []
        self._changed = threading.Condition()
        self._heartbeat = Heartbeat(
            HeartParts(
                settings=lambda: settings,
                nights=parts.journal.nights,
                conditions=Conditions(this_system(), paths.home),
                notes=Notes(paths.nights),
                lane=clock,
                clock=sleeper,
                switched_off=lambda: None,
                missed=lambda *_: None,
                zone=UTC,
            )
        )

    def __call__(self) -> None:
        """One beat."""
        beat = self._heartbeat()
        with self._changed:
            # While a night is under way nothing is looked for.
            self._heard.append("running" if self._clock.busy else beat)
            self._changed.notify_all()

    @property
    def beats(self) -> int:
        """How many there were."""
        return len(self._heard)

    def settle(self) -> None:
        """Wait until some more beats in a row have found nothing to do."""
        with self._changed:
            first = len(self._heard)
            self._changed.wait_for(lambda: self._is_quiet(first), _PATIENCE_S)

    def _is_quiet(self, first: int) -> bool:
        last = self._heard[first:][-_MORE:]
        return len(last) == _MORE and set(last) == {"quiet"}


def _nights(parts: Parts) -> tuple[Night, ...]:
    return parts.journal.nights.page().result()
