"""``evotr experts runs``: the trainings that were begun and left."""

from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from evotr.cli.context import Context
from evotr.cli.dialogue import confirmed, tell
from evotr.cli.render import print_json, printable
from evotr.night.runs import StoredRun, remove_run, stored_runs
from evotr.text import Catalog

__all__ = ["register"]

_COLUMNS = ("run", "expert", "state", "begun", "data")


def register(app: typer.Typer, say: Catalog) -> None:
    """Add ``runs`` to the group of experts."""

    @app.command(help=say("training.runs.help"))
    def runs(
        ctx: typer.Context,
        remove: Annotated[
            str, typer.Option(metavar="RUN", help=say("training.runs.remove"))
        ] = "",
        yes: Annotated[  # noqa: FBT002 — Typer's way to declare a flag
            bool, typer.Option("--yes", "-y", help=say("experts.help.yes"))
        ] = False,
        as_json: Annotated[  # noqa: FBT002 — Typer's way to declare a flag
            bool, typer.Option("--json", help=say("cli.json"))
        ] = False,
    ) -> None:
        context: Context = ctx.obj
        if remove:
            _remove(context, remove, yes=yes, as_json=as_json)
            return
        found = stored_runs(context.settings.paths.training)
        if as_json:
            print_json({"runs": found})
        elif found:
            _print_table(context, found)
        else:
            tell(context, "training.runs.none")


def _remove(context: Context, run: str, *, yes: bool, as_json: bool) -> None:
    sure = yes or confirmed(context, "training.runs.sure", as_json=as_json, run=run)
    if sure:
        remove_run(context.settings.paths.training, run)
    if as_json:
        print_json({"run": run, "removed": sure})
    elif sure:
        tell(context, "training.runs.removed", run=run)
    if not sure:
        raise typer.Exit(1)


def _print_table(context: Context, runs: tuple[StoredRun, ...]) -> None:
    say = context.say
    table = Table(box=None, pad_edge=False)
    for column in _COLUMNS:
        table.add_column(say(f"training.runs.column.{column}"), overflow="fold")
    for run in runs:
        table.add_row(
            escape(printable(run.name)),
            run.expert,
            say(f"training.runs.state.{run.state}"),
            f"{run.begun_at.astimezone():%Y-%m-%d %H:%M}",
            escape(printable(run.data)),
        )
    context.console.print(table)
