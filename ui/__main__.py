"""``python -m ui``: the window over the real assistant."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from evotr.errors import EvotrError
from evotr.settings import language_without_settings, load_settings
from evotr.text import Catalog
from ui.app import main
from ui.bridge import AssistantPort


def run(argv: list[str]) -> int:
    """Read the settings, then run the window."""
    try:
        settings = load_settings()
    except EvotrError as error:
        sentence, hint = Catalog.load(language_without_settings()).error(error)
        sys.stderr.write(f"{sentence}\n{hint}\n")
        return error.exit_code

    @contextmanager
    def open_assistant() -> Iterator[AssistantPort]:
        # On the worker: the engine's libraries must not delay the first paint.
        from evotr import app  # noqa: PLC0415

        with app.open_assistant(settings) as assistant:
            yield assistant

    return main(open_assistant, settings, argv)


if __name__ == "__main__":
    sys.exit(run(sys.argv))
