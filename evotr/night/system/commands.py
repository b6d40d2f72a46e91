"""Asking the tools of the system."""

import os
import shutil
import subprocess

__all__ = ["output_of", "ran"]

_SECONDS = 20.0


def output_of(*words: str) -> str | None:
    """What a command prints; None where it is not here, fails or hangs."""
    done = _run(words)
    return done.stdout if done is not None and done.returncode == 0 else None


def ran(*words: str) -> str | None:
    """Run a command.

    Returns:
        None if it went well, else what it said was wrong.
    """
    done = _run(words)
    if done is None:
        return words[0]
    return None if done.returncode == 0 else done.stderr.strip() or words[0]


def _run(words: tuple[str, ...]) -> subprocess.CompletedProcess[str] | None:
    program = shutil.which(words[0])
    if program is None:
        return None
    try:
        return subprocess.run(  # noqa: S603 - a tool of the system, without a shell
            [program, *words[1:]],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=_SECONDS,
            check=False,
            env={**os.environ, "LC_ALL": "C"},
        )
    except (OSError, subprocess.SubprocessError):
        return None
