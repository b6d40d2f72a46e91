"""Nights beside the open program: its clock, its parts, its notices.

All that only they need is imported with the first look, a minute after the start.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from evotr.domain import NightProgress
from evotr.errors import NightRunning
from evotr.memory.alarm import Alarm
from evotr.night.clock import EVERY_S, SystemClock
from evotr.night.parts import Parts
from evotr.settings import Settings, examine_settings
from evotr.text import Catalog

if TYPE_CHECKING:
    from evotr.domain import Night
    from evotr.night.awake import Awake
    from evotr.night.calls import NightCall
    from evotr.night.heartbeat import Heartbeat
    from evotr.night.lookout import Lookout
    from evotr.night.night import NightRun
    from evotr.night.progress import NightEvent
    from evotr.night.schedule import NightClock
    from evotr.night.system import System

__all__ = ["NightsBeside", "nights_beside"]


@contextmanager
def nights_beside(parts: Parts) -> Iterator["NightsBeside"]:
    """Nights begin by themselves as long as the context lasts.

    Yields them; they can be asked for one, too. At the end the one that is under way
    is left: the next one goes on from there.

    Args:
        parts: Of the open program.
    """
    nights, alarm = NightsBeside(parts), Alarm()
    alarm.set(EVERY_S, nights.open)
    try:
        yield nights
    finally:
        alarm.close()
        nights.close()


class NightsBeside:
    """The nights of the open program; any thread may call.

    Args:
        parts: Of the program.
        system: The computer; this one by default.
    """

    def __init__(self, parts: Parts, system: "System | None" = None) -> None:
        self._parts, self._computer = parts, system
        self._say = Catalog.load(parts.settings.ui_language)
        self._lock = threading.Lock()
        self._closed = False
        self._run: NightRun | None = None
        self._far: NightProgress | None = None
        self._missing: tuple[str, ...] = ()
        self._waits = False
        self._keeping: Awake | None = None
        self.clock: NightClock | None = None
        """There from `open` on."""

    def open(self) -> None:
        """Look each minute: is a night due, wished for, or did one do harm."""
        from evotr.night.schedule import NightClock  # noqa: PLC0415 - see the module

        with self._lock:
            if self._closed or self.clock is not None:
                return
            self.clock = clock = NightClock(self._make, self._leave)
            heartbeat, lookout = self._heartbeat(clock), self._lookout()

            def beat() -> None:
                heartbeat()
                if clock.busy:
                    lookout.beside_night()
                else:
                    lookout()

            clock.start(beat)

    @property
    def progress(self) -> NightProgress | None:
        """How far the night under way is; None where none is."""
        clock = self.clock
        if clock is None or not clock.busy:
            return None
        far = self._far or NightProgress()
        return replace(far, paused=self._missing, waits=self._waits)

    def speak(self, say: Catalog) -> None:
        """Tell of what became of a night with these sentences from now on."""
        self._say = say

    def begin(self, call: "NightCall") -> None:
        """Make a night of the user's now; it comes back before its end.

        One that is under way waits for nothing any more, and is followed by this one
        where that does more.
        """
        self.open()
        if self.clock is None or self._closed or self.clock.begin(call):
            return
        self._parts.journal.nights.wish("run", call.expert).result()
        if self._run is not None:
            self._run.hasten()  # it would hear of the wish, but not at once
            self._waits = False

    def stop(self) -> None:
        """End the night that is under way, soon; what is not finished is not used.

        What the user asked for behind it is not made either.
        """
        self._parts.journal.nights.withdraw()  # nobody waits for that
        if self._run is not None:
            self._run.stop()

    def _leave(self) -> None:
        if self._run is not None:
            self._run.leave()

    def close(self) -> None:
        """Leave the night that is under way, and look no more."""
        with self._lock:
            self._closed = True
        if self.clock is not None:
            self.clock.close()

    @property
    def _system(self) -> "System":
        from evotr.night.system import this_system  # noqa: PLC0415 - see the module

        return self._computer or this_system()

    def _make(self, call: "NightCall") -> None:
        """Make a night, awake, and tell what it came to."""
        from evotr.night.awake import awake  # noqa: PLC0415 - see the module
        from evotr.night.night import NightRun  # noqa: PLC0415 - see the module

        self._run = self._run or NightRun(self._parts, self._note)
        self._waits = call.trigger == "schedule"
        try:
            with awake(self._system, on_battery=self._on_battery(call)) as keeping:
                self._keeping = keeping
                self._run.call(call)
        except NightRunning:
            # Whoever it is makes it, or it is begun when that one is through.
            if call.trigger == "user" and not call.wishes:
                self._parts.journal.nights.wish("run", call.expert).result()
            raise
        finally:
            self._far = self._keeping = None
            self._missing, self._waits = (), False

    def _on_battery(self, call: "NightCall") -> bool:
        """Whether the computer is kept awake also where it is not plugged in."""
        return call.trigger == "user" or not self._settings().night_on_mains

    def _lookout(self) -> "Lookout":
        from evotr.night.lookout import Lookout  # noqa: PLC0415 - see the module
        from evotr.night.notify import notify_night  # noqa: PLC0415 - see the module

        def tell(night: "Night") -> None:
            notify_night(self._system, night, self._say)

        parts = self._parts
        paths = parts.settings.paths
        return Lookout(parts.journal, parts.registry, parts.engine, paths, tell)

    def _note(self, event: "NightEvent") -> None:
        from evotr.night.notify import notify_night  # noqa: PLC0415 - see the module
        from evotr.night.progress import (  # noqa: PLC0415 - see the module
            NightEnded,
            NightPaused,
            further,
        )

        if isinstance(event, NightPaused):  # it comes from a thread of its own
            self._missing = event.missing
            self._waits = self._waits and not event.asked
            if self._keeping is not None:
                self._keeping.heed(event)
            return
        self._far = further(self._far or NightProgress(), event)
        if isinstance(event, NightEnded):  # one that was left, or the one called for
            notify_night(self._system, event.night, self._say)

    def _heartbeat(self, clock: "NightClock") -> "Heartbeat":
        from evotr.night.conditions import Conditions  # noqa: PLC0415 - see the module
        from evotr.night.heartbeat import Heartbeat, HeartParts  # noqa: PLC0415
        from evotr.night.notes import Notes  # noqa: PLC0415 - see the module

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
                missed=self._tell_missed,
            )
        )

    def _settings(self) -> Settings:
        """Those of this moment: the user may have changed their hours."""
        return examine_settings({"evotr_home": self._parts.settings.evotr_home})[0]

    def _tell_off(self) -> None:
        from evotr.night.notify import notify_off  # noqa: PLC0415 - see the module

        notify_off(self._system, self._say)

    def _tell_missed(self, night: "Night", in_a_row: int) -> None:
        from evotr.night.notify import notify_missed  # noqa: PLC0415 - see the module

        notify_missed(self._system, night, in_a_row, self._say)
