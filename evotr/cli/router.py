"""``evotr router``: how good the router is, and what it was taught."""

import time
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from evotr.assistant import require_visible
from evotr.cli import router_proposals
from evotr.cli import router_views as views
from evotr.cli.context import Context
from evotr.cli.dialogue import tell
from evotr.cli.render import print_error, print_json
from evotr.cli.route_rows import read_rows
from evotr.cli.routing import opened_router, told_cards
from evotr.domain import GENERAL, Exemplar, StoredExemplar, fold_tokens
from evotr.errors import ArgumentMissing, ExemplarWordless, RouteRowsMissing
from evotr.experts import BASE, Cards, known_expert
from evotr.journal.home import open_journal
from evotr.router.evaluation import evaluate
from evotr.text import Catalog
from evotr.text.forms import Written
from evotr.wiring import forget_heads

__all__ = ["build"]

_BY_HAND = "user"
_MOST_TOLD = 20


def build(say: Catalog) -> typer.Typer:
    """The group with help in the user's language."""
    app = typer.Typer(help=say("router.help.group"), no_args_is_help=True)
    _register_evaluate(app, say)
    _register_refit(app, say)
    exemplars = typer.Typer(help=say("router.help.exemplars"), no_args_is_help=True)
    _register_list(exemplars, say)
    _register_teaching(exemplars, say)
    app.add_typer(exemplars, name="exemplars")
    app.add_typer(router_proposals.build(say), name="proposals")
    return app


def _register_evaluate(app: typer.Typer, say: Catalog) -> None:
    @app.command("evaluate", help=say("router.help.evaluate"))
    def evaluate_(
        ctx: typer.Context,
        file: Annotated[Path, typer.Argument(help=say("router.help.file"))],
        experts: Annotated[
            str | None, typer.Option("--experts", help=say("router.help.experts"))
        ] = None,
        as_json: Annotated[  # noqa: FBT002 — Typer's way to declare a flag
            bool, typer.Option("--json", help=say("cli.json"))
        ] = False,
    ) -> None:
        context: Context = ctx.obj
        cards = told_cards(context)
        only = None if experts is None else _candidates(experts, cards)
        rows, wrong = read_rows(file, {*cards.experts, GENERAL})
        for fault in wrong[:_MOST_TOLD]:
            print_error(fault, context.say, context.errors, as_json=as_json)
        if wrong:
            raise typer.Exit(wrong[0].exit_code)
        if only is not None and not any(row.expert in only for row in rows):
            raise RouteRowsMissing(file=file)
        report = evaluate(opened_router(context, only), rows)
        if as_json:
            print_json(report.as_json())
        else:
            views.print_report(context, report)


def _register_refit(app: typer.Typer, say: Catalog) -> None:
    @app.command(help=say("router.help.refit"))
    def refit(
        ctx: typer.Context,
        as_json: Annotated[  # noqa: FBT002 — Typer's way to declare a flag
            bool, typer.Option("--json", help=say("cli.json"))
        ] = False,
    ) -> None:
        context: Context = ctx.obj
        told_cards(context)
        seconds = _refit(context, anew=True)
        if as_json:
            print_json({"seconds": round(seconds, 3)})
        else:
            tell(context, "router.refit.done", seconds=Written(f"{seconds:.1f}"))


def _register_list(app: typer.Typer, say: Catalog) -> None:
    @app.command("list", help=say("router.help.list"))
    def list_(
        ctx: typer.Context,
        every: Annotated[  # noqa: FBT002 — Typer's way to declare a flag
            bool, typer.Option("--all", help=say("router.help.all"))
        ] = False,
        as_json: Annotated[  # noqa: FBT002 — Typer's way to declare a flag
            bool, typer.Option("--json", help=say("cli.json"))
        ] = False,
    ) -> None:
        context: Context = ctx.obj
        with open_journal(context.settings) as journal:
            found = journal.exemplars(None if every else "active").result()
        if as_json:
            print_json({"exemplars": [views.plain_exemplar(each) for each in found]})
        else:
            views.print_exemplars(context, found)


def _register_teaching(app: typer.Typer, say: Catalog) -> None:
    json_option = typer.Option("--json", help=say("cli.json"))

    @app.command(help=say("router.help.add"))
    def add(
        ctx: typer.Context,
        text: Annotated[str, typer.Argument(help=say("router.help.text"))],
        expert: Annotated[
            str | None, typer.Option("--expert", "-e", help=say("router.help.expert"))
        ] = None,
        negative: Annotated[  # noqa: FBT002 — Typer's way to declare a flag
            bool, typer.Option("--negative", help=say("router.help.negative"))
        ] = False,
        as_json: Annotated[bool, json_option] = False,  # noqa: FBT002 — a flag
    ) -> None:
        context: Context = ctx.obj
        if expert is None:
            raise ArgumentMissing(command="evotr router exemplars add", name="--expert")
        require_visible(text)
        if not fold_tokens(text):
            raise ExemplarWordless(text=text.strip())
        name = _expert(expert, told_cards(context))
        with open_journal(context.settings) as journal:
            exemplar = Exemplar(text, name, _BY_HAND, negative)
            kept = journal.add_exemplar(exemplar).result()
        _tell_learned(context, "router.exemplars.added", kept, as_json=as_json)

    @app.command(help=say("router.help.remove"))
    def remove(
        ctx: typer.Context,
        exemplar: Annotated[str, typer.Argument(help=say("router.help.id"))],
        as_json: Annotated[bool, json_option] = False,  # noqa: FBT002 — a flag
    ) -> None:
        context: Context = ctx.obj
        with open_journal(context.settings) as journal:
            found = journal.find_exemplar(exemplar).result()
            # First what was made of it: killed in between, it is still taught.
            forget_heads(context.settings)
            journal.remove_exemplar(found.id).result()
            forget_heads(context.settings)  # and what was made of it meanwhile
        removed = replace(found, state="removed")
        _tell_learned(context, "router.exemplars.removed", removed, as_json=as_json)


def _expert(name: str, cards: Cards) -> str:
    if name in {BASE, GENERAL}:
        return GENERAL
    return known_expert(name, cards.experts).id


def _candidates(text: str, cards: Cards) -> frozenset[str]:
    """Those that ``--experts`` names; the base is always one of them."""
    names = (name.strip() for name in text.split(","))
    return frozenset(_expert(name, cards) for name in names) | {GENERAL}


def _refit(context: Context, *, anew: bool = False) -> float:
    """Fit on what is known now, the cards too if ``anew``; the seconds it took."""
    start = time.monotonic()
    opened_router(context, anew=anew)
    return time.monotonic() - start


def _tell_learned(
    context: Context, key: str, exemplar: StoredExemplar, *, as_json: bool
) -> None:
    seconds = _refit(context)
    if as_json:
        plain = views.plain_exemplar(exemplar)
        print_json({**plain, "seconds": round(seconds, 3)})
        return
    taught = exemplar.exemplar
    tell(
        context,
        key,
        id=exemplar.id[:8],
        text=taught.text,
        expert=taught.expert,
        seconds=Written(f"{seconds:.1f}"),
    )
