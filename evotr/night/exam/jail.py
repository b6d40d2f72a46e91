"""The child that runs one function: ``python -I -S jail.py``, a job on its input.

It imports the standard library alone and ends with 0 when every test passed. What
runs in it has the builtins below, may import what is imported here, and is refused
every event that Python audits (files, sockets, programs, ctypes, frames …).
"""

import ast
import builtins
import collections
import functools
import itertools
import json
import math
import os
import re
import resource
import signal
import string
import sys
from contextlib import suppress
from typing import Any

__all__ = ["main"]

_SECONDS = 2
_BYTES = 512 * 2**20
_MODULES: dict[str, Any] = {
    "collections": collections,
    "functools": functools,
    "itertools": itertools,
    "math": math,
    "re": re,
    "string": string,
}
_BUILTINS = """
    abs all any bin bool bytes chr complex dict divmod enumerate filter float format
    frozenset hash hex int isinstance issubclass iter len list map max min next object
    oct ord pow print range repr reversed round set slice sorted str sum tuple zip
    ArithmeticError AssertionError Exception IndexError KeyError StopIteration
    TypeError ValueError ZeroDivisionError True False None
"""
_ALLOWED_EVENTS = frozenset({"compile", "exec"})


def main() -> int:
    """Run the job; returns the exit code."""
    job = json.load(sys.stdin)
    tree = ast.parse(job["code"])
    if not _is_harmless(tree):
        return 1
    code = compile(tree, "reply", "exec")
    space: dict[str, Any] = {"__builtins__": _builtins(), "__name__": "reply"}
    _lock_up()
    exec(code, space)  # noqa: S102 - what this process is for
    names = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    function = space[names[0]]
    right = all(function(*given) == wanted for given, wanted in job["tests"])
    return 0 if right else 1


def _is_harmless(tree: ast.Module) -> bool:
    """No name with underscores around it: the way out of any Python jail."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(attr=name) | ast.Name(id=name):
                if name.startswith("_") and name != "_":
                    return False
            case ast.Import(names=names):
                if any(alias.name not in _MODULES for alias in names):
                    return False
            case ast.ImportFrom(module=module):
                if module not in _MODULES:
                    return False
            case _:
                pass
    return True


def _builtins() -> dict[str, Any]:
    found = {
        name: getattr(builtins, name)
        for name in _BUILTINS.split()
        if hasattr(builtins, name)
    }
    found["__import__"] = _import
    return found


def _import(name: str, *_: object) -> object:
    if name not in _MODULES:
        raise ImportError(name)
    return _MODULES[name]


def _lock_up() -> None:
    for kind, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CPU, _SECONDS),
        # macOS does not hold to it; there the parent's patience is the limit.
        (resource.RLIMIT_AS, _BYTES),
    ):
        with suppress(OSError, ValueError):
            resource.setrlimit(kind, (most, most))
    signal.alarm(2 * _SECONDS)  # should it sleep instead of computing
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    sys.addaudithook(_refuse)


def _refuse(event: str, _: tuple[Any, ...]) -> None:
    if event not in _ALLOWED_EVENTS:
        raise PermissionError(event)


if __name__ == "__main__":
    sys.exit(main())
