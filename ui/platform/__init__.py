"""What a desktop offers besides windows: one protocol, an implementation a system.

Nothing else in the program asks which system it runs on for these.
"""

import sys

from ui.platform.base import Battery, Feature, Memory, Notice, Platform, Thermal
from ui.platform.portable import PortablePlatform

__all__ = [
    "Battery",
    "Feature",
    "Memory",
    "Notice",
    "Platform",
    "PortablePlatform",
    "Thermal",
    "this_platform",
]


def this_platform() -> Platform:
    """The implementation for the system that the program runs on."""
    if sys.platform == "darwin":
        # PyObjC is there on macOS alone.
        from ui.platform.mac import MacPlatform  # noqa: PLC0415

        return MacPlatform()
    return PortablePlatform()
