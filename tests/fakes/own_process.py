"""Code run in a process of its own: what a process has imported, it has for good."""

import os
import subprocess
import sys
from collections.abc import Mapping
from typing import Final

from evotr.paths import PROGRAM

WAIT_S: Final = 280


def run_code(
    code: str, *arguments: object, env: Mapping[str, str] = os.environ, **more: str
) -> "subprocess.CompletedProcess[str]":
    """Run ``code`` with this tree's modules, however it ends.

    Args:
        code: Of Python.
        arguments: Its ``sys.argv[1:]``.
        env: What is in the environment; this process's by default.
        more: What is there besides.
    """
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        cwd=PROGRAM,
        env={**env, **more},
        timeout=WAIT_S,
    )


def printed_by(
    code: str, *arguments: object, env: Mapping[str, str] = os.environ, **more: str
) -> str:
    """What ``code`` prints, which must end well; arguments as for `run_code`."""
    done = run_code(code, *arguments, env=env, **more)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
