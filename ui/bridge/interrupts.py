"""The terminal's signals, for as long as Qt's loop runs."""

import signal
import socket
from collections.abc import Callable
from types import FrameType

from PySide6.QtCore import QSocketNotifier, QTimer

__all__ = ["Interrupts"]


class Interrupts:
    """SIGINT, SIGTERM and SIGHUP, heard by Qt's loop (which runs no Python itself)."""

    def __init__(self, leave: Callable[[], None]) -> None:
        self._leave = leave
        self._ours, theirs = socket.socketpair()
        self._theirs = theirs
        for end in (theirs, self._ours):
            end.setblocking(False)  # noqa: FBT003  # the library's own signature
        self._notifier = QSocketNotifier(self._ours.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._drain)
        self._before_fd = signal.set_wakeup_fd(theirs.fileno())
        self._before = {
            number: signal.signal(number, self._heard)
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        }

    def close(self) -> None:
        """Leave the process as it was."""
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._before_fd)
        self._notifier.setEnabled(False)
        self._ours.close()
        self._theirs.close()

    def _drain(self) -> None:
        self._ours.recv(64)

    def _heard(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        QTimer.singleShot(0, self._leave)
