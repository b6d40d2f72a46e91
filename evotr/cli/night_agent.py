"""``evotr night install`` and ``uninstall``: nights while the program is closed."""

from typing import Annotated

import typer

from evotr.cli.context import Context
from evotr.cli.dialogue import tell
from evotr.cli.render import print_json
from evotr.journal.home import open_journal
from evotr.night.agent import Installed, install, timer_state, uninstall
from evotr.night.consent import allow_nights
from evotr.night.system import this_system
from evotr.text import Catalog

__all__ = ["register", "timer_told"]


def register(app: typer.Typer, say: Catalog) -> None:
    """Add both to the group of nights."""
    json_option = typer.Option("--json", help=say("cli.json"))

    @app.command("install", help=say("clock.help.install"))
    def install_(
        ctx: typer.Context,
        as_json: Annotated[bool, json_option] = False,  # noqa: FBT002 — a flag
    ) -> None:
        context: Context = ctx.obj
        settings = context.settings
        with open_journal(settings) as journal:
            allow_nights(settings, journal.nights)
        done = install(this_system().timer, settings)
        if as_json:
            files = [str(file) for file in done.files]
            told = {"changed": done.changed, "replaced": done.replaced or None}
            print_json({"night": True, "timer": "installed", "files": files, **told})
        else:
            _tell_installed(context, done)

    @app.command("uninstall", help=say("clock.help.uninstall"))
    def uninstall_(
        ctx: typer.Context,
        as_json: Annotated[bool, json_option] = False,  # noqa: FBT002 — a flag
    ) -> None:
        context: Context = ctx.obj
        removed = uninstall(this_system().timer)
        if as_json:
            print_json({"timer": "absent", "removed": removed})
        elif removed:
            file = context.settings.paths.settings
            tell(context, "clock.uninstall.done", file=file)
        else:
            tell(context, "clock.uninstall.none")


def timer_told(context: Context) -> tuple[str, str]:
    """The state of the system's timer, and a sentence about it."""
    state = timer_state(this_system().timer, context.settings)
    return state, context.say(f"clock.timer.{state}")


def _tell_installed(context: Context, done: Installed) -> None:
    start, end = context.settings.night_hours.replace("–", "-").split("-")
    tell(context, "clock.install.on", start=start.strip(), end=end.strip())
    tell(context, "clock.install.file", file=done.files[-1])
    if done.replaced:
        tell(context, "clock.install.renewed", program=done.replaced)
