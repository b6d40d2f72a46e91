"""Holding a night: it gives signs of life, can be stopped, and makes way for people."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from typing import Final

import psutil

from evotr.domain import Night, NightEnd, NightSpent
from evotr.errors import EvotrError
from evotr.night.hold import Hold, Unmet
from evotr.night.parts import Parts
from evotr.night.progress import NightPaused
from evotr.night.train import TrainingRun

__all__ = ["Stopped", "Watch"]

_log = logging.getLogger(__name__)

_TICK_S: Final = 0.25
_BEAT_S: Final = 5.0
_MINUTE_S: Final = 60.0
_TIMES: Final[frozenset[NightEnd]] = frozenset({"time", "hours"})


class Stopped(Exception):
    """The user, or the clock, wants an end: what is not finished is not used."""


class Watch:
    """Looks after one night from a thread of its own; any thread may call.

    Args:
        parts: Who is here, what time it is, and where wishes are kept.
        until: When the night has to be over; None is any time. It is over after
            ``night_minutes`` in any case, in however many processes.
        lapsed: Looks what it has to wait for; None waits for turns alone.
        ticks: Seconds that only go forward.
        told: Is told, on a thread of its own, when what it has to wait for changes.
    """

    def __init__(
        self,
        parts: Parts,
        until: datetime | None = None,
        lapsed: Unmet | None = None,
        ticks: Callable[[], float] = time.monotonic,
        told: Callable[[NightPaused], object] = lambda _: None,
    ) -> None:
        self._parts = parts
        self._until = until
        self._ticks, self._hold, self._told = ticks, Hold(lapsed, ticks), told
        self._hastened = False
        self._last = NightPaused(())
        self._stopping = threading.Event()
        self._wanted, self._left, self._again = False, False, False
        self._why: NightEnd = "asked"
        self._hearing = threading.Lock()
        self._wished: NightEnd | None = None
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._run: TrainingRun | None = None
        self._paused = False
        self._peak = 0
        self._began = float("inf")

    def stop(self, why: NightEnd = "asked") -> None:
        """End the night soon: at the next `check`, or within one step of a training."""
        self._end(for_now=False, why=why)

    def leave(self) -> None:
        """As `stop`, but it is to go on; a stop that came before counts."""
        self._end(for_now=True)

    def hasten(self) -> None:
        """Wait for no condition from now on, and for the end of no hours.

        For who asks for a night while this one runs: it is made as one of the user's.
        """
        with self._lock:
            if not self._hold.waits and self._until is None:
                return  # it was made as one from the first
            self._until, self._hastened = None, True
            self._hold.let_go()

    @property
    def left(self) -> bool:
        """Whether the end that is wanted is one for now."""
        return self._left

    @property
    def why(self) -> NightEnd:
        """Why the end is wanted; the first word counts, a wish before one for now."""
        return (self._wished if self._left else None) or self._why

    def _end(self, *, for_now: bool, why: NightEnd = "asked") -> None:
        with self._lock:
            # A time that is over is so for one night, and not for the next one.
            self._wanted = self._wanted or for_now or why not in _TIMES
            if not self._stopping.is_set():
                self._left, self._why = for_now, why
                self._stopping.set()
            if self._run is not None:
                self._run.stop()

    def wished_end(self) -> NightEnd | None:
        """Why a command has wished for the end of this night; None: none has.

        Raises:
            JournalError: And its kin: what is wished cannot be read.
        """
        # What one thread has taken from the journal, the other one must know of.
        with self._hearing:
            heard = self._heard()
            self._wished = self._wished or heard
            return self._wished

    def _heard(self) -> NightEnd | None:
        """Take the wishes for an end from the journal; why the first of them is one.

        A wish for a night stays there until this one is over; it waits no more for it.
        """
        nights = self._parts.journal.nights
        wishes = nights.wishes().result()
        if any(wish.kind == "run" for wish in wishes):
            self.hasten()
        ends = [wish for wish in wishes if wish.kind == "stop"]
        if ends:
            nights.granted(*(wish.number for wish in ends)).result()
        return ends[0].why if ends else None

    def is_ending(self) -> bool:
        """Whether somebody, in whichever process, wants no night to be made.

        Raises:
            JournalError: And its kin: what is wished cannot be read.
        """
        return self._wanted or self.wished_end() is not None

    def check(self) -> None:
        """Go on only while nobody wants an end.

        Raises:
            Stopped: Somebody does, or the time is over.
        """
        if (why := self._late()) is not None:
            self.stop(why)
        if self._stopping.is_set():
            raise Stopped

    def wait(self) -> None:
        """As `check`, and go on only while what the night waits for is met.

        Raises:
            Stopped: As there.
        """
        self.check()
        while self._hold.missing and not self._stopping.wait(_TICK_S):
            self.check()
        self.check()

    def peak(self) -> int:
        """The most memory this process held since the last call, in bytes."""
        self._weigh()
        peak, self._peak = self._peak, 0
        return peak

    @contextmanager
    def over(self, night: Night) -> Iterator[None]:
        """Look after this night until the end of the context.

        That the time of the one before was over is no reason to stop it; who wished for
        an end while that one was looked after, or since, means this one too.

        Raises:
            JournalError: And its kin: what is wished cannot be read.
        """
        self._over.clear()
        with self._lock:
            if not self._wanted:
                self._stopping.clear()
        if not self._again:
            self._heard()  # that was said to a night that is over
        elif (why := self.wished_end()) is not None:
            self.stop(why)
        self._again = True
        # What the processes spent that left it, or died, counts.
        spent = night.spent
        self._hold.begin(spent.paused_s, spent.paused)
        self._began = self._ticks() - spent.worked_s - spent.paused_s
        executor = ThreadPoolExecutor(2, thread_name_prefix="evotr-night-watch")
        try:
            executor.submit(self._look_after, night.id)
            # Asking the computer may take seconds, and who is here is not to wait.
            executor.submit(self._look_around)
            yield
        finally:
            self._over.set()
            executor.shutdown()
            self._live(night.id)

    @contextmanager
    def holding(self, run: TrainingRun) -> Iterator[None]:
        """Have a training wait where the night has to, and stop with it."""
        with self._parts.presence.listening(self._make_way):
            with self._lock:
                self._run, self._paused = run, False
                if self._stopping.is_set():
                    run.stop()
            try:
                self._make_way()
                yield
            finally:
                with self._lock:
                    self._run = None

    def _make_way(self) -> None:
        """Pause or go on, as it is right now; under the lock nobody comes between."""
        with self._lock:
            waits = bool(self._hold.missing) or self._parts.presence.here()
            if self._run is None or waits == self._paused:
                return
            self._paused = waits
            if waits:
                self._run.pause()
            else:
                self._run.resume()

    def _look_after(self, night_id: str) -> None:
        beaten = float("-inf")
        while not self._over.wait(_TICK_S):
            try:
                self._make_way()
                self._weigh()
                if (why := self._late()) is not None:
                    self.stop(why)
                if self._ticks() >= beaten + _BEAT_S:
                    beaten = self._ticks()
                    self._live(night_id)
                    self._hear()
            except Exception:  # noqa: BLE001 - who is paused waits for this thread
                _log.exception("the night is looked after all the same")

    def _look_around(self) -> None:
        while not self._over.wait(_TICK_S):
            try:
                self._hold.look()
                with self._lock:
                    now = NightPaused(self._hold.missing, self._hastened)
                if now != self._last:
                    self._last = now
                    self._told(now)
            except Exception:  # noqa: BLE001 - as it stood; the next look may go well
                _log.exception("what the night waits for is not known")

    def _live(self, night_id: str) -> None:
        """Note that this process lives, and how the night was spent."""
        try:
            self._parts.journal.nights.beat(night_id, self._spent()).result()
        except EvotrError as error:  # the night itself will tell
            _log.warning("no sign of life: %s: %s", type(error).__name__, error)

    def _spent(self) -> NightSpent:
        hold = self._hold
        paused_s = hold.seconds
        return NightSpent(
            worked_s=round(self._ticks() - self._began - paused_s, 3),
            paused_s=round(paused_s, 3),
            paused=hold.names,
        )

    def _hear(self) -> None:
        try:
            if (why := self.wished_end()) is not None:
                self.stop(why)
        except EvotrError as error:
            _log.warning("no wish is heard: %s: %s", type(error).__name__, error)

    def _late(self) -> NightEnd | None:
        """Which time is over, if one is."""
        # What it waits for takes nothing of the time that it may take.
        worked_s = self._ticks() - self._began - self._hold.seconds
        if worked_s >= self._parts.settings.night_minutes * _MINUTE_S:
            return "time"
        until = self._until
        return "hours" if until is not None and self._parts.clock() >= until else None

    def _weigh(self) -> None:
        self._peak = max(self._peak, psutil.Process().memory_info().rss)
