"""``evotr memory``: what is remembered, found, corrected, taken in and forgotten."""

import typer

from evotr.cli import (
    memory_changing,
    memory_moving,
    memory_reading,
    memory_search,
    memory_snapshot,
)
from evotr.text import Catalog

__all__ = ["build"]


def build(say: Catalog) -> typer.Typer:
    """The group with help in the user's language."""
    app = typer.Typer(help=say("memory.help.group"), no_args_is_help=True)
    memory_search.register(app, say)
    memory_reading.register(app, say)
    memory_changing.register(app, say)
    memory_moving.register(app, say)
    memory_snapshot.register(app, say)
    return app
