"""A night that the system's timer began makes way when the user opens the program."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

from evotr.instance import hold_night, running_instance
from evotr.journal import Journal
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
    """Have a night of the system's timer be left, and wait until the home is free.

    After ``patience_s`` seconds it may still be held. The next night goes on from
    there.

    Raises:
        JournalError: And its kin: the database cannot be used.
    """
    paths = settings.paths
    if running_instance(paths.timer_lock) is None:
        return
    late, asked = time.monotonic() + patience_s, False
    with open_journal(settings) as journal:
        while running_instance(paths.lock) is not None and time.monotonic() < late:
            asked = asked or _ask(journal, running_instance(paths.timer_lock))
            time.sleep(_LOOK_S)


def _ask(journal: Journal, timer: str | None) -> bool:
    """Ask the timer's process to end politely; False: it has no night yet."""
    night = journal.nights.unfinished().result()
    # Its number is believed only where the night names it too: it may be another's.
    if night is None or night.state == "left" or night.owner != timer:
        return False
    with suppress(ProcessLookupError, ValueError):
        os.kill(int(night.owner), signal.SIGTERM)
    return True
