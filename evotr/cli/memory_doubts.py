"""``evotr memory asked`` and ``settle``: which of contradicting facts hold."""

from typing import Annotated

import typer

from evotr.cli import memory_views as views
from evotr.cli.dialogue import tell
from evotr.cli.memory_choice import ids_of
from evotr.cli.memory_options import Options
from evotr.cli.render import print_json
from evotr.errors import NothingAsked
from evotr.journal.home import open_journal
from evotr.text import Catalog

__all__ = ["register"]


def register(app: typer.Typer, say: Catalog) -> None:
    """Add the commands."""
    options = Options(say)

    @app.command(help=say("memory.help.asked"))
    def asked(
        ctx: typer.Context,
        *,
        as_json: Annotated[bool, options.as_json] = False,
    ) -> None:
        context = ctx.obj
        with open_journal(context.settings) as journal:
            found = journal.memories.doubts().result()
        if as_json:
            print_json({"asked": [views.plain_doubt(doubt) for doubt in found]})
            return
        for doubt in found:
            views.print_doubt(context, doubt)
        if not found:
            tell(context, "memory.asked.none")

    @app.command(help=say("memory.help.settle"))
    def settle(
        ctx: typer.Context,
        *,
        memories: Annotated[list[str], options.memories],
        as_json: Annotated[bool, options.as_json] = False,
    ) -> None:
        context = ctx.obj
        with open_journal(context.settings) as journal:
            ids = ids_of(journal, memories)
            doubted = {
                item.id
                for doubt in journal.memories.doubts().result()
                for item in (doubt.item, *doubt.others)
            }
            for memory_id in ids:
                if memory_id not in doubted:
                    raise NothingAsked(memory=views.short(memory_id))
            ended = journal.memories.settle(*ids).result()
        if as_json:
            print_json({"hold": ids, "ended": [item.id for item in ended]})
        else:
            tell(context, "memory.settle.done", number=len(ended))
