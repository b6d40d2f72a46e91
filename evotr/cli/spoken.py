"""Typer's help pages and refusals, in the user's words.

Typer writes its headings and its refusals in English. These classes stand in for its
own where it lets an app name them (``cls``), take the words from the catalog, and turn
each refusal into one of our usage errors.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import typer
from pydantic import ValidationError
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typing_extensions import override

from evotr.cli.context import Context
from evotr.errors import (
    ArgumentMissing,
    ArgumentUnexpected,
    CommandMissing,
    CommandUnknown,
    OptionUnknown,
    OptionValueMissing,
    OptionValueUnexpected,
    UsageWrong,
    ValueRefused,
)
from evotr.text import Catalog

if TYPE_CHECKING:  # Typer keeps its copy of Click to itself
    from typer._click import Command, HelpFormatter, Parameter
    from typer._click import Context as ClickContext

    _Base = Command
else:
    _Base = object

__all__ = ["SpokenCommand", "SpokenGroup", "spoken"]

_USAGE_WRONG = 2


def spoken(app: typer.Typer) -> typer.Typer:
    """Let ``app`` and everything below it use the classes of this module."""
    app.info.cls = SpokenGroup
    app.rich_markup_mode = None
    for command in app.registered_commands:
        command.cls = SpokenCommand
    for group in app.registered_groups:
        if group.typer_instance is not None:
            spoken(group.typer_instance)
    return app


def _say(ctx: "ClickContext") -> Catalog:
    context = ctx.find_object(Context)
    assert context is not None  # `main` hands it to the root
    return context.say


class _Spoken(_Base):
    """What a command and a group have in common."""

    @override
    def parse_args(self, ctx: "ClickContext", args: list[str]) -> list[str]:
        """Read the words of the command line.

        Raises:
            UsageWrong: The command takes others.
        """
        try:
            return super().parse_args(ctx, args)
        except typer.TyperException as error:
            raise _refusal(error, ctx) from error

    @override
    def get_help_option(self, ctx: "ClickContext") -> TyperOption | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = _say(ctx)("cli.page.help")
        return option

    @override
    def format_usage(self, ctx: "ClickContext", formatter: "HelpFormatter") -> None:
        words = " ".join(self.collect_usage_pieces(ctx))
        prefix = _say(ctx)("cli.page.usage") + " "
        formatter.write_usage(ctx.command_path, words, prefix=prefix)

    @override
    def collect_usage_pieces(self, ctx: "ClickContext") -> list[str]:
        pieces = [_say(ctx)("cli.page.options_place")]
        for param in self.get_params(ctx):
            said = param.get_usage_pieces(ctx)
            pieces.extend(_renamed(piece, param, _say(ctx)) for piece in said)
        return pieces

    @override
    def format_options(self, ctx: "ClickContext", formatter: "HelpFormatter") -> None:
        say = _say(ctx)
        found: dict[str, list[tuple[str, str]]] = {"argument": [], "option": []}
        for param in self.get_params(ctx):
            record = param.get_help_record(ctx)
            if record is not None:
                name = _renamed(record[0], param, say)
                row = (name, _explained(param, ctx, say))
                found[param.param_type_name].append(row)
        _write_section(formatter, say("cli.page.arguments"), found["argument"])
        _write_section(formatter, say("cli.page.options"), found["option"])


class SpokenCommand(_Spoken, TyperCommand):
    """A command."""

    # Words too many are left for `parse_args`, which names them.
    allow_extra_args = True

    @override
    def parse_args(self, ctx: "ClickContext", args: list[str]) -> list[str]:
        """Read the words of the command line.

        Raises:
            UsageWrong: The command takes others.
        """
        left = super().parse_args(ctx, args)
        if left:
            raise ArgumentUnexpected(command=ctx.command_path, words=" ".join(left))
        return left


class SpokenGroup(_Spoken, TyperGroup):
    """A command with commands below it."""

    @override
    def parse_args(self, ctx: "ClickContext", args: list[str]) -> list[str]:
        """Read the words up to the command below; none show the help page.

        Raises:
            UsageWrong: The group takes others.
        """
        if not args and self.no_args_is_help:
            typer.echo(ctx.get_help(), err=True)
            ctx.exit(_USAGE_WRONG)
        return super().parse_args(ctx, args)

    @override
    def invoke(self, ctx: "ClickContext") -> Any:
        """Run the command below.

        Raises:
            CommandMissing: None was named.
            CommandUnknown: There is none of that name.
        """
        try:
            return super().invoke(ctx)
        except typer.TyperException as error:
            raise _refusal(error, ctx) from error

    @override
    def resolve_command(
        self, ctx: "ClickContext", args: list[str]
    ) -> tuple[str | None, "Command | None", list[str]]:
        if self.get_command(ctx, args[0]) is None:
            known = ", ".join(self.list_commands(ctx))
            raise CommandUnknown(command=ctx.command_path, name=args[0], known=known)
        return super().resolve_command(ctx, args)

    @override
    def collect_usage_pieces(self, ctx: "ClickContext") -> list[str]:
        return [*super().collect_usage_pieces(ctx), _say(ctx)("cli.page.command_place")]

    @override
    def format_options(self, ctx: "ClickContext", formatter: "HelpFormatter") -> None:
        super().format_options(ctx, formatter)
        _write_section(formatter, _say(ctx)("cli.page.commands"), self.summaries(ctx))

    def summaries(self, ctx: "ClickContext") -> list[tuple[str, str]]:
        """The commands below, each with what it does."""
        found = (
            (name, self.get_command(ctx, name)) for name in self.list_commands(ctx)
        )
        return [(name, command.help or "") for name, command in found if command]


def _write_section(
    formatter: "HelpFormatter", heading: str, rows: Iterable[tuple[str, str]]
) -> None:
    rows = list(rows)
    if rows:
        with formatter.section(heading):
            formatter.write_dl(rows)


def _renamed(shown: str, param: "Parameter", say: Catalog) -> str:
    """What is shown of a parameter, with an argument's name in the user's words.

    An option is typed as it is called in the code; an argument's name is only read.
    """
    if not isinstance(param, TyperArgument):
        return shown
    written = param.display_name_raw
    return shown.replace(written, say.sentences.get(f"cli.names.{written}", written), 1)


def _explained(param: "Parameter", ctx: "ClickContext", say: Catalog) -> str:
    """What a parameter is for, and what it is when it is left out."""
    assert isinstance(param, TyperArgument | TyperOption)
    parts = [param.help or ""]
    default = param.get_default(ctx)
    nothing = default is None or default is False or default == ""
    if param.required:
        parts.append(say("cli.page.required"))
    elif param.show_default and not nothing:
        parts.append(say("cli.page.default", value=default))
    return " ".join(part for part in parts if part)


def _refusal(error: typer.TyperException, ctx: "ClickContext") -> UsageWrong:
    """Our error for one of Typer's.

    Their classes are private, so what they carry tells them apart.
    """
    command = ctx.command_path
    match error:
        case object(possibilities=_, option_name=str(name)):
            known = [_longest(param) for param in _options(ctx)]
            return OptionUnknown(command=command, name=name, known=", ".join(known))
        case object(option_name=str(name)):
            switches = [
                x for param in _options(ctx) if param.is_flag for x in param.opts
            ]
            kind = OptionValueUnexpected if name in switches else OptionValueMissing
            return kind(command=command, name=name)
        case typer.BadParameter(param=TyperArgument() | TyperOption() as param):
            return _refused_value(error, param, ctx)
    if isinstance(ctx.command, TyperGroup) and ctx.invoked_subcommand is None:
        known = ctx.command.list_commands(ctx)
        return CommandMissing(command=command, known=", ".join(known))
    return UsageWrong(command=command, detail=error.message)


def _options(ctx: "ClickContext") -> list[TyperOption]:
    params = ctx.command.get_params(ctx)
    return [param for param in params if isinstance(param, TyperOption)]


def _longest(param: TyperArgument | TyperOption) -> str:
    return max(param.opts, key=len)


def _refused_value(
    error: typer.TyperException, param: TyperArgument | TyperOption, ctx: "ClickContext"
) -> UsageWrong:
    command = ctx.command_path
    name = _renamed(_longest(param), param, _say(ctx))
    if hasattr(error, "param_type"):  # only what is missing has it
        return ArgumentMissing(command=command, name=name)
    cause = error.__cause__
    value = cause.errors()[0]["input"] if isinstance(cause, ValidationError) else "?"
    expected = _range(param) or param.display_type_rich(ctx)
    return ValueRefused(command=command, name=name, value=value, expected=expected)


def _range(param: TyperArgument | TyperOption) -> str:
    """The bounds of a number; "" for what has none."""
    least, most = (getattr(param, name, None) for name in ("min", "max"))
    if least is not None and most is not None:
        return f"{least:g}–{most:g}"
    return "" if least is None else f"≥ {least:g}"
