"""The entry of the command line: global options, and the face that fits."""

import contextlib
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from typer.exceptions import TyperException

from evotr import __version__
from evotr.cli import ask, chat, conversations, doctor, models
from evotr.cli.context import Context
from evotr.cli.faces import fitting_face, open_window
from evotr.cli.render import print_error
from evotr.errors import EvotrError, InvalidSetting, UsageWrong, named_os_error
from evotr.settings import (
    Settings,
    default_settings,
    env_name,
    known_setting,
    language_without_settings,
    load_settings,
)
from evotr.text import Catalog

__all__ = ["main"]

_INTERRUPTED = 130
_OPTIONS = {"--home": "evotr_home", "--model": "base_model_path", "--set": ""}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run ``evotr`` with ``arguments`` (those of the process by default) and exit."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    _open_missing_streams()
    _speak_utf8()
    errors = Console(stderr=True)
    say: Catalog | None = None
    fault: EvotrError
    try:
        settings = _load(_take_settings(words))
        say = Catalog.load(settings.ui_language)
        raise SystemExit(_invoke(_build(say, settings, errors), words))
    except EvotrError as error:
        fault = error
    except OSError as error:
        fault = named_os_error(error, Path(error.filename or "."))
    say = say or Catalog.load(language_without_settings())
    with contextlib.suppress(OSError):
        print_error(fault, say, errors, as_json="--json" in words)
    _let_go_of_output()
    raise SystemExit(fault.exit_code)


def _let_go_of_output() -> None:
    """An output that refuses is not asked again at exit, which would raise anew."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _invoke(app: typer.Typer, words: Sequence[str]) -> int:
    """Run a command and return its exit code.

    Raises:
        UsageWrong: The words are no command.
    """
    try:
        code = app(args=words, prog_name="evotr", standalone_mode=False)
    except typer.Abort:
        return _INTERRUPTED
    except TyperException as error:
        context = getattr(error, "ctx", None)
        command = context.command_path if context is not None else "evotr"
        # Typer names what is wrong in English only.
        detail = getattr(error, "format_message", error.__str__)()
        raise UsageWrong(detail=detail, command=command) from None
    return code if isinstance(code, int) else 0


def _load(command: str) -> Settings:
    """The settings; `doctor` goes on without, to say what is wrong with them."""
    try:
        return load_settings()
    except EvotrError:
        if command != "doctor":
            raise
        return default_settings()


def _open_missing_streams() -> None:
    """A stream that was closed before the start reads and writes nothing."""
    if sys.stdin is None:
        sys.stdin = Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115 — to the end
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
            setattr(sys, name, nowhere)


def _speak_utf8() -> None:
    """Text is UTF-8 on every terminal, and bad bytes do not end the program."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _build(say: Catalog, settings: Settings, errors: Console) -> typer.Typer:
    app = typer.Typer(
        help=say("cli.help"),
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        invoke_without_command=True,
    )
    _register_root(app, Context(settings, say, Console(), errors))
    ask.register(app, say)
    chat.register(app, say)
    app.add_typer(conversations.build(say), name="conversations")
    app.add_typer(models.build(say), name="models")
    doctor.register(app, say)
    return app


def _register_root(app: typer.Typer, context: Context) -> None:
    say = context.say

    @app.callback()
    def root(
        ctx: typer.Context,
        home: Annotated[Path | None, typer.Option(help=say("cli.home"))] = None,
        model: Annotated[str | None, typer.Option(help=say("cli.model"))] = None,
        assign: Annotated[
            list[str] | None,
            typer.Option("--set", metavar="KEY=VALUE", help=say("cli.set")),
        ] = None,
        version: Annotated[  # noqa: FBT002 — Typer's way to declare a flag
            bool, typer.Option("--version", help=say("cli.version"))
        ] = False,
    ) -> None:
        # `_take_settings` has read these: settings come before the first sentence.
        del home, model, assign
        ctx.obj = context
        if version:
            typer.echo(f"evotr {__version__}")
        elif ctx.invoked_subcommand is None:
            raise typer.Exit(_open_face(context))


def _take_settings(words: Sequence[str]) -> str:
    """Put ``--home``, ``--model`` and ``--set KEY=VALUE`` above the environment.

    They become this process's environment, so that they are read like it and reach
    the window's process too.

    Returns:
        The command, "" where there is none.

    Raises:
        InvalidSetting: A value is missing.
        UnknownSetting: There is no such setting.
    """
    rest = list(words)
    while rest:
        option, joined, value = rest.pop(0).partition("=")
        if not option.startswith("--"):
            return option
        if option not in _OPTIONS:
            continue
        if not joined:
            value = rest.pop(0) if rest else ""
        key = _OPTIONS[option]
        if not key:
            key, equals, value = value.partition("=")
            if not equals:
                raise InvalidSetting(key=key, source=option, reason="KEY=VALUE")
        if not value:  # a script's unset variable must not choose the default
            raise InvalidSetting(key=key, source=option, reason='""')
        os.environ[env_name(known_setting(key, option))] = value
    return ""


def _open_face(context: Context) -> int:
    face = fitting_face()
    if face == "window":
        open_window()
    if face == "chat":
        chat.chat(context)
        return 0
    return ask.answer_lines(context, sys.stdin)
