"""A clock that stands still until it is told what happens, and a computer to match."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from typing_extensions import override

from evotr.night.system.linux import LinuxSystem


class FakeClock:
    """Begins on a Sunday at half past one in the morning, in UTC."""

    def __init__(self, text: str = "2026-11-22T01:30") -> None:
        self._now = datetime.fromisoformat(text).replace(tzinfo=UTC)
        self._ticks = 1000.0

    def now(self) -> datetime:
        return self._now

    def ticks(self) -> float:
        return self._ticks

    def work(self, **length: float) -> None:
        """Time passes."""
        self._now += timedelta(**length)
        self._ticks += timedelta(**length).total_seconds()

    def sleep(self, **length: float) -> None:
        """The computer sleeps: the ticks stand still."""
        self._now += timedelta(**length)

    def set(self, text: str) -> None:
        """Somebody sets the clock."""
        self._now = datetime.fromisoformat(text).replace(tzinfo=UTC)


class FakeSystem(LinuxSystem):
    """A computer that is as its fields say; nothing keeps a night waiting at first."""

    def __init__(self) -> None:
        super().__init__()
        self.idle: float | None = 3600
        self.mains: bool | None = True
        self.cool: bool | None = True
        self.dark: bool | None = True
        self.shown: list[tuple[str, str]] = []
        self.woken: Sequence[str] = (sys.executable, "-c", "input()")

    @override
    def idle_seconds(self) -> float | None:
        return self.idle

    @override
    def on_mains(self) -> bool | None:
        return self.mains

    @override
    def is_cool(self) -> bool | None:
        return self.cool

    @override
    def display_off(self) -> bool | None:
        return self.dark

    @override
    def notify(self, title: str, body: str) -> bool:
        self.shown.append((title, body))
        return True

    @override
    def waking(self, pid: int, *, on_battery: bool) -> Sequence[str]:
        self.on_battery = on_battery
        return self.woken
