"""``evotr night``: what the nights learn, and what they tell of it."""

from typing import Annotated, Final

import typer

from evotr.cli import night_agent
from evotr.cli import night_views as views
from evotr.cli.context import Context
from evotr.cli.dialogue import tell
from evotr.cli.night_report import show_night
from evotr.cli.night_status import show_status
from evotr.cli.night_undo import take_back
from evotr.cli.render import MOST_LISTED, print_json
from evotr.domain import Night
from evotr.errors import NightRunning
from evotr.experts import roots_of
from evotr.journal.home import open_journal
from evotr.night.giving_up import give_up
from evotr.night.standing import as_it_stands
from evotr.text import Catalog

__all__ = ["build"]

_SHOWN: Final = 20


def build(say: Catalog) -> typer.Typer:
    """The group with help in the user's language."""
    app = typer.Typer(help=say("night.help.group"), no_args_is_help=True)
    _register_run(app, say)
    _register_status(app, say)
    _register_stop(app, say)
    _register_report(app, say)
    _register_history(app, say)
    _register_rollback(app, say)
    night_agent.register(app, say)
    _register_demo(app, say)
    return app


def _register_run(app: typer.Typer, say: Catalog) -> None:
    @app.command(help=say("night.help.run"))
    def run(
        ctx: typer.Context,
        *,
        now: Annotated[bool, typer.Option("--now", help=say("night.help.now"))] = False,
        expert: Annotated[
            str | None, typer.Option("--expert", help=say("night.help.expert"))
        ] = None,
        dry_run: Annotated[
            bool, typer.Option("--dry-run", help=say("night.help.dry_run"))
        ] = False,
        scheduled: Annotated[
            bool, typer.Option("--scheduled", help=say("night.help.scheduled"))
        ] = False,
        as_json: Annotated[bool, typer.Option("--json", help=say("cli.json"))] = False,
    ) -> None:
        # All that a night is made with, for which who asks of nights need not wait.
        from evotr.cli.night_run import Wanted, run_night  # noqa: PLC0415

        run_night(ctx.obj, Wanted(expert, now, dry_run, scheduled, as_json))


def _register_demo(app: typer.Typer, say: Catalog) -> None:
    @app.command(help=say("night.help.demo"))
    def demo(
        ctx: typer.Context,
        *,
        keep: Annotated[
            bool, typer.Option("--keep", help=say("night.help.keep"))
        ] = False,
        as_json: Annotated[bool, typer.Option("--json", help=say("cli.json"))] = False,
    ) -> None:
        from evotr.cli.night_demo import show_demo  # noqa: PLC0415 - as for a run

        show_demo(ctx.obj, keep=keep, as_json=as_json)


def _register_status(app: typer.Typer, say: Catalog) -> None:
    @app.command(help=say("night.help.status"))
    def status(
        ctx: typer.Context,
        as_json: Annotated[  # noqa: FBT002 — Typer's way to declare a flag
            bool, typer.Option("--json", help=say("cli.json"))
        ] = False,
    ) -> None:
        show_status(ctx.obj, as_json=as_json)


def _register_stop(app: typer.Typer, say: Catalog) -> None:
    @app.command(help=say("night.help.stop"))
    def stop(
        ctx: typer.Context,
        as_json: Annotated[  # noqa: FBT002 — Typer's way to declare a flag
            bool, typer.Option("--json", help=say("cli.json"))
        ] = False,
    ) -> None:
        context: Context = ctx.obj
        paths, ended, running = context.settings.paths, None, False
        with open_journal(context.settings) as journal:
            nights = journal.nights
            asked = nights.withdraw().result()  # what has not begun does not begin
            try:
                ended = give_up(journal, roots_of(paths), paths)
            except NightRunning:
                nights.wish("stop").result()
                running = True
        if as_json:
            number = ended.number if ended else None
            print_json({"stopping": running, "withdrawn": bool(asked), "ended": number})
            return
        if ended is not None:
            tell(context, "night.stop.ended", number=ended.number)
        if running:
            tell(context, "night.stop.asked")
        elif asked:
            tell(context, "night.stop.withdrawn")
        elif ended is None:
            tell(context, "night.stop.none")


def _register_report(app: typer.Typer, say: Catalog) -> None:
    @app.command(help=say("night.help.report"))
    def report(
        ctx: typer.Context,
        number: Annotated[str, typer.Argument(help=say("night.help.number"))] = "",
        as_json: Annotated[  # noqa: FBT002 — Typer's way to declare a flag
            bool, typer.Option("--json", help=say("cli.json"))
        ] = False,
    ) -> None:
        night = _meant(ctx.obj, number)
        if night is not None:
            show_night(ctx.obj, night, as_json=as_json)
        elif as_json:
            print_json({"night": None})
        else:
            tell(ctx.obj, "night.none")


def _register_history(app: typer.Typer, say: Catalog) -> None:
    @app.command(help=say("night.help.history"))
    def history(
        ctx: typer.Context,
        limit: Annotated[
            int,
            typer.Option(
                "--limit", min=1, max=MOST_LISTED, help=say("night.help.limit")
            ),
        ] = _SHOWN,
        as_json: Annotated[  # noqa: FBT002 — Typer's way to declare a flag
            bool, typer.Option("--json", help=say("cli.json"))
        ] = False,
    ) -> None:
        context: Context = ctx.obj
        with open_journal(context.settings) as journal:
            known = journal.nights.page(limit).result()[::-1]
        nights = [as_it_stands(context.settings, night) for night in known]
        if as_json:
            plain = [views.plain_night(night, context.say) for night in nights]
            print_json({"nights": plain})
        elif nights:
            views.print_history(context, nights)
        else:
            tell(context, "night.none")


def _register_rollback(app: typer.Typer, say: Catalog) -> None:
    @app.command(help=say("night.help.rollback"))
    def rollback(
        ctx: typer.Context,
        *,
        number: Annotated[str, typer.Argument(help=say("night.help.learned"))] = "",
        never: Annotated[
            bool, typer.Option("--never", help=say("night.help.never"))
        ] = False,
        as_json: Annotated[bool, typer.Option("--json", help=say("cli.json"))] = False,
    ) -> None:
        take_back(ctx.obj, number, for_good=never, as_json=as_json)


def _meant(context: Context, number: str) -> Night | None:
    """The night of that name, or the newest; None where there was none.

    Raises:
        NightNotFound, NightAmbiguous: There is none of that name, or several.
    """
    with open_journal(context.settings) as journal:
        nights = journal.nights
        known = (nights.find(number).result(),) if number else nights.page(1).result()
    return as_it_stands(context.settings, known[0]) if known else None
