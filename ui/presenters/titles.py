"""Titles of conversations, within a question."""

from typing import Final

__all__ = ["named"]

_LONGEST: Final = 80


def named(title: str) -> str:
    """A title on one line, and not longer than it takes to know it."""
    flat = " ".join(title.split())
    return flat if len(flat) <= _LONGEST else f"{flat[: _LONGEST - 1].rstrip()}…"
