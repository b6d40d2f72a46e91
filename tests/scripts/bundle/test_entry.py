"""The bundle's program is Python for its own children."""

import ast
import subprocess
import sys
from importlib import metadata

import pytest

from evotr.doctor import PACKAGES
from evotr.paths import PROGRAM
from scripts.bundle import recipe
from scripts.bundle.entry import own_libraries_only

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


@pytest.mark.parametrize(
    "flags", ["-B -S -I", "-bb -Ou -Es", "-X utf8 -B", "-Wdefault -X dev -W error"]
)
def test_flags_of_pythons_own_children_open_no_window(flags):
    """Those of multiprocessing did: it starts a tracker of what is shared."""
    done = run(*flags.split(), "-c", "import sys; print(sys.argv)", "-B")
    assert (done.stdout.strip(), done.returncode) == ("['-c', '-B']", 0)


SPAWNING = """
import sys
from multiprocessing import get_context, spawn

sys.frozen = True  # it starts children as it does in a bundle
spawn.set_executable(sys.argv[1])
child = get_context("spawn").Process(target=print, args=("geldim",))
child.start()
child.join()
print(child.exitcode)
"""


def test_a_process_of_multiprocessing_is_one(tmp_path):
    program = tmp_path / "EVO-TR"
    program.write_text("#!/bin/sh\nexec '{}' '{}' \"$@\"\n".format(*ENTRY), "utf-8")
    program.chmod(0o755)
    done = run("-c", SPAWNING, str(program))
    assert done.stdout.split() == ["geldim", "0"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"LD_LIBRARY_PATH": "/bundle"}, {}),
        (
            {"LD_LIBRARY_PATH": "/bundle:/opt", "LD_LIBRARY_PATH_ORIG": "/opt"},
            {"LD_LIBRARY_PATH": "/opt"},
        ),
    ],
)
def test_the_systems_programs_are_not_given_our_libraries(before, after):
    own_libraries_only(before)
    assert before == {**after, "PYINSTALLER_RESET_ENVIRONMENT": "1"}


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


def imported(package):
    """Every package that a module of ours imports, wherever in it."""
    for file in (PROGRAM / package).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            match node:
                case ast.Import(names=names):
                    yield from (alias.name.partition(".")[0] for alias in names)
                case ast.ImportFrom(module=str(module), level=0):
                    yield module.partition(".")[0]


@pytest.mark.parametrize("package", ["evotr", "ui"])
def test_nothing_that_we_import_is_left_out(package):
    """A night's pictures were: what draws them is imported in a function."""
    found = set(imported(package))
    assert "evotr" in found
    assert not found & set(recipe.LEFT_OUT)


def test_what_the_doctor_asks_for_can_be_told():
    assert set(PACKAGES) <= set(recipe.METADATA)
    assert all(map(metadata.version, recipe.METADATA))
