"""The commands by name, each imported when it is called.

The database, the models and the hub's client take half a second to import, and
``evotr --help`` needs none of them. No module of a command imports this one.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer
from typer.main import get_group
from typing_extensions import override

from evotr.cli.context import Context
from evotr.cli.faces import fitting_face, open_window
from evotr.cli.spoken import SpokenGroup, spoken
from evotr.text import Catalog

if TYPE_CHECKING:  # Typer keeps its copy of Click to itself
    from typer._click import Command
    from typer._click import Context as ClickContext

__all__ = ["RootGroup", "open_face"]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A command before it is imported.

    Attributes:
        help: The key of the sentence that says what it does.
        register: Imports it and adds it to an app.
    """

    help: str
    register: Callable[[typer.Typer, Catalog], None]


def _register_ask(app: typer.Typer, say: Catalog) -> None:
    from evotr.cli import ask  # noqa: PLC0415 — the database

    ask.register(app, say)


def _register_chat(app: typer.Typer, say: Catalog) -> None:
    from evotr.cli import chat  # noqa: PLC0415 — the database

    chat.register(app, say)


def _register_conversations(app: typer.Typer, say: Catalog) -> None:
    from evotr.cli import conversations  # noqa: PLC0415 — the database

    app.add_typer(conversations.build(say), name="conversations")


def _register_experts(app: typer.Typer, say: Catalog) -> None:
    from evotr.cli import experts  # noqa: PLC0415 — numpy

    app.add_typer(experts.build(say), name="experts")


def _register_feedback(app: typer.Typer, say: Catalog) -> None:
    from evotr.cli import feedback  # noqa: PLC0415 — the database

    feedback.register(app, say)


def _register_forget(app: typer.Typer, say: Catalog) -> None:
    from evotr.cli import forget  # noqa: PLC0415 — the database, the models

    app.add_typer(forget.build(say), name="forget")


def _register_ledger(app: typer.Typer, say: Catalog) -> None:
    from evotr.cli import ledger  # noqa: PLC0415 — the database

    app.add_typer(ledger.build(say), name="ledger")


def _register_memory(app: typer.Typer, say: Catalog) -> None:
    from evotr.cli import memory  # noqa: PLC0415 — the database

    app.add_typer(memory.build(say), name="memory")


def _register_models(app: typer.Typer, say: Catalog) -> None:
    from evotr.cli import models  # noqa: PLC0415 — the hub's client

    app.add_typer(models.build(say), name="models")


def _register_night(app: typer.Typer, say: Catalog) -> None:
    from evotr.cli import night  # noqa: PLC0415 — the database

    app.add_typer(night.build(say), name="night")


def _register_route(app: typer.Typer, say: Catalog) -> None:
    from evotr.cli import route  # noqa: PLC0415 — numpy

    route.register(app, say)


def _register_router(app: typer.Typer, say: Catalog) -> None:
    from evotr.cli import router  # noqa: PLC0415 — the database

    app.add_typer(router.build(say), name="router")


def _register_doctor(app: typer.Typer, say: Catalog) -> None:
    from evotr.cli import doctor  # noqa: PLC0415 — the database

    doctor.register(app, say)


_ENTRIES = {
    "ask": _Entry("cli.ask.help", _register_ask),
    "chat": _Entry("cli.chat.help", _register_chat),
    "conversations": _Entry("cli.conversations.help", _register_conversations),
    "experts": _Entry("experts.help.group", _register_experts),
    "feedback": _Entry("feedback.help.command", _register_feedback),
    "forget": _Entry("forget.help.group", _register_forget),
    "ledger": _Entry("ledger.help.group", _register_ledger),
    "memory": _Entry("memory.help.group", _register_memory),
    "night": _Entry("night.help.group", _register_night),
    "route": _Entry("router.route.help", _register_route),
    "router": _Entry("router.help.group", _register_router),
    "models": _Entry("models.help.group", _register_models),
    "doctor": _Entry("doctor.help", _register_doctor),
}


class RootGroup(SpokenGroup):
    """``evotr`` itself: knows its commands by name, and imports the one called."""

    @override
    def list_commands(self, ctx: "ClickContext") -> list[str]:
        return list(_ENTRIES)

    @override
    def get_command(self, ctx: "ClickContext", cmd_name: str) -> "Command | None":
        context = ctx.find_object(Context)
        if context is None or cmd_name not in _ENTRIES:
            return None
        app = typer.Typer(add_completion=False)
        _ENTRIES[cmd_name].register(app, context.say)
        return get_group(spoken(app)).commands[cmd_name]

    @override
    def summaries(self, ctx: "ClickContext") -> list[tuple[str, str]]:
        context = ctx.find_object(Context)
        assert context is not None
        return [(name, context.say(entry.help)) for name, entry in _ENTRIES.items()]


def open_face(context: Context) -> int:
    """Open the face that fits: does not return from the window.

    Returns:
        The exit code.
    """
    face = fitting_face()
    if face == "window":
        open_window()
    # Only now: the window must not wait for the database's libraries.
    from evotr.cli import ask, chat  # noqa: PLC0415

    if face == "chat":
        chat.chat(context)
        return 0
    return ask.answer_lines(context, sys.stdin)
