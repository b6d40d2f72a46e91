"""Counts of bytes and of weights as people read them."""

__all__ = ["counted", "readable"]

_STEP = 1000


def readable(size: float) -> str:
    """1_740_000_000 → ``1.7 GB`` (decimal units, as disks are sold)."""
    for unit in ("B", "kB", "MB", "GB"):
        if abs(size) < _STEP:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= _STEP
    return f"{size:.1f} TB"


def counted(number: float) -> str:
    """3_090_000_000 → ``3.1 B``; 0 is unknown."""
    if not number:
        return "?"
    for unit in ("", " k", " M"):
        if number < _STEP:
            return f"{number:.1f}{unit}" if unit else f"{number:.0f}"
        number /= _STEP
    return f"{number:.1f} B"
