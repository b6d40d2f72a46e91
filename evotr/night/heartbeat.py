"""One look a minute: is a night due, wished for, kept waiting, or not wanted any more.

What happened before is read from the journal: nothing is lost when the computer
sleeps, the program is closed, or a clock is set.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from itertools import takewhile
from typing import Final, Literal, Protocol

from evotr.domain import Night, NightReport
from evotr.domain.hours import NightHours, NightWindow
from evotr.errors import EvotrError
from evotr.journal.nights import Nights
from evotr.night.calls import NightCall, due, evening_of, taken_for_dead, until
from evotr.night.clock import EVERY_S, Clock, Steadiness
from evotr.night.conditions import AWAKE, Conditions
from evotr.night.notes import Notes
from evotr.settings import Settings, filed, write_setting

__all__ = ["Beat", "HeartParts", "Heartbeat", "Lane", "keep_watch"]

_log = logging.getLogger(__name__)

Beat = Literal["quiet", "running", "waiting", "begun"]
"""Nothing is to be done; another process makes a night, or did until just now; a night
waits for its conditions; one was begun."""

_MOST_DEATHS: Final = 2
_LAST: Final = 3


class Lane(Protocol):
    """Where nights run, one at a time."""

    @property
    def busy(self) -> bool:
        """Whether one is under way."""

    def begin(self, call: NightCall) -> object:
        """Run a night; it may come back before its end.

        False: it was not begun, since another one, or another process, is at it.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class HeartParts:
    """What a heartbeat is made of.

    Attributes:
        settings: Those in force at this moment.
        switched_off: Called once, when nights are switched off after deaths.
        missed: Called when a night never began, with how many did not in a row.
        zone: Whose clocks count; this computer's by default.
    """

    settings: Callable[[], Settings]
    nights: Nights
    conditions: Conditions
    notes: Notes
    lane: Lane
    clock: Clock
    switched_off: Callable[[], object]
    missed: Callable[[Night, int], object]
    zone: tzinfo | None = None


class Heartbeat:
    """Called each minute, on one thread."""

    def __init__(self, parts: HeartParts) -> None:
        self._parts = parts
        self._steadiness = Steadiness(parts.clock)
        self._settled: NightWindow | None = None
        self._overruled = False

    def __call__(self) -> Beat:
        """One beat; what the journal refuses is logged, and tried again at the next."""
        try:
            return self._beat()
        except (EvotrError, OSError) as error:
            _log.warning("no look at the night: %s: %s", type(error).__name__, error)
            return "quiet"

    def _beat(self) -> Beat:
        parts, now = self._parts, self._parts.clock.now()
        slipped = self._steadiness.slipped()
        if slipped:
            _log.info("the clock went on by %s by itself", slipped)
        if parts.lane.busy:
            return "quiet"
        if taken_for_dead(parts.nights.unfinished().result(), now):
            return "running"
        if self._grant(now):
            return "begun"
        settings = parts.settings()
        self._note_yes(settings, now)
        if not settings.night or not self._is_trusted(settings):
            return "quiet"
        window = self._due(now, settings)
        if window is None:
            return "quiet"
        return self._serve(window, now, settings, slipped)

    def _serve(
        self, window: NightWindow, now: datetime, settings: Settings, slipped: timedelta
    ) -> Beat:
        """Begin the night of a window, or note what it waits for."""
        parts, notes = self._parts, self._parts.notes
        self._bury(window)
        if slipped > timedelta() and now - slipped < window.closes:
            notes.wait(window.date, (AWAKE,))
        unmet = parts.conditions.unmet(settings)
        if unmet:
            notes.wait(window.date, unmet)
            return "waiting"
        waited = notes.waiting
        call = NightCall(
            trigger="schedule",
            date=window.date,
            until=until(window, now),
            unmet=() if waited is None else waited[1],
            lapsed=lambda: parts.conditions.lapsed(parts.settings()),
        )
        # Where another process is at it, it is that one's to tell what it waited for.
        if parts.lane.begin(call) is not False:
            notes.begun()
        return "begun"

    def _due(self, now: datetime, settings: Settings) -> NightWindow | None:
        nights, zone = self._parts.nights, self._parts.zone
        window = NightHours.read(settings.night_hours).latest(now, zone)
        if window == self._settled:
            return None
        known = (*nights.of_date(window.date).result(), *nights.page(_LAST).result())
        found = due(now, known, settings, zone, self._parts.notes.since)
        # Until the next hours open there is nothing to ask the journal.
        self._settled = window if found is None else None
        return found

    def _note_yes(self, settings: Settings, now: datetime) -> None:
        """Note since when nights are wanted, where the settings file was edited."""
        notes = self._parts.notes
        if not settings.night:
            notes.wanted(None)
        elif notes.since is None:
            notes.wanted(now)

    def _bury(self, window: NightWindow) -> None:
        """Report a night that never came to be: its conditions were never met."""
        nights, notes = self._parts.nights, self._parts.notes
        waited = notes.waiting
        if waited is None or waited[0] >= window.date:
            return
        if not nights.of_date(waited[0]).result():
            night = nights.begin("schedule", waited[0]).result()
            report = NightReport(unmet=waited[1])
            night = nights.finish(night.id, "stopped", report).result()
            self._parts.missed(night, self._missed_in_a_row())
        notes.begun()

    def _missed_in_a_row(self) -> int:
        """How many of the last nights never began."""
        count = 0
        while last := self._parts.nights.page(_LAST, count).result():
            missed = sum(1 for _ in takewhile(lambda one: one.never_began, last))
            count += missed
            if missed < len(last):
                break
        return count

    def _grant(self, now: datetime) -> bool:
        """Begin what was wished for on a command line; whether there was something."""
        nights = self._parts.nights
        wishes = nights.wishes().result()
        # A running night hears of its end by itself; none is running.
        stop = max((w.number for w in wishes if w.kind == "stop"), default=0)
        vain = [w.number for w in wishes if w.number <= stop]
        wish = next((w for w in wishes if w.number > stop), None)
        if vain:
            nights.granted(*vain).result()
        if wish is None:
            return False
        # It stays until its night is noted: a kill before loses nothing, and where
        # another process is at the nights it is heard there, or at the next look.
        wished: tuple[int, ...] = (wish.number,)
        if self._dies_again():
            nights.granted(*wished).result()
            wished = ()
        date = evening_of(now, self._parts.settings().night_hours, self._parts.zone)
        self._parts.lane.begin(
            NightCall(trigger="user", date=date, expert=wish.expert, wishes=wished)
        )
        return True

    def _dies_again(self) -> bool:
        """Whether the night that goes on first would take a wish down with it.

        As long as the wish stays it is tried anew, be nights switched off or not.
        """
        night = self._parts.nights.unfinished().result()
        died = night is not None and night.state != "left"
        return night is not None and night.deaths + died >= _MOST_DEATHS

    def _is_trusted(self, settings: Settings) -> bool:
        """Whether nights come to an end; else they are switched off."""
        parts = self._parts
        if self._overruled:
            return False
        if parts.notes.off:
            if filed(settings, "night") is False:  # the environment says yes as before
                return False
            # The user wants them again.
            parts.nights.forgive().result()
            parts.notes.switched(off=False)
        if self._deaths() < _MOST_DEATHS:
            return True
        _log.warning("nights are switched off: %s broke off in a row", _MOST_DEATHS)
        parts.notes.switched(off=True)
        try:
            write_setting(settings.paths, "night", value=False)
        finally:
            # Where the environment says yes, or nothing can be written, they rest as
            # long as this process lives.
            self._overruled = parts.settings().night
            parts.switched_off()
        return False

    def _deaths(self) -> int:
        """How often nights broke off in a row, with the one that lies there now."""
        nights = self._parts.nights
        night: Night | None = nights.unfinished().result()
        died = night is not None and night.state != "left" and night.trigger != "user"
        return nights.unclean_streak().result() + died


def keep_watch(
    heartbeat: Heartbeat,
    parts: HeartParts,
    pause: Callable[[float], object],
    is_made: Callable[[], bool],
) -> Beat:
    """Beat until a night was begun, none is due, or its time is over.

    For a process that the system starts for one night: its lane runs the night before
    it comes back. A night that broke off just now goes on when it is taken for dead:
    nobody else would come back for it.

    Args:
        heartbeat: Of ``parts``.
        parts: Tell the time and the settings.
        pause: Waits so many seconds.
        is_made: Whether a process makes a night.
    """
    hours = NightHours.read(parts.settings().night_hours)
    began = parts.clock.now()
    over = until(hours.latest(began, parts.zone), began)
    while True:
        beat = heartbeat()
        broke_off = beat == "running" and not is_made()
        waits = beat == "waiting" and parts.clock.now() < over
        if not broke_off and not waits:
            return beat
        pause(EVERY_S)
