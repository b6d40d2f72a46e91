"""What the bundle's program does: open the window, or be Python for a child of its own.

The program starts readers of documents, the night's training and its exams with
``sys.executable``, which in a bundle is this file and not Python.
"""

import runpy
import sys

__all__ = ["main"]

_FLAGS = frozenset({"-I", "-P", "-S"})
"""What the program gives its children; a bundle is isolated anyway."""


def main(argv: list[str]) -> int:
    """Act on the arguments behind the program's name; the exit code."""
    rest = list(argv)
    while rest and rest[0] in _FLAGS:
        rest.pop(0)
    match rest:
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
    # The window's libraries, for which the children need not wait.
    from ui.__main__ import run  # noqa: PLC0415

    return run([sys.executable, *rest])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
