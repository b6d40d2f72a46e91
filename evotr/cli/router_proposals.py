"""``evotr router proposals``: what nights propose to teach the router."""

from collections.abc import Sequence
from typing import Annotated

import typer

from evotr.cli import router_views as views
from evotr.cli.context import Context
from evotr.cli.dialogue import tell
from evotr.cli.render import print_json
from evotr.cli.routing import opened_router, told_cards
from evotr.domain import StoredExemplar
from evotr.journal.home import open_journal
from evotr.text import Catalog

__all__ = ["build"]


def build(say: Catalog) -> typer.Typer:
    """The group with help in the user's language."""
    app = typer.Typer(help=say("router.help.proposals"), no_args_is_help=True)
    _register_list(app, say)
    _register_accept(app, say)
    _register_refuse(app, say)
    return app


def _register_list(app: typer.Typer, say: Catalog) -> None:
    @app.command("list", help=say("router.help.proposed"))
    def list_(
        ctx: typer.Context,
        as_json: Annotated[  # noqa: FBT002 — Typer's way to declare a flag
            bool, typer.Option("--json", help=say("cli.json"))
        ] = False,
    ) -> None:
        context: Context = ctx.obj
        with open_journal(context.settings) as journal:
            found = journal.exemplars("proposed").result()
        if as_json:
            _print_plain(found)
        elif found:
            views.print_exemplars(context, found)
            tell(context, "router.proposals.how", id=found[0].id[:8])
        else:
            tell(context, "router.proposals.none")


def _register_accept(app: typer.Typer, say: Catalog) -> None:
    @app.command(help=say("router.help.accept"))
    def accept(
        ctx: typer.Context,
        proposals: Annotated[list[str], typer.Argument(help=say("router.help.ids"))],
        as_json: Annotated[  # noqa: FBT002 — Typer's way to declare a flag
            bool, typer.Option("--json", help=say("cli.json"))
        ] = False,
    ) -> None:
        context: Context = ctx.obj
        told_cards(context)
        with open_journal(context.settings) as journal:
            accepted = journal.proposals.accept(*dict.fromkeys(proposals)).result()
        opened_router(context)  # it learns what it is opened with
        _tell(context, "router.proposals.accepted", accepted, as_json=as_json)


def _register_refuse(app: typer.Typer, say: Catalog) -> None:
    @app.command(help=say("router.help.refuse"))
    def refuse(
        ctx: typer.Context,
        proposals: Annotated[list[str], typer.Argument(help=say("router.help.ids"))],
        as_json: Annotated[  # noqa: FBT002 — Typer's way to declare a flag
            bool, typer.Option("--json", help=say("cli.json"))
        ] = False,
    ) -> None:
        context: Context = ctx.obj
        with open_journal(context.settings) as journal:
            refused = journal.proposals.refuse(*dict.fromkeys(proposals)).result()
        _tell(context, "router.proposals.refused", refused, as_json=as_json)


def _tell(
    context: Context, key: str, decided: Sequence[StoredExemplar], *, as_json: bool
) -> None:
    if as_json:
        _print_plain(decided)
    else:
        tell(context, key, count=len(decided))


def _print_plain(found: Sequence[StoredExemplar]) -> None:
    print_json({"proposals": [views.plain_exemplar(each) for each in found]})
