"""A night that the system's timer began makes way when the user opens the program."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from evotr.instance import hold_night, running_instance
from evotr.journal.home import open_journal
from evotr.paths import Paths
from evotr.settings import Settings

__all__ = ["ask_way", "giving_way"]

_PATIENCE_S: Final = 60.0  # a step of training stops at once, another one ends first
_LOOK_S: Final = 0.1


@contextmanager
def giving_way(paths: Paths) -> Iterator[None]:
    """Whoever opens the program meanwhile may end this process's night.

    Raises:
        NightRunning: Another process is at it.
        FolderNotWritable, DiskFull: The lock cannot be written.
    """
    with hold_night(paths.timer_lock):
        yield


def ask_way(settings: Settings, patience_s: float = _PATIENCE_S) -> None:
    """Have a night of the system's timer end, and wait until the home is free.

    After ``patience_s`` seconds it may still be held; what was learned so far is lost,
    and the next night learns it.

    Raises:
        JournalError: And its kin: the database cannot be used.
    """
    paths = settings.paths
    if running_instance(paths.timer_lock) is None:
        return
    with open_journal(settings) as journal:
        journal.nights.wish("stop").result()
    late = time.monotonic() + patience_s
    while running_instance(paths.lock) is not None and time.monotonic() < late:
        time.sleep(_LOOK_S)
