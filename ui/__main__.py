"""``python -m ui``: the window over the real assistant."""

import gc
import sys


def run(argv: list[str]) -> int:
    """Run the window, as `ui.program.run` does; its exit code."""
    # To import makes many objects and no rubbish: looking for some meanwhile takes a
    # tenth of a start. `ui.bridge.Collector` looks from then on.
    gc.disable()
    from ui.program import run as run_program  # noqa: PLC0415

    return run_program(argv)


if __name__ == "__main__":
    sys.exit(run(sys.argv))
