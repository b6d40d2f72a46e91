"""The clock of the open program: beats each minute and runs nights beside the turns.

The only importer of APScheduler.
"""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from apscheduler.events import EVENT_JOB_ERROR
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from typing_extensions import override

from evotr.errors import EvotrError, NightRunning
from evotr.night.calls import NightCall
from evotr.night.clock import EVERY_S

__all__ = ["NightClock"]

_log = logging.getLogger(__name__)
_library = logging.getLogger("apscheduler")
# Without any handler, Python writes the library's log to standard error.
_library.addHandler(logging.NullHandler())
# Each minute of a night it would warn that the night is not over.
_library.setLevel(logging.ERROR)

_BEAT: Final = "heartbeat"
_NIGHT: Final = "night"
_AGAIN_S: Final = 0.05
_DEFAULTS: Final = {"coalesce": True, "misfire_grace_time": None}


class NightClock:
    """Beats each minute, and runs the nights that it is given, one at a time.

    Beats and nights have a worker each: during a night the clock goes on. What was
    there is known from the journal, so that no job outlives the program.

    Args:
        run: Runs a night to its end.
        stop: Ends the one that is running, soon; may be called when none is.
        every_s: Seconds between two beats.
    """

    def __init__(
        self,
        run: Callable[[NightCall], object],
        stop: Callable[[], object],
        every_s: float = EVERY_S,
    ) -> None:
        self._run, self._stop, self._every_s = run, stop, every_s
        self._lock = threading.Lock()
        self._call: NightCall | None = None
        self._free = threading.Event()
        self._free.set()
        self._closed = False
        self._scheduler = BackgroundScheduler(
            jobstores={"default": _SteadyStore(timedelta(seconds=every_s))},
            executors={_BEAT: ThreadPoolExecutor(1), _NIGHT: ThreadPoolExecutor(1)},
            job_defaults=_DEFAULTS,
            timezone=UTC,
        )
        self._scheduler.add_listener(_note_error, EVENT_JOB_ERROR)

    @property
    def busy(self) -> bool:
        """Whether a night is under way, or about to begin."""
        with self._lock:
            return self._call is not None or self._closed

    def start(self, beat: Callable[[], object]) -> None:
        """Call ``beat`` now, and each minute from now on; a second start is none."""
        if not self._scheduler.running:
            self._scheduler.start()
        self._add(_BEAT, beat, most=1)
        # One more may queue up: a night is not to wait for the end of the last look.
        self._add(_NIGHT, self._night, most=2)

    def _add(self, name: str, work: Callable[[], object], most: int) -> None:
        """A job for the worker of its name, if it is not there."""
        scheduler = self._scheduler
        if scheduler.get_job(name) is None:
            scheduler.add_job(
                work,
                "interval",
                seconds=self._every_s,
                id=name,
                executor=name,
                max_instances=most,
                next_run_time=datetime.now(UTC),
            )

    def begin(self, call: NightCall) -> bool:
        """Run a night on the worker of nights; False: one is under way, it is not."""
        with self._lock:
            if self._call is not None or self._closed:
                return False
            self._call = call
            self._free.clear()
        if self._scheduler.running:
            self._scheduler.modify_job(_NIGHT, next_run_time=datetime.now(UTC))
        return True

    def close(self) -> None:
        """End what runs, and wait for it; a night that has not begun is not begun."""
        with self._lock:
            self._closed = True
        if self._scheduler.running:
            # One that is about to begin does not hear the first time.
            while not self._free.wait(_AGAIN_S):
                self._stop()
            self._scheduler.shutdown()

    def _night(self) -> None:
        """Run the night that was called for, if one was."""
        # A job of its own for each night would be removed when it is done, which
        # APScheduler cannot do while it is shut down.
        call = self._call
        if call is None:
            return
        try:
            if not self._closed:
                self._run(call)
        except NightRunning as error:
            _log.info("another process makes the night: %s", error)
        except EvotrError as error:
            _log.warning("no night: %s: %s", type(error).__name__, error)
        finally:
            with self._lock:
                self._call = None
                self._free.set()


def _note_error(event: Any) -> None:  # noqa: ANN401 - the library has no types
    """What no one has caught; the clock goes on."""
    _log.error("the clock of nights met a fault", exc_info=event.exception)


class _SteadyStore(MemoryJobStore):  # type: ignore[misc] # it has no types
    """Jobs in memory, due in time also when the clock is set back.

    A job knows its time by the clock. Set back by hours, it would be hours away: the
    scheduler looks again with each beat, and pulls in what is further away than one.

    Args:
        every: Between two beats.
    """

    def __init__(self, every: timedelta) -> None:
        super().__init__()
        self._every = every

    @override
    def get_next_run_time(self) -> datetime | None:
        found: datetime | None = super().get_next_run_time()
        return None if found is None else min(found, datetime.now(UTC) + self._every)

    @override
    def get_due_jobs(self, now: datetime) -> list[Any]:
        for job in self.get_all_jobs():
            if job.next_run_time > now + self._every:
                job.next_run_time = now
                self.update_job(job)
        due: list[Any] = super().get_due_jobs(now)
        return due
