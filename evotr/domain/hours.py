"""The hours that nights may run in: when they open, and whose evening it is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final, Self

_WRITTEN: Final = re.compile(
    r"([0-9]{1,2}):([0-9]{2})\s*[-–]\s*([0-9]{1,2}):([0-9]{2})"
)
_DAY: Final = timedelta(days=1)
_HOUR: Final = timedelta(hours=1)
_NOON: Final = time(12)


@dataclass(frozen=True, slots=True)
class NightWindow:
    """One night's hours; ``date`` is the day that its evening belongs to.

    The times are in UTC: two of one zone are compared by their clocks' faces, which
    go wrong on the days when clocks change.
    """

    date: date
    opens: datetime
    closes: datetime


@dataclass(frozen=True, slots=True)
class NightHours:
    """From ``start`` to ``end``, over midnight where that is earlier.

    From midnight to midnight it is the whole day.
    """

    start: time
    end: time

    @classmethod
    def read(cls, text: str) -> Self:
        """The hours that are written as ``02:00-06:00``.

        Raises:
            ValueError: They are not, there is no such time, or no time between them.
        """
        written = _WRITTEN.fullmatch(text.strip())
        if written is None:
            raise ValueError(text)
        hour, minute, to_hour, to_minute = map(int, written.groups())
        start, end = time(hour, minute), time(to_hour, to_minute)
        if start == end != time():
            raise ValueError(text)
        return cls(start, end)

    def latest(self, now: datetime, zone: tzinfo | None = None) -> NightWindow:
        """The hours that opened last; they may have closed since.

        Args:
            now: Aware.
            zone: Whose clocks count; this computer's by default.
        """
        return next(w for w in self._around(now, zone) if w.opens <= now)

    def coming(self, now: datetime, zone: tzinfo | None = None) -> NightWindow:
        """The hours that open next; both as for `latest`."""
        return [w for w in self._around(now, zone) if w.opens > now][-1]

    def _around(self, now: datetime, zone: tzinfo | None) -> Iterator[NightWindow]:
        """From the day after tomorrow back."""
        today = now.astimezone(zone).date()
        for days in (2, 1, 0, -1, -2):
            day = today + days * _DAY
            until = day if self.end > self.start else day + _DAY
            opens = _instant(day, self.start, zone)
            yield NightWindow(
                day if self.start >= _NOON else day - _DAY,
                opens,
                max(_instant(until, self.end, zone), opens + self._least),
            )

    @property
    def _least(self) -> timedelta:
        """What is left of them where clocks skip an hour: all, of at most an hour.

        What opens late would close at once, or before.
        """
        shown = timedelta(
            hours=self.end.hour - self.start.hour,
            minutes=self.end.minute - self.start.minute,
        )
        return min(_HOUR, shown if shown > timedelta() else shown + _DAY)


def _instant(day: date, at: time, zone: tzinfo | None) -> datetime:
    """When clocks show ``at``: the first time, or when they skip over it."""
    # Without a zone it is this computer's, on each day with that day's offset.
    shown = datetime.combine(day, at, tzinfo=zone)
    found = shown.astimezone(UTC)
    if found.astimezone(zone).time() != at:
        # It is skipped. Which fold comes after the gap differs (CPython gh-83861).
        return max(found, shown.replace(fold=1).astimezone(UTC))
    return found
