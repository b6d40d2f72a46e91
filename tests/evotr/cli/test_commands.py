import re

import pytest
import typer
from rich.console import Console
from typer.main import get_group

from evotr.cli.commands import _ENTRIES, RootGroup
from evotr.cli.context import Context
from evotr.paths import PROGRAM
from evotr.settings import load_settings
from evotr.text import LANGUAGES, Catalog
from tests.fakes.own_process import run_code

HEAVY = ("huggingface_hub", "sqlalchemy", "alembic", "mlx", "torch", "transformers")
NIGHTLY = ("apscheduler", "phonenumbers", "evotr.app", "evotr.night.night")


def imported_by(*words, heavy=HEAVY):
    code = (
        "import sys\nfrom evotr.cli.main import main\n"
        "try:\n    main(sys.argv[1:])\nfinally:\n"
        f"    print([m for m in {heavy} if m in sys.modules], file=sys.stderr)"
    )
    return run_code(code, *words).stderr.splitlines()[-1]


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["nonsense"]])
def test_what_needs_no_library_imports_none(words):
    assert imported_by(*words) == "[]"


@pytest.mark.parametrize(
    "words", [["ask", "--help"], ["chat", "--help"], ["conversations", "list"]]
)
def test_talking_needs_no_hub(words):
    assert "huggingface_hub" not in imported_by(*words)


@pytest.mark.parametrize("words", [["status"], ["history"], ["run", "--help"]])
def test_who_asks_of_nights_does_not_wait_for_what_makes_them(words):
    assert imported_by("night", *words, heavy=NIGHTLY) == "[]"


@pytest.fixture
def opened():
    """`evotr` in a language: its group, and the context that its commands are in."""

    def opened(language):
        app = typer.Typer(cls=RootGroup)
        app.callback()(lambda: None)
        root, console = get_group(app), Console()
        context = Context(load_settings(), Catalog.load(language), console, console)
        return root, root.make_context("evotr", ["x"], obj=context)

    return opened


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", _ENTRIES)
def test_a_command_says_of_itself_what_the_list_says_of_it(opened, language, name):
    root, ctx = opened(language)
    command = root.get_command(ctx, name)
    assert command.name == name
    assert command.help == dict(root.summaries(ctx))[name]


@pytest.mark.parametrize("name", _ENTRIES)
def test_the_readme_names_each_command_and_what_is_below_it(opened, name):
    root, ctx = opened("en")
    command = root.get_command(ctx, name)
    readme = (PROGRAM / "README.md").read_text("utf-8").splitlines()
    (row,) = [line for line in readme if line.startswith(f"| `evotr {name} ")]
    below = getattr(command, "commands", {})
    assert [each for each in below if not re.search(rf"\b{each}\b", row)] == []
