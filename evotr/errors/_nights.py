"""Nights that are asked for and are not there."""

from evotr.errors._base import UserError

__all__ = ["NightAmbiguous", "NightNotFound"]


class NightNotFound(UserError):
    """No night has the number or id ``night``."""


class NightAmbiguous(NightNotFound):
    """``night`` is too short, or the beginning of more than one id."""
