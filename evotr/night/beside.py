"""Nights beside the open program: its clock, its parts, its notices."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from evotr.night.calls import NightCall
from evotr.night.parts import Parts
from evotr.night.schedule import NightClock
from evotr.night.system import System, this_system
from evotr.settings import Settings, examine_settings
from evotr.text import Catalog

if TYPE_CHECKING:  # imported with the first beat and the first night
    from evotr.night.heartbeat import Heartbeat
    from evotr.night.night import NightRun

__all__ = ["nights_beside"]


@contextmanager
def nights_beside(parts: Parts, system: System | None = None) -> Iterator[NightClock]:
    """Nights begin by themselves as long as the context lasts, the first in a minute.

    At its end the one that is under way is stopped.

    Args:
        parts: Of the open program.
        system: The computer; this one by default.
    """
    nights = _Nights(parts, system or this_system())
    clock = NightClock(nights.make, nights.stop)
    clock.start(lambda: nights.beat(clock))
    try:
        yield clock
    finally:
        clock.close()


class _Nights:
    """Makes what the clock needs when it first needs it: a start does not wait."""

    def __init__(self, parts: Parts, system: System) -> None:
        self._parts, self._system = parts, system
        self._say = Catalog.load(parts.settings.ui_language)
        self._heartbeat: Heartbeat | None = None
        self._run: NightRun | None = None

    def beat(self, clock: NightClock) -> None:
        """Look whether a night is due, or wished for."""
        if self._heartbeat is None:
            self._heartbeat = self._make_heartbeat(clock)
        self._heartbeat()

    def make(self, call: NightCall) -> None:
        """Make a night, awake, and tell what it came to."""
        # The libraries of the screen, which only a night needs.
        from evotr.night.awake import awake  # noqa: PLC0415
        from evotr.night.night import NightRun  # noqa: PLC0415
        from evotr.night.notify import notify_night  # noqa: PLC0415

        self._run = self._run or NightRun(self._parts)
        with awake(self._system):
            night = self._run.call(call)
        notify_night(self._system, night, self._say)

    def stop(self) -> None:
        """End the night that is under way, soon."""
        if self._run is not None:
            self._run.stop()

    def _make_heartbeat(self, clock: NightClock) -> "Heartbeat":
        from evotr.night.clock import SystemClock  # noqa: PLC0415
        from evotr.night.conditions import Conditions  # noqa: PLC0415
        from evotr.night.heartbeat import Heartbeat, HeartParts  # noqa: PLC0415
        from evotr.night.notes import Notes  # noqa: PLC0415

        paths = self._parts.settings.paths
        return Heartbeat(
            HeartParts(
                settings=self._settings,
                nights=self._parts.journal.nights,
                conditions=Conditions(self._system, paths.home),
                notes=Notes(paths.nights),
                lane=clock,
                clock=SystemClock(),
                switched_off=self._tell_off,
            )
        )

    def _settings(self) -> Settings:
        """Those of this moment: the user may have changed their hours."""
        return examine_settings({"evotr_home": self._parts.settings.evotr_home})[0]

    def _tell_off(self) -> None:
        from evotr.night.notify import notify_off  # noqa: PLC0415 - as in `make`

        notify_off(self._system, self._say)
