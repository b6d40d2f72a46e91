"""``evotr memory``: what is remembered, found, corrected, taken in and forgotten."""

import typer

from evotr.cli import (
    memory_changing,
    memory_doubts,
    memory_forgetting,
    memory_ingesting,
    memory_moving,
    memory_reading,
    memory_search,
    memory_snapshot,
    memory_stats,
    memory_upkeep,
)
from evotr.text import Catalog

__all__ = ["build"]


def build(say: Catalog) -> typer.Typer:
    """The group with help in the user's language."""
    app = typer.Typer(help=say("memory.help.group"), no_args_is_help=True)
    memory_search.register(app, say)
    memory_reading.register(app, say)
    memory_changing.register(app, say)
    memory_doubts.register(app, say)
    memory_forgetting.register(app, say)
    memory_ingesting.register(app, say)
    memory_moving.register(app, say)
    memory_snapshot.register(app, say)
    memory_stats.register(app, say)
    memory_upkeep.register(app, say)
    return app
