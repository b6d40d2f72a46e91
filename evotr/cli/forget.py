"""``evotr forget``: a conversation, with all that was learned of it."""

import sys
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated, Final

import typer

from evotr.cli.codes import INTERRUPTED, code_of
from evotr.cli.context import Context
from evotr.cli.dialogue import confirmed, tell
from evotr.cli.elsewhere import tell_elsewhere
from evotr.cli.forgotten_versions import (
    plain_versions,
    tell_doomed,
    tell_later,
    tell_versions,
)
from evotr.cli.memory_index import forget_vectors
from evotr.cli.night_report import show_night
from evotr.cli.render import print_json, title_of
from evotr.domain import Night
from evotr.errors import ConfirmationMissing, InstanceRunning
from evotr.experts import roots_of
from evotr.journal.home import open_journal
from evotr.night.forgetting import Forgotten, Going, forget_conversation, going_with
from evotr.text import Catalog

if TYPE_CHECKING:
    from evotr.night.night import NightRun

__all__ = ["build"]

_COMMAND: Final = "evotr forget conversation"


def build(say: Catalog) -> typer.Typer:
    """The group with help in the user's language."""
    app = typer.Typer(help=say("forget.help.group"), no_args_is_help=True)

    @app.callback()
    def group() -> None:
        """Have a group of one command be a group."""

    _register_conversation(app, say)
    return app


def _register_conversation(app: typer.Typer, say: Catalog) -> None:
    id_argument = typer.Argument(help=say("cli.conversations.id"))
    answers_option = typer.Option("--answers", help=say("forget.help.answers"))
    rebuild_option = typer.Option("--rebuild", help=say("forget.help.rebuild"))

    @app.command(help=say("forget.help.conversation"))
    def conversation(
        ctx: typer.Context,
        *,
        conversation: Annotated[str, id_argument],
        answers: Annotated[bool, answers_option] = False,
        rebuild: Annotated[bool, rebuild_option] = False,
        yes: Annotated[
            bool, typer.Option("--yes", "-y", help=say("cli.conversations.yes"))
        ] = False,
        as_json: Annotated[bool, typer.Option("--json", help=say("cli.json"))] = False,
    ) -> None:
        context: Context = ctx.obj
        paths = context.settings.paths
        with open_journal(context.settings) as journal:
            found = journal.find_conversation(conversation).result()
            going = going_with(journal, found, answers=answers)
            if not yes and not _sure(context, going, as_json=as_json):
                _tell_kept(going, as_json=as_json)
                raise typer.Exit(1)
            roots = roots_of(paths)
            gone = forget_conversation(journal, roots, paths, found, answers=answers)
        forget_vectors(context)
        _tell(context, going, gone, as_json=as_json)
        if not as_json:
            tell_later(context, gone, rebuild=rebuild)
        if rebuild and gone.anew:
            _rebuild(context, gone.anew, as_json=as_json)


def _sure(context: Context, going: Going, *, as_json: bool) -> bool:
    """Show what will go, and ask.

    Raises:
        ConfirmationMissing: There is no terminal to ask at.
    """
    if not sys.stdin.isatty():
        raise ConfirmationMissing(command=_COMMAND)
    title = title_of(going.conversation, context.say)
    if not as_json:
        tell(context, "forget.what", title=title, **_numbers(going))
        tell_doomed(context, going.versions)
        tell_elsewhere(context, f"forget.elsewhere{_emptied(going)}", going.elsewhere)
    return confirmed(context, "forget.sure", as_json=as_json)


def _numbers(going: Going) -> dict[str, int]:
    return {
        "messages": going.messages,
        "memories": len(going.gone.memories),
        "lessons": len(going.gone.lessons),
    }


def _emptied(going: Going) -> str:
    return "_emptied" if going.gone.messages else ""


def _tell_kept(going: Going, *, as_json: bool) -> None:
    if as_json:
        print_json({"conversation": going.conversation.id, "forgotten": False})


def _tell(context: Context, going: Going, gone: Forgotten, *, as_json: bool) -> None:
    if as_json:
        plain = {
            "conversation": going.conversation.id,
            "forgotten": True,
            "messages": going.messages,
            "memories": gone.gone.memories,
            "lessons": gone.gone.lessons,
            "answers": gone.gone.answers,
            "emptied": gone.gone.messages,
            "elsewhere": {talk.id: count for talk, count in going.elsewhere},
            **plain_versions(gone.versions, gone),
        }
        print_json(plain)
        return
    title = title_of(going.conversation, context.say)
    tell(context, "forget.done", title=title, **_numbers(going))
    tell_elsewhere(context, f"forget.hushed{_emptied(going)}", going.elsewhere)
    tell_versions(context, gone)


def _rebuild(context: Context, experts: Sequence[str], *, as_json: bool) -> None:
    """Train the experts anew at once; an open program does so itself.

    Where one is stopped, or fails, the others are left to the next night.

    Raises:
        EvotrError: What opening the parts and noting a night raise.
        typer.Exit: A night failed, or was stopped.
    """
    try:
        nights = _made(context, experts, as_json=as_json)
    except InstanceRunning:
        _wished(context, experts, as_json=as_json)
        return
    left = experts[sum(night.state == "finished" for night in nights) :]
    if not left:
        return
    if not as_json:
        tell(context, "forget.later", experts=", ".join(left))
    # Where all that were begun are finished, none was begun behind Ctrl-C.
    raise typer.Exit(code_of(nights[-1]) or INTERRUPTED)


def _made(context: Context, experts: Sequence[str], *, as_json: bool) -> list[Night]:
    """A night for each expert, shown, until one is stopped or fails.

    Raises:
        InstanceRunning: Another process has the home open.
        EvotrError: What opening the parts and noting a night raise.
    """
    # MLX, for which a forgetting need not wait.
    from evotr.cli.night_making import make_nights  # noqa: PLC0415

    own: list[Night] = []

    def make(expert: str, run: "NightRun") -> Night:
        own.append(run.run("forgotten", expert))
        return own[-1]

    makes = (partial(make, expert) for expert in experts)
    # Who asks for them wants them.
    nights = make_nights(context, *makes, on_battery=True, as_json=as_json)
    _show(context, nights, as_json=as_json)
    return own


def _show(context: Context, nights: Sequence[Night], *, as_json: bool) -> None:
    for night in nights:
        show_night(context, night, as_json=as_json, event="done")


def _wished(context: Context, experts: Sequence[str], *, as_json: bool) -> None:
    """Leave it to the open program; where it has closed the home since, do it.

    Raises:
        EvotrError: As `_made`.
        typer.Exit: A night failed, or was stopped.
    """
    from evotr.cli.night_making import make_unheard  # noqa: PLC0415 - MLX

    with open_journal(context.settings) as journal:
        for expert in experts:
            journal.nights.wish("run", expert).result()
    nights = make_unheard(context, as_json=as_json)
    _show(context, nights, as_json=as_json)
    if nights and (code := code_of(nights[-1])):
        raise typer.Exit(code)
    if not nights and as_json:
        for expert in experts:
            print_json({"event": "wished", "expert": expert})
    elif not nights:
        tell(context, "forget.wished")
