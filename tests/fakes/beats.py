"""Hearing the clock of nights, and having a minute pass at once."""

import threading
from datetime import UTC, datetime
from typing import Final

from apscheduler.events import EVENT_JOB_EXECUTED, JobExecutionEvent
from apscheduler.job import Job

from evotr.night.schedule import NightClock

WAIT_S: Final = 60


class Beats:
    """Hears each beat of a clock when it is over."""

    def __init__(self, clock: NightClock) -> None:
        self.clock = clock
        self._heard = threading.Semaphore(0)
        clock._scheduler.add_listener(self._hear, EVENT_JOB_EXECUTED)

    def _hear(self, event: JobExecutionEvent) -> None:
        if event.job_id == "heartbeat":
            self._heard.release()

    @property
    def job(self) -> Job:
        """The heartbeat."""
        return self.clock._scheduler.get_job("heartbeat")

    def wait(self) -> None:
        """Wait for a beat."""
        assert self._heard.acquire(timeout=WAIT_S)

    def none(self) -> bool:
        """Whether none comes for a while."""
        return not self._heard.acquire(timeout=0.2)

    def again(self, at: datetime | None = None) -> None:
        """The next beat, which the clock believes to be ``at``."""
        self.job.modify(next_run_time=at or datetime.now(UTC))
        self.wait()

    def idle(self) -> None:
        """Wait until no night is under way."""
        assert self.clock._free.wait(WAIT_S)
