"""Typer's own words, all of them, in both languages."""

import re
from typing import Annotated, Literal

import pytest
import typer
from rich.console import Console

from evotr.cli.commands import RootGroup
from evotr.cli.context import Context
from evotr.cli.spoken import SpokenGroup, spoken
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
from evotr.settings import load_settings
from evotr.text import LANGUAGES, Catalog

# What Typer says where nobody stops it.
ENGLISH = re.compile(
    r"\b(Usage|Options|Arguments|Commands|COMMAND|OPTIONS|ARGS|Show this|required"
    r"|default|otherwise|No such|Missing|Got unexpected|Invalid|Did you mean"
    r"|Try|requires|does not|not one of|Input should|Value error|Aborted)\b"
)


def build():
    app = typer.Typer(help="-")
    below = typer.Typer(help="-", no_args_is_help=True)
    bare = typer.Typer(help="-")

    @app.command(help="-")
    def draw(
        thing: Annotated[str, typer.Argument(help="-")],
        size: Annotated[int, typer.Option("--size", "-s", help="-")] = 0,
        form: Annotated[Literal["round", "flat"], typer.Option("--form")] = "flat",
        to: Annotated[str, typer.Option("--to", help="-")] = "",
        fast: Annotated[bool, typer.Option("--fast", help="-")] = False,  # noqa: FBT002
    ):
        print(thing, size, form, to, fast)  # noqa: T201 — what the tests look at

    @below.command(help="-")
    def send(to: Annotated[str, typer.Option("--to", help="-")]):
        raise typer.BadParameter(to)

    @below.command(help="-")
    def keep():
        pass

    @bare.command(help="-")
    def one():
        pass

    @bare.command(help="-")
    def two():
        pass

    app.add_typer(below, name="below")
    app.add_typer(bare, name="bare")
    return spoken(app)


@pytest.fixture(params=LANGUAGES)
def say(request):
    return Catalog.load(request.param)


@pytest.fixture
def run(say):
    context = Context(load_settings(), say, Console(), Console(stderr=True))

    def run(*words):
        return build()(args=words, prog_name="p", standalone_mode=False, obj=context)

    return run


@pytest.mark.parametrize(
    ("words", "error", "named"),
    [
        ("drew", CommandUnknown, ["drew", "draw, below, bare"]),
        ("below seend", CommandUnknown, ["p below", "seend", "send, keep"]),
        ("bare", CommandMissing, ["p bare", "one, two"]),
        ("bare --", CommandMissing, ["p bare"]),
        ("draw", ArgumentMissing, ["p draw", "thing"]),
        ("below send", ArgumentMissing, ["p below send", "--to"]),
        ("draw a b c", ArgumentUnexpected, ["p draw", "b c"]),
        ("draw a --sise 3", OptionUnknown, ["--sise", "--size, --form", "--help"]),
        ("draw a -x", OptionUnknown, ["-x"]),
        ("--nope draw", OptionUnknown, ["--nope", "`p`"]),
        ("draw a --to", OptionValueMissing, ["p draw", "--to"]),
        ("draw a -s", OptionValueMissing, ["p draw", "-s"]),
        ("draw a --fast=1", OptionValueUnexpected, ["p draw", "--fast"]),
        ("draw a --size big", ValueRefused, ["--size", "<int>", "“big”"]),
        ("draw a --form long", ValueRefused, ["--form", "<round|flat>", "“long”"]),
        ("below send --to x", UsageWrong, ["x"]),
    ],
)
def test_each_refusal_is_ours_and_says_what_to_do(run, say, words, error, named):
    with pytest.raises(UsageWrong) as caught:
        run(*words.split())
    assert type(caught.value) is error
    assert caught.value.exit_code == 2
    sentence, hint = say.error(caught.value)
    assert [name for name in named if name not in sentence] == []
    assert hint
    assert "?" not in sentence
    if say.language == "tr":
        assert not ENGLISH.search(sentence + hint)


@pytest.mark.parametrize(
    "words", ["--help", "draw --help", "below --help", "below send --help"]
)
def test_a_help_page_has_no_word_of_typers(run, say, capsys, words):
    assert run(*words.split()) == 0
    page = capsys.readouterr().out
    assert page.startswith(say("cli.page.usage"))
    assert say("cli.page.help") in page
    assert f"{say('cli.page.options')}:\n" in page
    if say.language == "tr":
        assert not ENGLISH.search(page)


def test_a_help_page_names_what_there_is(run, say, capsys):
    run("--help")
    root = capsys.readouterr().out
    assert f"{say('cli.page.commands')}:\n  draw" in root
    assert say("cli.page.command_place") in root.splitlines()[0]
    run("draw", "--help")
    page = " ".join(capsys.readouterr().out.split())
    assert f"thing <str> - {say('cli.page.required')}" in page
    assert f"-s, --size <int> - {say('cli.page.default', value=0)}" in page
    assert "--to <str> - --fast - --help" in page


def arguments(command, parent):
    """The names of all arguments of a command and of those below it."""
    below = isinstance(command, SpokenGroup)
    words = ["-"] if below else []  # a group without words shows its page, and ends
    here = command.make_context(command.name, words, parent, resilient_parsing=True)
    for param in command.get_params(here):
        if param.param_type_name == "argument":
            yield param.name
    if below:
        for name in command.list_commands(here):
            yield from arguments(command.get_command(here, name), here)


def test_all_arguments_have_names_in_the_users_words(say):
    context = Context(load_settings(), say, Console(), Console(stderr=True))
    root = typer.main.get_command(typer.Typer(cls=RootGroup, callback=lambda: None))
    with root.make_context("evotr", ["-"], obj=context, resilient_parsing=True) as top:
        found = {
            name
            for command in root.list_commands(top)
            for name in arguments(root.get_command(top, command), top)
        }
    named = {key for key in say.sentences if key.startswith("cli.names.")}
    assert {f"cli.names.{name}" for name in found} == named


def test_an_argument_is_called_by_its_name(run, say, capsys, monkeypatch):
    monkeypatch.setitem(say.sentences, "cli.names.thing", "şekil")
    run("draw", "--help")
    page = capsys.readouterr().out
    assert "{şekil}" in page.splitlines()[0]
    assert "\n  şekil <str>" in page
    with pytest.raises(ArgumentMissing) as caught:
        run("draw")
    assert "şekil" in say.error(caught.value)[0]
    with pytest.raises(ArgumentMissing) as caught:
        run("below", "send")
    assert "--to" in say.error(caught.value)[0]


def test_a_group_without_a_command_shows_its_page_as_an_error(run, say, capsys):
    assert run("below") == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith(say("cli.page.usage"))


def test_what_is_right_runs(run, capsys):
    run("draw", "a", "--size", "4", "--form", "round", "--fast")
    assert capsys.readouterr().out == "a 4 round  True\n"
