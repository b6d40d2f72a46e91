"""What every command gets: settings, sentences and the two consoles."""

from dataclasses import dataclass

from rich.console import Console

from evotr.settings import Settings
from evotr.text import Catalog

__all__ = ["Context"]


@dataclass(frozen=True, slots=True)
class Context:
    """The state of one invocation, found in a command as ``ctx.obj``."""

    settings: Settings
    say: Catalog
    console: Console
    errors: Console
