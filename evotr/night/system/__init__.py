"""The computer that nights run on: its state, its notices, its timers.

Each system is asked by its own tools; what cannot be asked is not known, and waits for
nothing.
"""

import sys

from evotr.night.system.linux import LinuxSystem
from evotr.night.system.mac import MacSystem
from evotr.night.system.values import System, Timer, TimerPlan

__all__ = ["System", "Timer", "TimerPlan", "this_system"]


def this_system() -> System:
    """The one that the program runs on."""
    return MacSystem() if sys.platform == "darwin" else LinuxSystem()
