"""Futures of the storage thread, delivered where the window lives."""

from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from evotr.errors import EvotrError
from ui.bridge.faults import as_evotr_error

__all__ = ["Inbox"]

T = TypeVar("T")


class Inbox(QObject):
    """Calls back on its own thread when a future is done.

    Create it on the main thread and keep it until the assistant is closed.
    """

    _arrived = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._arrived.connect(self._open, Qt.ConnectionType.QueuedConnection)

    def expect(
        self,
        future: Future[T],
        done: Callable[[T], object],
        failed: Callable[[EvotrError], object],
    ) -> None:
        """Deliver ``future``: its result to ``done`` or its error to ``failed``.

        A cancelled future calls neither. Returns at once.
        """
        letter = partial(_deliver, future, done, failed)
        future.add_done_callback(lambda _: self._arrived.emit(letter))

    @Slot(object)
    def _open(self, letter: Callable[[], None]) -> None:
        letter()


def _deliver(
    future: Future[T],
    done: Callable[[T], object],
    failed: Callable[[EvotrError], object],
) -> None:
    try:
        result = future.result(timeout=0)
    except CancelledError:
        return
    except Exception as fault:  # noqa: BLE001  # whatever it is, the person is told
        failed(as_evotr_error(fault))
    else:
        done(result)
