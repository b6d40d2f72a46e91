"""The entry of the command line: global options, and the face that fits."""

import contextlib
import io
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from evotr import __version__
from evotr.cli.codes import INTERRUPTED
from evotr.cli.commands import RootGroup, open_face
from evotr.cli.context import Context
from evotr.cli.render import print_error
from evotr.errors import EvotrError, InvalidSetting, ValueRefused, named_os_error
from evotr.settings import env_name, examine_settings, known_setting
from evotr.text import Catalog

__all__ = ["main"]

_SILENT = logging.NullHandler()
_OPTIONS = {"--home": "evotr_home", "--model": "base_model_path", "--set": ""}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run ``evotr`` with ``arguments`` (those of the process by default) and exit."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    _open_missing_streams()
    _speak_utf8()
    # Without any handler, Python writes the program's log to standard error.
    logging.getLogger("evotr").addHandler(_SILENT)
    context, refused = _prepare(words)
    fault: EvotrError
    try:
        for error in refused:
            raise error
        raise SystemExit(_invoke(context, words))
    except EvotrError as error:
        fault = error
    except OSError as error:
        # A file is named; what has no name is the output that was written to.
        fault = named_os_error(error, Path(error.filename or context.say("cli.output")))
    with contextlib.suppress(OSError):
        print_error(fault, context.say, context.errors, as_json="--json" in words)
    _let_go_of_output()
    raise SystemExit(fault.exit_code)


def _prepare(words: Sequence[str]) -> tuple[Context, tuple[EvotrError, ...]]:
    """What the command gets, and the errors that keep it from beginning."""
    command = ""
    misused: tuple[EvotrError, ...] = ()
    try:
        command = _take_settings(words)
    except EvotrError as error:
        misused = (error,)
    settings, faults = examine_settings()
    say = Catalog.load(settings.ui_language)
    context = Context(settings, say, _console(), _console(stderr=True), faults)
    # `doctor` says what is wrong with the settings, and goes on without.
    return context, misused if command == "doctor" else (*misused, *faults)


def _console(*, stderr: bool = False) -> Console:
    """Words are shown as they are: no emoji for ``:smile:``, no colours for numbers."""
    return Console(stderr=stderr, emoji=False, highlight=False)


def _let_go_of_output() -> None:
    """An output that refuses is not asked again at exit, which would raise anew."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _invoke(context: Context, words: Sequence[str]) -> int:
    """Run a command and return its exit code.

    Raises:
        UsageWrong: The words are no command.
    """
    app = _build(context.say)
    try:
        code = app(args=words, prog_name="evotr", standalone_mode=False, obj=context)
    except typer.Abort:
        return INTERRUPTED
    return code if isinstance(code, int) else 0


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


def _build(say: Catalog) -> typer.Typer:
    app = typer.Typer(
        cls=RootGroup,
        help=say("cli.help"),
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        invoke_without_command=True,
    )

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
        if version:
            typer.echo(f"evotr {__version__}")
        elif ctx.invoked_subcommand is None:
            raise typer.Exit(open_face(ctx.obj))

    return app


def _take_settings(words: Sequence[str]) -> str:
    """Put ``--home``, ``--model`` and ``--set KEY=VALUE`` above the environment.

    They become this process's environment, so that they are read like it and reach
    the window's process too.

    Returns:
        The command, "" where there is none.

    Raises:
        InvalidSetting: A value is missing.
        ValueRefused: ``--set`` stands without an equals sign.
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
                raise ValueRefused(
                    command="evotr", name=option, value=key, expected="KEY=VALUE"
                )
        if not value:  # a script's unset variable must not choose the default
            raise InvalidSetting(key=key, source=option, reason='""')
        os.environ[env_name(known_setting(key, option))] = value
    return ""
