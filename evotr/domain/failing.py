"""Errors as they are kept with what they ended, and what they were made of."""

from collections.abc import Mapping
from typing import Any

from evotr import errors
from evotr.errors import EvotrError

__all__ = ["error_of", "kept_values"]

_PLAIN = (str, int, float, type(None))


def kept_values(error: EvotrError) -> dict[str, Any]:
    """The values of an error's sentence as JSON has them."""
    return {name: _plain(value) for name, value in error.values.items()}


def error_of(name: str | None, values: Mapping[str, object]) -> EvotrError | None:
    """The error of this name with these values; None: there is none of it here."""
    kind = getattr(errors, name or "", None)
    if not (isinstance(kind, type) and issubclass(kind, EvotrError)):
        return None
    return kind(**values)


def _plain(value: object) -> object:
    if isinstance(value, OSError):  # what the system said is told in any language
        return value.strerror or type(value).__name__
    return value if isinstance(value, _PLAIN) else str(value)
