"""Doing something later, unless something else comes first."""

import threading
from collections.abc import Callable

__all__ = ["Alarm"]


class Alarm:
    """One thing at a time is due; what is set anew takes its place. Any thread may."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None
        self._closed = False

    def set(self, seconds: float, work: Callable[[], None]) -> None:
        """Call ``work`` in so many seconds, on a thread of its own."""
        with self._lock:
            self._stop()
            if not self._closed:
                self._timer = threading.Timer(seconds, work)
                self._timer.daemon = True
                self._timer.start()

    def close(self) -> None:
        """Nothing is due any more."""
        with self._lock:
            self._closed = True
            self._stop()

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
