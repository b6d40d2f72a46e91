"""Work that must not hold up the window, one piece after the other."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from evotr.errors import EvotrError
from ui.bridge.inbox import Inbox
from ui.bridge.panels import WorkshopPort

__all__ = ["Errands", "PullRunner"]

T = TypeVar("T")


class Errands(QObject):
    """Runs on one thread of its own; the answers come on the thread it lives on."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._inbox = Inbox(self)
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="evotr-errands")
        self._closed = False

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], object],
        failed: Callable[[EvotrError], object],
    ) -> None:
        """Have ``work`` done, and its result or its error delivered.

        After `close` nothing follows: what was asked for before may want more.
        """
        if self._closed:
            return
        self._inbox.expect(self._worker.submit(work), done, failed)

    def close(self) -> None:
        """Begin nothing more; what is under way ends by itself."""
        self._closed = True
        self._worker.shutdown(wait=False, cancel_futures=True)


class _Stopped(Exception):
    """The user wants no more of it."""


class PullRunner(QObject):
    """Pulls one model at a time, beside all other errands.

    ``progressed(done, total)`` tells bytes; ``ended(error)`` comes once for each
    `start`, with None when the model is here or the user stopped it.
    """

    progressed = Signal(object, object)
    ended = Signal(object)
    _told = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._errands = Errands(self)
        self._wanted = False
        self._percent = -1
        self.stopped = False
        self.running = False
        self._told.connect(self.progressed, Qt.ConnectionType.QueuedConnection)

    def start(
        self,
        workshop: WorkshopPort,
        model: str,
        awake: AbstractContextManager[None] | None = None,
    ) -> None:
        """Pull ``model``, in the context ``awake``; the one before must have ended."""
        assert not self.running, "one at a time"
        self._wanted = self.running = True
        self.stopped = False
        self._percent = -1

        def work() -> None:
            with awake or nullcontext():
                workshop.pull(model, self._progressed)

        self._errands.run(work, lambda _: self._end(None), self._end)

    @Slot()
    def stop(self) -> None:
        """End it soon; what has arrived is kept for another time."""
        self._wanted = False

    def close(self) -> None:
        """End it, and begin nothing more."""
        self.stop()
        self._errands.close()

    def _progressed(self, done: int, total: int) -> None:
        """Runs on the errands' thread; whole percents are told."""
        if not self._wanted:
            raise _Stopped
        percent = 100 * done // max(total, 1)
        if percent != self._percent:
            self._percent = percent
            self._told.emit(done, total)

    def _end(self, error: EvotrError | None) -> None:
        self.running = False
        self.stopped = not self._wanted
        self.ended.emit(None if self.stopped else error)
