"""What a night by the clock waits for."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final, Literal, TypeAlias

from evotr.night.system import System
from evotr.settings import Settings

__all__ = ["AWAKE", "Condition", "Conditions"]

Condition = Literal["idle", "mains", "cool", "disk", "display", "awake"]
"""By the name of what was missing."""

AWAKE: Final = "awake"
"""Nothing to wait for: the computer slept through hours of the night."""

_Look: TypeAlias = Callable[[], bool | None]
_MINUTE: Final = 60
_GB: Final = 1_000_000_000


class Conditions:
    """Looks at the computer; what cannot be known keeps no night waiting.

    Args:
        system: Is asked.
        home: On the disk that must have room; it or a folder above it is there.
    """

    def __init__(self, system: System, home: Path) -> None:
        self._system = system
        self._home = home

    def unmet(self, settings: Settings) -> tuple[Condition, ...]:
        """What is missing right now of what the settings want."""
        system = self._system
        looks: tuple[tuple[Condition, bool, _Look], ...] = (
            ("idle", settings.night_idle_minutes > 0, lambda: self._idle(settings)),
            ("mains", settings.night_on_mains, system.on_mains),
            ("cool", settings.night_cool, system.is_cool),
            ("disk", settings.night_free_gb > 0, lambda: self._room(settings)),
            ("display", settings.night_display_off, system.display_off),
        )
        return tuple(name for name, wanted, look in looks if wanted and look() is False)

    def lapsed(self, settings: Settings) -> tuple[Condition, ...]:
        """What a night waits for that has begun.

        Not for room on the disk: what it fills itself would not come back.
        """
        return tuple(name for name in self.unmet(settings) if name != "disk")

    def _idle(self, settings: Settings) -> bool | None:
        seconds = self._system.idle_seconds()
        if seconds is None:
            return None
        return seconds >= settings.night_idle_minutes * _MINUTE

    def _room(self, settings: Settings) -> bool | None:
        for folder in (self._home, *self._home.parents):
            if folder.exists():
                return shutil.disk_usage(folder).free >= settings.night_free_gb * _GB
        return None
