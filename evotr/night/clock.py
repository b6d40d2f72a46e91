"""What time it is, and whether time stood still in between."""

import time
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

__all__ = ["EVERY_S", "Clock", "Steadiness", "SystemClock"]

EVERY_S: Final = 60.0
"""Between two looks at it."""

_SLIP: Final = timedelta(seconds=90)
"""Smaller ones are a busy computer, or a clock that is put right."""


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The time of day, aware."""

    def ticks(self) -> float:
        """Seconds that only go forward, and stand still while the computer sleeps."""


class SystemClock:
    """This computer's clock, in the zone that it is in at the moment."""

    def now(self) -> datetime:
        """The time of day, in UTC."""
        time.tzset()  # a traveller's computer changes its zone
        return datetime.now(UTC)

    def ticks(self) -> float:
        """Seconds without sleep: macOS and Linux do not count it here."""
        return time.monotonic()


class Steadiness:
    """Compares the time of day with the ticks, from one look to the next."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last: tuple[datetime, float] | None = None

    def slipped(self) -> timedelta:
        """By how much the time of day jumped since the last look; zero if it did not.

        Above zero the computer slept, or its clock was set forward; below, back.
        """
        now, ticks = self._clock.now(), self._clock.ticks()
        before, self._last = self._last, (now, ticks)
        if before is None:
            return timedelta()
        slip = now - before[0] - timedelta(seconds=ticks - before[1])
        return slip if abs(slip) > _SLIP else timedelta()
