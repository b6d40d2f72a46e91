"""What the desktop of this computer cannot do, or refuses."""

from evotr.errors._base import EvotrError, UserError

__all__ = [
    "FeatureMissing",
    "HotKeyTaken",
    "HotKeyUnusable",
    "LoginItemRefused",
]


class FeatureMissing(EvotrError):
    """This system, or this way to start the program, has no ``feature``."""


class HotKeyTaken(UserError):
    """The system or another program has the ``keys``."""


class HotKeyUnusable(UserError):
    """The ``keys`` are not one key with a modifier."""


class LoginItemRefused(EvotrError):
    """The system does not let the program start at login: ``reason``."""
