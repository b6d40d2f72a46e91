"""How often something is drawn that changes all the time."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from PySide6.QtCore import QObject, QTimer

__all__ = ["Pace"]

_LEAST_MS: Final = 70
_MOST_MS: Final = 1000
_SHARE: Final = 0.02
"""So much of one core the work may take: what comes of it, to deliver and to paint,
takes as much again."""


class Pace(QObject):
    """Has ``work`` done soon after it is asked for, but not more often than is due.

    What takes long is done less often (a long table is drawn anew each time), but still
    once a second.
    """

    def __init__(self, work: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._pause, self._ended = float(_LEAST_MS), 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(work)

    def ask(self) -> None:
        """Have it done, where it is not asked for already."""
        if not self._timer.isActive():
            since = (time.monotonic() - self._ended) * 1000
            self._timer.start(max(0, round(self._pause - since)))

    def stop(self) -> None:
        """It need not be done."""
        self._timer.stop()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """The work is being done: how long it takes decides on the next pause."""
        begun = time.thread_time()
        try:
            yield
        finally:
            due = (time.thread_time() - begun) * 1000 / _SHARE
            self._pause = min(max(_LEAST_MS, due), _MOST_MS)
            self._ended = time.monotonic()
