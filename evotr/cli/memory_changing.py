"""``evotr memory edit``, ``pin``, ``unpin`` and ``consent``."""

from dataclasses import replace
from typing import Annotated

import typer

from evotr.cli import memory_views as views
from evotr.cli.context import Context
from evotr.cli.dialogue import tell
from evotr.cli.memory_choice import ids_of
from evotr.cli.memory_options import Options
from evotr.cli.render import print_json, title_of
from evotr.domain import Consent
from evotr.errors import MemoryOfDocument
from evotr.journal.home import open_journal
from evotr.text import Catalog

__all__ = ["register"]


def register(app: typer.Typer, say: Catalog) -> None:
    """Add the commands that change what is remembered."""
    _register_edit(app, say)
    _register_pins(app, say)
    _register_consent(app, say)


def _register_edit(app: typer.Typer, say: Catalog) -> None:
    options = Options(say)

    @app.command(help=say("memory.help.edit"))
    def edit(
        ctx: typer.Context,
        *,
        memory: Annotated[str, options.memory],
        text: Annotated[str, typer.Argument(help=say("memory.help.text"))],
        as_json: Annotated[bool, options.as_json] = False,
    ) -> None:
        context: Context = ctx.obj
        # Its room imports numpy, for which the other commands must not wait.
        from evotr.assistant import require_visible  # noqa: PLC0415

        require_visible(text)
        with open_journal(context.settings) as journal:
            old = journal.memories.find(memory).result()
            if old.kind == "document":
                raise MemoryOfDocument(memory=memory, path=old.source.path)
            item = journal.memories.update(replace(old, text=text)).result()
        if as_json:
            print_json(views.plain_memory(item))
        else:
            tell(context, "memory.edit.done", id=views.short(item.id), text=text)


def _register_pins(app: typer.Typer, say: Catalog) -> None:
    options = Options(say)

    @app.command(help=say("memory.help.pin"))
    def pin(
        ctx: typer.Context,
        *,
        memories: Annotated[list[str], options.memories],
        as_json: Annotated[bool, options.as_json] = False,
    ) -> None:
        number = _pin(ctx.obj, memories, pinned=True, as_json=as_json)
        if not as_json:
            tell(ctx.obj, "memory.pin.done", number=number)

    @app.command(help=say("memory.help.unpin"))
    def unpin(
        ctx: typer.Context,
        *,
        memories: Annotated[list[str], options.memories],
        as_json: Annotated[bool, options.as_json] = False,
    ) -> None:
        number = _pin(ctx.obj, memories, pinned=False, as_json=as_json)
        if not as_json:
            tell(ctx.obj, "memory.unpin.done", number=number)


def _pin(context: Context, names: list[str], *, pinned: bool, as_json: bool) -> int:
    """Pin or release all of them, or none if one is not there; how many."""
    with open_journal(context.settings) as journal:
        ids = ids_of(journal, names)
        number = journal.memories.pin(*ids, pinned=pinned).result()
    if as_json:
        print_json({"memories": ids, "pinned": pinned})
    return number


def _register_consent(app: typer.Typer, say: Catalog) -> None:
    options = Options(say)

    @app.command(help=say("memory.help.consent"))
    def consent(
        ctx: typer.Context,
        *,
        conversation: Annotated[str, typer.Argument(help=say("cli.conversations.id"))],
        what: Annotated[Consent, typer.Argument(help=say("memory.help.what"))],
        as_json: Annotated[bool, options.as_json] = False,
    ) -> None:
        context: Context = ctx.obj
        with open_journal(context.settings) as journal:
            found = journal.find_conversation(conversation).result()
            changed = journal.set_consent(found.id, what).result()
        if as_json:
            print_json(changed)
        else:
            tell(
                context, f"memory.consent.{what}", title=title_of(changed, context.say)
            )
