"""``evotr doctor``: the state of the program, and how to mend it."""

from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from evotr.cli.context import Context
from evotr.cli.render import print_json
from evotr.doctor import Check, Report, examine
from evotr.text import Catalog

__all__ = ["register"]

_MARKS = {"ok": "[green]✓[/]", "warn": "[yellow]![/]", "fail": "[red]✗[/]"}


def register(app: typer.Typer, say: Catalog) -> None:
    """Add the command; it exits with 1 when something must be mended."""

    @app.command(help=say("doctor.help"))
    def doctor(
        ctx: typer.Context,
        as_json: Annotated[  # noqa: FBT002 — Typer's way to declare a flag
            bool, typer.Option("--json", help=say("cli.json"))
        ] = False,
    ) -> None:
        context: Context = ctx.obj
        report = examine(context.settings, context.faults)
        if as_json:
            checks = [_plain(check, context.say) for check in report.checks]
            print_json({"healthy": report.healthy, "checks": checks})
        else:
            _print_report(context, report)
        if not report.healthy:
            raise typer.Exit(1)


def _sentences(check: Check, say: Catalog) -> tuple[str, str]:
    """What was found, and what to do about it ("" when nothing)."""
    if check.error is not None:
        return say.error(check.error)
    key = f"doctor.{check.name}.{check.finding}"
    hint = f"{key}.hint"
    values = dict(check.values)
    return say(key, **values), say(hint, **values) if hint in say.sentences else ""


def _plain(check: Check, say: Catalog) -> dict[str, object]:
    message, hint = _sentences(check, say)
    return {
        "name": check.name,
        "status": check.status,
        "message": message,
        "hint": hint,
        "values": dict(check.values),
    }


def _print_report(context: Context, report: Report) -> None:
    say = context.say
    table = Table(box=None, pad_edge=False, show_header=False)
    for check in report.checks:
        message, hint = _sentences(check, say)
        text = escape(message) + (f"\n[dim]{escape(hint)}[/]" if hint else "")
        table.add_row(_MARKS[check.status], say(f"doctor.{check.name}.name"), text)
    context.console.print(table)
    spotless = all(check.status == "ok" for check in report.checks)
    verdict = "doctor.healthy" if spotless else "doctor.fit"
    if not report.healthy:
        verdict = "doctor.ill"
    context.console.print(say(verdict), markup=False, highlight=False)
