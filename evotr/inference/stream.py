"""One request on its way through the engine: the stream a face reads."""

import threading
import time
from collections.abc import Iterator
from queue import SimpleQueue

from evotr.domain import (
    FinishReason,
    GenerationEvent,
    GenerationFinished,
    GenerationRequest,
    Usage,
)
from evotr.errors import EvotrError

__all__ = ["Job"]


class Job:
    """A request and the events of its answer.

    A face iterates and cancels; the engine thread begins, emits and ends. Exactly one
    terminal event enters the queue, whoever comes first.
    """

    def __init__(self, request: GenerationRequest) -> None:
        self.request = request
        self.submitted = time.monotonic()
        self.cancelled = False
        self._events: SimpleQueue[GenerationEvent | EvotrError] = SimpleQueue()
        # A signal handler may cancel while its own thread is in here.
        self._lock = threading.RLock()
        self._begun = False
        self._ended = False
        self._read = False

    def __iter__(self) -> Iterator[GenerationEvent]:
        """Yield events up to the terminal one; leaving early cancels.

        Raises:
            EvotrError: The answer failed.
        """
        try:
            while not self._read:
                event = self._events.get()
                if isinstance(event, EvotrError):
                    self._read = True
                    raise event
                self._read = isinstance(event, GenerationFinished)
                yield event
        finally:
            self.cancel()

    def cancel(self) -> None:
        """Ask for the end; a request that has not begun ends here and now."""
        self.cancelled = True
        with self._lock:
            begun = self._begun
        if not begun:
            waited = time.monotonic() - self.submitted
            self.finish("cancelled", Usage(0, 0, 0, 0, waited, 0.0, 0.0))

    @property
    def begun(self) -> bool:
        """Whether the engine has taken it up."""
        return self._begun

    @property
    def ended(self) -> bool:
        """Whether the terminal event was sent."""
        return self._ended

    def begin(self) -> bool:
        """Take the request up; False if it was cancelled before."""
        with self._lock:
            self._begun = not self.cancelled
            return self._begun

    def emit(self, event: GenerationEvent) -> None:
        """Send an event that is not the last."""
        self._events.put(event)

    def finish(self, reason: FinishReason, usage: Usage) -> None:
        """Send the last event, unless there was one."""
        self._end(GenerationFinished(reason, usage))

    def fail(self, error: EvotrError) -> None:
        """End with an error, unless there was an end."""
        self._end(error)

    def _end(self, event: GenerationEvent | EvotrError) -> None:
        with self._lock:
            if self._ended:
                return
            self._ended = True
        self._events.put(event)
