"""What this machine offers its user."""

import os
import sys

__all__ = ["cores", "has_display", "memory_bytes"]


def cores() -> int:
    """Processors that this process may use."""
    if sys.platform == "darwin":
        return os.cpu_count() or 1
    return len(os.sched_getaffinity(0))


def has_display() -> bool:
    """Whether a window can be shown here."""
    if sys.platform == "darwin":
        return "SSH_CONNECTION" not in os.environ
    return bool(os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY"))


def memory_bytes() -> int:
    """The memory that is built in."""
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
