"""Counts of bytes and of weights as people read them.

A sentence writes them in its language; by themselves: ``catalog.number(readable(n))``.
"""

from evotr.text.forms import Written

__all__ = ["counted", "readable"]

_STEP = 1000


def readable(size: float) -> Written:
    """1_740_000_000 → ``1.7 GB`` (decimal units, as disks are sold)."""
    for unit in ("B", "kB", "MB", "GB"):
        if abs(size) < _STEP:
            return Written(f"{size:.{0 if unit == 'B' else 1}f} {unit}")
        size /= _STEP
    return Written(f"{size:.1f} TB")


def counted(number: float) -> Written:
    """3_090_000_000 → ``3.1 B``; 0 is unknown."""
    if not number:
        return Written("?")
    for unit in ("", " k", " M"):
        if number < _STEP:
            return Written(f"{number:.{1 if unit else 0}f}{unit}")
        number /= _STEP
    return Written(f"{number:.1f} B")
