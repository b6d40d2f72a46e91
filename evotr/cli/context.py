"""What every command gets: settings, sentences and the two consoles."""

from dataclasses import dataclass

from rich.console import Console

from evotr.errors import EvotrError
from evotr.settings import Settings
from evotr.text import Catalog

__all__ = ["Context"]


@dataclass(frozen=True, slots=True)
class Context:
    """The state of one invocation, found in a command as ``ctx.obj``.

    Attributes:
        settings: The settings in force.
        say: The sentences in the user's language.
        console: Standard output.
        errors: Standard error.
        faults: What is wrong with the settings; only `doctor` runs when there is any.
    """

    settings: Settings
    say: Catalog
    console: Console
    errors: Console
    faults: tuple[EvotrError, ...] = ()
