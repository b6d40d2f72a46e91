"""Running a function that a model wrote, in a child that can do nothing else."""

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import gettempdir
from typing import Any, Final

__all__ = ["passes"]

_SECONDS: Final = 5.0
_CHILD: Final = Path(__file__).with_name("jail.py")
_FENCED: Final = re.compile(r"```(?:python|py)?[ \t]*\n(.*?)(?:```|\Z)", re.DOTALL)


def passes(reply: str, tests: Sequence[Any]) -> bool:
    """Whether the first function in a reply gives every wanted result.

    It runs in a process of its own (``jail.py``) with no files, no network, no other
    programs, two seconds of processor time and 512 MB.

    Args:
        reply: With the function, fenced or bare.
        tests: Pairs of arguments and result.
    """
    found = _FENCED.search(reply)
    code = found[1] if found else reply
    if "def " not in code:
        return False
    job = json.dumps({"code": code, "tests": tests})
    try:
        done = subprocess.run(  # noqa: S603 - our own file, isolated
            [sys.executable, "-I", "-S", str(_CHILD)],
            input=job.encode("utf-8", "replace"),
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            cwd=gettempdir(),
            env={},
        )
    except (subprocess.TimeoutExpired, OSError):
        return False
    return done.returncode == 0
