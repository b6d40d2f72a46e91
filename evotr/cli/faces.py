"""Which face fits: the window, a terminal chat, or one answer per line of input.

Next to nothing is imported, so that the window is not kept waiting.
"""

import os
import stat
import sys
from typing import Literal

from evotr.machine import has_display
from evotr.paths import python_path

__all__ = ["Face", "fitting_face", "open_window"]

Face = Literal["window", "chat", "lines"]


def fitting_face() -> Face:
    """Piped or redirected text wins, then a display, then a terminal."""
    if _input_is_data():
        return "lines"
    if has_display():
        return "window"
    return "chat" if sys.stdin is not None and sys.stdin.isatty() else "lines"


def open_window() -> None:
    """Become the window's process, so that evotr never imports the ui.

    ``-P`` keeps the current folder, which may hold anything, out of the search path.
    """
    os.environ["PYTHONPATH"] = python_path()
    os.execv(sys.executable, [sys.executable, "-P", "-m", "ui"])  # noqa: S606 — no shell


def _input_is_data() -> bool:
    """Whether somebody pipes or redirects text into the program."""
    try:
        mode = os.fstat(sys.stdin.fileno()).st_mode
    except (OSError, ValueError, AttributeError):
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISREG(mode)
