"""What the bank of experts counted; importing it does not import MLX."""

from dataclasses import dataclass

__all__ = ["BankMetrics"]


@dataclass(frozen=True, slots=True)
class BankMetrics:
    """Counted since the load: ``hits`` found their adapter hot, ``misses`` did not.

    ``warm_hits`` of the misses had been read ahead; ``loads`` were read from disk and
    ``evictions`` left the bank for want of room. ``hot`` are keys, newest last.
    """

    hits: int = 0
    misses: int = 0
    warm_hits: int = 0
    loads: int = 0
    evictions: int = 0
    hot: tuple[str, ...] = ()
    hot_bytes: int = 0
    warm_bytes: int = 0
