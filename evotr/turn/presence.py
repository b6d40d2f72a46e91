"""Whether somebody is here: what works beside the turns makes way at once."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

__all__ = ["Presence"]

_LINGER_S: Final = 10.0  # who has read an answer goes on typing


class Presence:
    """Counts the turns under way; any thread may call.

    Args:
        linger_s: How long somebody is held to be here when the last turn is over.
    """

    def __init__(self, linger_s: float = _LINGER_S) -> None:
        self.linger_s = linger_s
        self._lock = threading.Lock()
        self._turns = 0
        self._left = float("-inf")
        self._heard: list[tuple[Callable[[], None], Callable[[], None]]] = []

    def here(self) -> bool:
        """Whether a turn is under way, or ended a moment ago."""
        with self._lock:
            return self._turns > 0 or time.monotonic() < self._left + self.linger_s

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Somebody waits for an answer; who listens is told before it begins."""
        with self._lock:
            self._turns += 1
            heard = tuple(self._heard)
        try:
            for told, _ in heard:
                told()
            yield
        finally:
            with self._lock:
                self._turns -= 1
                self._left = time.monotonic()
                heard = () if self._turns else tuple(self._heard)
            for _, over in heard:
                over()

    @contextmanager
    def listening(
        self, told: Callable[[], None], over: Callable[[], None] = lambda: None
    ) -> Iterator[None]:
        """Have ``told`` called when a turn begins, and ``over`` when the last is over.

        That is done on the turn's thread: be quick. Another turn may have begun when
        ``over`` is called.
        """
        hears = told, over
        with self._lock:
            self._heard.append(hears)
        try:
            yield
        finally:
            with self._lock:
                self._heard.remove(hears)
