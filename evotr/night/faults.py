"""Faults as a report keeps them: by their name, with what their sentences tell."""

from collections.abc import Mapping
from typing import Any

from evotr.domain import NightReason
from evotr.errors import EvotrError
from evotr.night.judging.verdict import Reason

__all__ = ["fault_of", "plain_reason", "to_reason"]


def fault_of(error: Exception) -> NightReason:
    """The error's name and values; a value that JSON has not is told as text.

    Of one that is none of the program's own, the name alone.
    """
    if not isinstance(error, EvotrError):
        return NightReason(type(error).__name__)
    values = {
        name: value if isinstance(value, int | float) else str(value)
        for name, value in error.values.items()
    }
    return NightReason(type(error).__name__, values)


def plain_reason(reason: Reason | NightReason) -> dict[str, Any]:
    """A reason as JSON has it."""
    return {"fault": reason.fault, "values": dict(reason.values)}


def to_reason(plain: Mapping[str, Any] | str) -> NightReason:
    """What `plain_reason` made JSON of; nights left before that noted a name alone."""
    if isinstance(plain, str):
        return NightReason(plain)
    return NightReason(plain["fault"], plain["values"])
