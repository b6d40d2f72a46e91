"""``python -m ui``: the window over the real assistant."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from evotr.settings import examine_settings
from ui.app import main
from ui.bridge import AssistantPort
from ui.bridge.panels import WorkshopPort


def run(argv: list[str]) -> int:
    """Run the window; what is wrong with the settings is told in it."""
    settings, faults = examine_settings()

    @contextmanager
    def open_assistant() -> Iterator[AssistantPort]:
        for fault in faults:
            raise fault
        # On the worker: the engine's libraries must not delay the first paint.
        from evotr import app  # noqa: PLC0415

        with app.open_assistant(settings) as assistant:
            yield assistant

    def open_workshop() -> WorkshopPort:
        # On a worker, too, and only when a panel is opened.
        from evotr.workshop import Workshop  # noqa: PLC0415

        return Workshop(settings)

    return main(open_assistant, settings, argv, open_workshop=open_workshop)


if __name__ == "__main__":
    sys.exit(run(sys.argv))
