"""Keeping the computer awake while a night runs."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from evotr.night.progress import NightEvent, NightPaused
from evotr.night.system import System

__all__ = ["Awake", "awake"]

_POWER: Final = "mains"


class Awake:
    """Holds back idle sleep by a tool of the system; without one nothing happens.

    The tool ends by itself when this process dies. One thread calls at a time.

    Args:
        system: Names the tool.
        on_battery: Where not, the computer may sleep while it is not plugged in.
    """

    def __init__(self, system: System, *, on_battery: bool) -> None:
        self._system, self._on_battery = system, on_battery
        self._tool: subprocess.Popen[bytes] | None = None

    def hold(self) -> None:
        """No idle sleep from now on."""
        if self._tool is not None:
            return
        words = list(self._system.waking(os.getpid(), on_battery=self._on_battery))
        program = shutil.which(words[0]) if words else None
        if program is None:
            return
        self._tool = subprocess.Popen(  # noqa: S603 - a tool of the system, no shell
            [program, *words[1:]],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def let_go(self) -> None:
        """It may sleep again."""
        tool, self._tool = self._tool, None
        if tool is not None:
            tool.terminate()
            tool.wait()

    def heed(self, event: NightEvent) -> None:
        """Let it sleep while the night waits for power: it would wait on the battery.

        While it waits for anything else it stays awake, to go on. One that the user
        asked for since is made on the battery, too.
        """
        if not isinstance(event, NightPaused):
            return
        if event.asked and not self._on_battery:
            self._on_battery = True
            self.let_go()
        if _POWER in event.missing:
            self.let_go()
        else:
            self.hold()


@contextmanager
def awake(system: System, *, on_battery: bool) -> Iterator[Awake]:
    """No idle sleep inside; both as for `Awake`."""
    keeping = Awake(system, on_battery=on_battery)
    keeping.hold()
    try:
        yield keeping
    finally:
        keeping.let_go()
