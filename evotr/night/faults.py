"""Faults as a report keeps them: by their name, with what their sentences tell."""

from evotr.domain import NightReason
from evotr.errors import EvotrError

__all__ = ["fault_of"]


def fault_of(error: EvotrError) -> NightReason:
    """The error's name and values; a value that JSON has not is told as text."""
    values = {
        name: value if isinstance(value, int | float) else str(value)
        for name, value in error.values.items()
    }
    return NightReason(type(error).__name__, values)
