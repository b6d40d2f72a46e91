"""What is told of an error, and what can be copied of it for a report."""

import platform

from evotr import __version__
from evotr.errors import EvotrError, MessageTooLong, PromptTooLong

__all__ = ["details_of", "lasts"]


def lasts(error: EvotrError) -> bool:
    """Whether the same question fails with it each time, as long as the model is one.

    A system prompt that is too long can be shortened, a message that was said cannot.
    """
    return isinstance(error, MessageTooLong) and not isinstance(error, PromptTooLong)


def details_of(error: EvotrError) -> str:
    """The error's name and values, and what it happened on."""
    lines = [
        f"EVO-TR {__version__}, Python {platform.python_version()}",
        platform.platform(),
        type(error).__name__,
        *(f"{name}: {value}" for name, value in error.values.items()),
    ]
    return "\n".join(lines)
