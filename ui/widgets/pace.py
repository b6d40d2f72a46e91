"""How often something is drawn that changes all the time."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from PySide6.QtCore import QObject, QTimer

__all__ = ["Pace"]

_LEAST_MS: Final = 70
_MOST_MS: Final = 1000
_SHARE: Final = 0.04
"""So much of one core the main thread has: for the work, and for what comes of it."""


class Pace(QObject):
    """Has ``work`` done soon after it is asked for, but not more often than is due.

    What takes long is done less often (a long table is drawn anew each time), but still
    once a second. What the thread does between two times counts as well: what is heard
    has to be delivered, and what is written to be painted.
    """

    def __init__(self, work: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._pause, self._ended = float(_LEAST_MS), 0.0
        self._spent = 0.0  # of the thread's time, when it was last done
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(work)

    def ask(self) -> None:
        """Have it done, where it is not asked for already."""
        if not self._timer.isActive():
            left = self._pause - (time.monotonic() - self._ended) * 1000
            if left <= 0:  # what was done in so long a time had other reasons
                self._spent = time.thread_time()
            self._timer.start(max(0, round(left)))

    def stop(self) -> None:
        """It need not be done."""
        self._timer.stop()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """The work is being done: how long it takes decides on the next pause."""
        try:
            yield
        finally:
            now = time.thread_time()
            due, self._spent = (now - self._spent) * 1000 / _SHARE, now
            self._pause = min(max(_LEAST_MS, due), _MOST_MS)
            self._ended = time.monotonic()
