"""The habits of the house that no linter knows."""

import ast
import importlib
import pkgutil
import subprocess

import pytest

import evotr
from evotr.paths import PROGRAM
from tests.fakes.own_process import printed_by

MOST_LINES = 400
MOST_FUNCTION_LINES = 50
SOURCES = [
    path
    for room in ("evotr", "ui", "scripts")
    for path in sorted((PROGRAM / room).rglob("*.py"))
]


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(PROGRAM)))
def test_files_and_functions_stay_small(path):
    text = path.read_text("utf-8")
    assert text.count("\n") <= MOST_LINES
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            assert length <= MOST_FUNCTION_LINES, node.name


def modules():
    names = [m.name for m in pkgutil.walk_packages(evotr.__path__, "evotr.")]
    return [n for n in names if not n.endswith("__main__") and ".migrations" not in n]


@pytest.mark.parametrize("name", modules())
def test_exported_names_exist(name):
    module = importlib.import_module(name)
    exported = getattr(module, "__all__", [])
    assert [item for item in exported if not hasattr(module, item)] == []


@pytest.mark.parametrize("name", ["evotr.app", "ui.app"])
def test_starting_imports_no_slow_library(name):
    slow = {
        "matplotlib",
        "mlx",
        "mlx_lm",
        "onnxruntime",
        "scipy",
        "sklearn",
        "torch",
        "transformers",
    }
    code = f"import sys, {name}; print([m for m in {slow} if m in sys.modules])"
    assert printed_by(code) == "[]"


def test_no_tracked_file_is_too_large():
    done = subprocess.run(
        ["git", "ls-files", "-z"],  # noqa: S607 — the user's git
        capture_output=True,
        text=True,
        check=False,
        cwd=PROGRAM,
    )
    if done.returncode:
        pytest.skip("not a git checkout")
    sizes = {
        name: (PROGRAM / name).stat().st_size
        for name in done.stdout.split("\0")
        if name and (PROGRAM / name).is_file()
    }
    assert max(sizes.values()) <= 20_000_000
    models = sum(n for name, n in sizes.items() if name.startswith("models/"))
    assert models <= 40_000_000
