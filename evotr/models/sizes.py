"""Byte counts as people read them."""

__all__ = ["readable"]

_STEP = 1000


def readable(size: float) -> str:
    """1_740_000_000 → ``1.7 GB`` (decimal units, as disks are sold)."""
    for unit in ("B", "kB", "MB", "GB"):
        if abs(size) < _STEP:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= _STEP
    return f"{size:.1f} TB"
