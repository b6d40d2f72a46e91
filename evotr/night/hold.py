"""What holds up a night that has begun: conditions that are not met any more."""

import threading
import time
from collections.abc import Callable
from typing import Final

__all__ = ["LOOK_S", "Hold", "Unmet"]

LOOK_S: Final = 5.0
"""Between two looks."""

Unmet = Callable[[], tuple[str, ...]]
"""Looks at the computer, which may take a while: what is missing, by name."""


def _nothing() -> tuple[str, ...]:
    """What a night waits for that somebody began."""
    return ()


class Hold:
    """Looks seldom; how it stands, any thread may ask as often as it likes.

    Args:
        unmet: None looks at nothing.
        ticks: Seconds that only go forward, and stand still while the computer sleeps.
    """

    def __init__(
        self, unmet: Unmet | None = None, ticks: Callable[[], float] = time.monotonic
    ) -> None:
        self._unmet, self._ticks = unmet or _nothing, ticks
        self._lock = threading.Lock()
        self._looked = float("-inf")
        self._missing: tuple[str, ...] = ()
        self._since = 0.0
        self.begin()

    def begin(self, seconds: float = 0.0, names: tuple[str, ...] = ()) -> None:
        """Count for a night that was held up for so long before, by these."""
        with self._lock:
            self._seconds, self._names = seconds, names
            self._since = self._ticks()
            self._name()

    def look(self) -> None:
        """Look, where it is time to; what that raises leaves it as it stood."""
        if self._ticks() < self._looked + LOOK_S:
            return
        self._looked = self._ticks()
        unmet = self._unmet
        missing = unmet()
        with self._lock:
            if unmet is not self._unmet:  # it was let go while it was looked
                return
            self._seconds, self._since = self._passed(), self._ticks()
            self._missing = missing
            self._name()

    def let_go(self) -> None:
        """Wait for nothing any more; how long it was held up until now still counts."""
        with self._lock:
            self._seconds, self._since = self._passed(), self._ticks()
            self._missing, self._unmet = (), _nothing

    @property
    def waits(self) -> bool:
        """Whether there is anything that the night may have to wait for."""
        return self._unmet is not _nothing

    @property
    def missing(self) -> tuple[str, ...]:
        """What holds the night up right now."""
        return self._missing

    @property
    def seconds(self) -> float:
        """How long it was held up, until now."""
        with self._lock:
            return self._passed()

    @property
    def names(self) -> tuple[str, ...]:
        """By what, in the order in which it was found."""
        return self._names

    def _passed(self) -> float:
        held = self._ticks() - self._since if self._missing else 0.0
        return self._seconds + held

    def _name(self) -> None:
        self._names = tuple(dict.fromkeys((*self._names, *self._missing)))
