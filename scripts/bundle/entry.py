"""What the bundle's program does: open the window, or be Python for a child of its own.

The program starts readers of documents, the night's training and its exams with
``sys.executable``, which in a bundle is this file and not Python. So do libraries:
multiprocessing has helpers of its own.
"""

import os
import re
import runpy
import sys
from collections.abc import MutableMapping

__all__ = ["main", "own_libraries_only"]

_FLAG = re.compile(r"-[bBdEIOPqsSuv]+")
"""What children are given before what they run; a bundle is isolated anyway."""
_VALUED = frozenset({"-W", "-X"})
_FORKED = "--multiprocessing-fork"


def main(argv: list[str]) -> int:
    """Act on the arguments behind the program's name; the exit code."""
    match _without_flags(argv):
        case ["-m", module, *arguments]:
            sys.argv = [module, *arguments]
            runpy.run_module(module, run_name="__main__", alter_sys=True)
            return 0
        case ["-c", code, *arguments]:
            sys.argv = ["-c", *arguments]
            exec(compile(code, "<string>", "exec"), {"__name__": "__main__"})  # noqa: S102 — as Python's own -c
            return 0
        case [script, *arguments] if script.endswith(".py"):
            sys.argv = [script, *arguments]
            runpy.run_path(script, run_name="__main__")
            return 0
        case [first, *_] if first == _FORKED:
            # A start of the window does not wait for it.
            from multiprocessing.spawn import freeze_support  # noqa: PLC0415

            freeze_support()  # does not come back
    # The window's libraries, for which the children need not wait.
    from ui.__main__ import run  # noqa: PLC0415

    return run([sys.executable, *argv])


def own_libraries_only(environment: MutableMapping[str, str]) -> None:
    """Keep the bundle's libraries from the system's programs that it starts (Linux).

    The loader has read its path already; children of the bundle begin anew with theirs.
    """
    before = environment.pop("LD_LIBRARY_PATH_ORIG", None)
    environment.pop("LD_LIBRARY_PATH", None)
    if before is not None:
        environment["LD_LIBRARY_PATH"] = before
    environment["PYINSTALLER_RESET_ENVIRONMENT"] = "1"


def _without_flags(argv: list[str]) -> list[str]:
    rest = list(argv)
    while rest:
        if rest[0] in _VALUED:
            del rest[:2]
        elif _FLAG.fullmatch(rest[0]) or rest[0][:2] in _VALUED:
            del rest[0]
        else:
            break
    return rest


if __name__ == "__main__":
    if getattr(sys, "frozen", False) and sys.platform == "linux":
        own_libraries_only(os.environ)
    sys.exit(main(sys.argv[1:]))
