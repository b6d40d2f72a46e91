"""``evotr memory list`` and ``show``: what is remembered, and how it is known."""

from typing import Annotated

import typer

from evotr.cli import memory_views as views
from evotr.cli.memory_choice import conversation_of, time_of
from evotr.cli.memory_options import Options
from evotr.cli.memory_why import plain_known, print_known
from evotr.cli.render import MOST_LISTED, print_json
from evotr.domain import MemoryFilter, MemoryKind
from evotr.journal.home import open_journal
from evotr.journal.known import known
from evotr.text import Catalog

__all__ = ["register"]

_LIST = "evotr memory list"
_SHOWN = 50


def register(app: typer.Typer, say: Catalog) -> None:
    """Add the commands that read."""
    _register_list(app, say)
    _register_show(app, say)


def _register_list(app: typer.Typer, say: Catalog) -> None:
    options = Options(say)
    of_speaker = typer.Option("--speaker", help=say("memory.help.speaker"))
    only_pinned = typer.Option("--pinned", help=say("memory.help.pinned"))

    @app.command("list", help=say("memory.help.list"))
    def list_(  # noqa: PLR0913 — each is an option of the command
        ctx: typer.Context,
        *,
        words: Annotated[str, typer.Argument(help=say("memory.help.words"))] = "",
        kind: Annotated[MemoryKind | None, options.kind] = None,
        collection: Annotated[str | None, options.collection] = None,
        workspace: Annotated[str | None, options.workspace] = None,
        conversation: Annotated[str | None, options.conversation] = None,
        speaker: Annotated[str | None, of_speaker] = None,
        since: Annotated[
            str | None, typer.Option("--since", help=say("memory.help.since"))
        ] = None,
        until: Annotated[
            str | None, typer.Option("--until", help=say("memory.help.until"))
        ] = None,
        pinned: Annotated[bool, only_pinned] = False,
        limit: Annotated[
            int,
            typer.Option(
                "--limit", min=1, max=MOST_LISTED, help=say("memory.help.limit")
            ),
        ] = _SHOWN,
        as_json: Annotated[bool, options.as_json] = False,
    ) -> None:
        with open_journal(ctx.obj.settings) as journal:
            wanted = MemoryFilter(
                kinds=(kind,) if kind else (),
                collection=collection,
                workspace=workspace,
                conversation=conversation_of(journal, conversation),
                speaker=speaker,
                since=time_of(since, "--since", _LIST),
                until=time_of(until, "--until", _LIST),
                pinned=True if pinned else None,
            )
            found = journal.memories.page(wanted, words, limit=limit).result()
            total = journal.memories.count(wanted, words).result()
        if as_json:
            rows = [views.plain_memory(item) for item in found]
            print_json({"memories": rows, "total": total})
        else:
            views.print_list(ctx.obj, found, total)


def _register_show(app: typer.Typer, say: Catalog) -> None:
    options = Options(say)

    @app.command(help=say("memory.help.show"))
    def show(
        ctx: typer.Context,
        *,
        memory: Annotated[str, options.memory],
        as_json: Annotated[bool, options.as_json] = False,
    ) -> None:
        with open_journal(ctx.obj.settings) as journal:
            found = known(journal, memory)
        if as_json:
            print_json(plain_known(found))
        else:
            print_known(ctx.obj, found)
