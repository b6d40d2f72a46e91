"""What the parent wants: lines on standard input, and the signals that ask to end."""

import os
import select
import signal
from collections.abc import Callable
from types import FrameType

__all__ = ["Control"]

_PAUSE, _RESUME, _STOP = b"pause", b"resume", b"stop"
_CHUNK = 4096


class Control:
    """Reads what the parent wants, when it is asked to; no thread is needed.

    Args:
        source: A file descriptor with the lines ``pause``, ``resume`` and ``stop``;
            None listens to nobody.
        end_stops: The end of ``source`` stops: the parent is gone.
    """

    def __init__(self, source: int | None, *, end_stops: bool = True) -> None:
        self._source = source
        self._end_stops = end_stops
        self._text = b""
        self._paused = False
        self._stop = False
        self._wake, self._waker = os.pipe()

    def obey_signals(self) -> None:
        """SIGTERM and SIGINT stop from now on, also while paused."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)

    def stopped(self, paused: Callable[[], None], resumed: Callable[[], None]) -> bool:
        """Whether to end; waits here while the parent wants a pause.

        Args:
            paused: Called when the waiting begins.
            resumed: Called when it ends and there is no stop.
        """
        self._read(wait=False)
        if self._waiting():
            paused()
            while self._waiting():
                self._read(wait=True)
            if not self._stop:
                resumed()
        return self._stop

    def _waiting(self) -> bool:
        return self._paused and not self._stop

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self._stop = True
        os.write(self._waker, b"!")

    def _read(self, *, wait: bool) -> None:
        sources = [self._wake] if self._source is None else [self._wake, self._source]
        ready, _, _ = select.select(sources, [], [], None if wait else 0)
        while self._source in ready and not self._stop:
            chunk = os.read(self._source, _CHUNK)
            if not chunk:
                self._source = None
                self._stop = self._end_stops or self._paused
                return
            self._text += chunk
            *lines, self._text = self._text.split(b"\n")
            for line in lines:
                self._obey(line.strip())
            ready, _, _ = select.select([self._source], [], [], 0)

    def _obey(self, line: bytes) -> None:
        if line == _STOP:
            self._stop = True
        elif line in {_PAUSE, _RESUME}:
            self._paused = line == _PAUSE
