"""The bundle's program is Python for its own children."""

import subprocess
import sys

import pytest

from evotr.paths import PROGRAM
from scripts.bundle import recipe

ENTRY = [sys.executable, str(PROGRAM / "scripts/bundle/entry.py")]


def run(*arguments, **more):
    return subprocess.run(
        [*ENTRY, *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={"PYTHONPATH": str(PROGRAM), "PATH": ""},
        **more,
    )


def test_code_is_run_as_python_would():
    done = run("-P", "-c", "import sys; print(sys.argv[1:], __name__)", "a", "b")
    assert (done.stdout.strip(), done.returncode) == ("['a', 'b'] __main__", 0)


def test_a_script_is_run_with_its_arguments_and_its_exit_code(tmp_path):
    script = tmp_path / "çocuk.py"
    script.write_text("import sys; print(sys.argv[1]); sys.exit(7)", "utf-8")
    done = run("-I", "-S", str(script), "x")
    assert (done.stdout.strip(), done.returncode) == ("x", 7)


def test_a_module_is_run_with_its_arguments():
    done = run("-P", "-m", "json.tool", "--help")
    assert "usage" in done.stdout
    assert done.returncode == 0


def test_what_is_brought_along_is_there():
    for path, folder in recipe.files():
        place = PROGRAM / folder
        assert place.is_dir()
        assert path.startswith(str(place))


@pytest.mark.parametrize("name", ["evotr", "ui"])
def test_the_program_is_taken_whole(name):
    assert name in recipe.COLLECTED
