"""Keeping the computer awake while a night runs."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from evotr.night.system import System

__all__ = ["awake"]


@contextmanager
def awake(system: System, *, on_battery: bool) -> Iterator[None]:
    """No idle sleep inside; where the system has no tool for that, nothing happens.

    The tool ends by itself when this process dies. Not ``on_battery``: the computer may
    sleep while it is not plugged in.
    """
    words = list(system.waking(os.getpid(), on_battery=on_battery))
    program = shutil.which(words[0]) if words else None
    if program is None:
        yield
        return
    process = subprocess.Popen(  # noqa: S603 - a tool of the system, without a shell
        [program, *words[1:]],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait()
