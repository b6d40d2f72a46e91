"""Nights that are asked for and are not there, and what would begin them."""

from evotr.errors._base import EvotrError, UserError

__all__ = [
    "NightAmbiguous",
    "NightBuiltOn",
    "NightNoneYet",
    "NightNotFound",
    "NightNothingToUndo",
    "NightOfOtherModel",
    "TimerMissing",
    "TimerRefused",
]


class NightNotFound(UserError):
    """No night has the number or id ``night``."""


class NightAmbiguous(NightNotFound):
    """``night`` is too short, or the beginning of more than one id."""


class NightNoneYet(NightNotFound):
    """There was no night at all."""


class NightNothingToUndo(UserError):
    """The night with the number ``night`` changed nothing, or was taken back before."""


class NightBuiltOn(UserError):
    """What the ``later`` night made serves, and saw what the ``night`` learned."""


class NightOfOtherModel(UserError):
    """The night with the number ``night`` taught a model that does not answer now."""


class TimerRefused(EvotrError):
    """The system does not run the night by itself: ``command`` says ``reason``."""


class TimerMissing(TimerRefused):
    """The system has no ``command``, by which it would run the night by itself."""
