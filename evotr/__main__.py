"""``python -m evotr``: the window at once where one fits, else the command line."""

import sys

from evotr.cli.codes import INTERRUPTED
from evotr.cli.faces import fitting_face, open_window
from evotr.cli.signals import end_politely


def run() -> None:
    """Start the face; the command line's libraries load only when it is needed."""
    try:
        if len(sys.argv) == 1 and fitting_face() == "window":
            open_window()
        end_politely()
        from evotr.cli.main import main  # noqa: PLC0415 — a second of imports

        main()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    run()
