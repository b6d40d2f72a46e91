"""``evotr route``: who would answer a question, without answering it."""

import sys
from collections.abc import Iterable
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from evotr.cli.context import Context
from evotr.cli.dialogue import tell
from evotr.cli.render import plain_route, print_json, printable
from evotr.cli.route_rows import query_of
from evotr.cli.routing import opened_router, told_cards
from evotr.domain import GENERAL, Route, RouteQuery
from evotr.errors import ArgumentMissing, ArgumentUnexpected, UserError
from evotr.text import Catalog
from evotr.text.forms import Written

__all__ = ["register"]

_COMMAND = "evotr route"
_SHOWN = 5  # candidates of the ranking that `--explain` lists


def register(app: typer.Typer, say: Catalog) -> None:
    """Add the command."""

    @app.command(help=say("router.route.help"))
    def route(
        ctx: typer.Context,
        text: Annotated[
            str | None, typer.Argument(help=say("router.route.text"))
        ] = None,
        explain: Annotated[  # noqa: FBT002 — Typer's way to declare a flag
            bool, typer.Option("--explain", help=say("router.route.explain"))
        ] = False,
        as_json: Annotated[  # noqa: FBT002 — Typer's way to declare a flag
            bool, typer.Option("--json", help=say("cli.json"))
        ] = False,
        jsonl: Annotated[  # noqa: FBT002 — Typer's way to declare a flag
            bool, typer.Option("--jsonl", help=say("router.route.jsonl"))
        ] = False,
    ) -> None:
        context: Context = ctx.obj
        if jsonl:
            if text is not None:
                raise ArgumentUnexpected(command=_COMMAND, words=text)
            raise typer.Exit(_route_lines(context, sys.stdin, explain=explain))
        if text is None:
            raise ArgumentMissing(command=_COMMAND, name="TEXT")
        question = sys.stdin.read() if text == "-" else text
        told_cards(context)
        found = opened_router(context).route(RouteQuery(question))
        if as_json:
            print_json(_plain(found, explain=explain))
        else:
            _print_route(context, found, explain=explain)


def _plain(route: Route, *, explain: bool) -> dict[str, object]:
    return {**plain_route(route), **({"ranking": route.ranking} if explain else {})}


def _route_lines(context: Context, lines: Iterable[str], *, explain: bool) -> int:
    """Answer each line with one of JSON, as soon as it is there.

    Blank lines are passed over.

    Returns:
        0, or 2 where a line was no question.
    """
    known = {*told_cards(context).experts, GENERAL}
    router = opened_router(context)
    code = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            query = query_of(line, number, context.say("cli.input"), known)
        except UserError as error:
            code = error.exit_code
            message, hint = context.say.error(error)
            name = type(error).__name__
            print_json(
                {"error": name, "line": number, "message": message, "hint": hint}
            )
        else:
            print_json(_plain(router.route(query), explain=explain))
    return code


def _print_route(context: Context, route: Route, *, explain: bool) -> None:
    shares = ", ".join(f"{expert} {weight:.0%}" for expert, weight in route.experts)
    if len(route.experts) < 2:  # noqa: PLR2004 — a share is said where there are two
        shares = route.pick
    tell(context, "router.route.who", who=shares, percent=round(100 * route.confidence))
    if not explain:
        return
    tell(context, f"router.stage.{route.stage}", ms=Written(f"{route.ms:.1f}"))
    if route.why.keywords:
        words = ", ".join(route.why.keywords)
        tell(context, "router.route.keywords", words=words)
    if route.why.example is not None:
        near = route.why.similarity or 0.0
        tell(
            context,
            "router.route.example",
            example=route.why.example,
            near=Written(f"{near:.2f}"),
        )
    table = Table(box=None, pad_edge=False, show_header=False)
    for expert, chance in route.ranking[:_SHOWN]:
        mark = "*" if expert == route.pick else ""
        share = context.say.number(Written(f"{chance:.1%}"))
        table.add_row(mark, escape(printable(expert)), share)
    context.console.print(table)
