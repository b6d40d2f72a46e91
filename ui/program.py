"""The window over the real assistant, as ``python -m ui`` runs it."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache

from evotr.errors import EvotrError
from evotr.settings import Settings, examine_settings, write_setting
from evotr.text import Language
from ui.bridge import AssistantPort, Doorbell, NightsPort, wished
from ui.bridge.panels import WorkshopPort
from ui.text import load

__all__ = ["Program", "run"]


class Program:
    """What the window is over; each of its parts is made when it is first needed."""

    def __init__(self) -> None:
        self.settings, self._faults = examine_settings()
        self._nights: NightsPort | None = None

    @contextmanager
    def open(self) -> Iterator[AssistantPort]:
        """The assistant, and the nights beside it; on a worker.

        Raises:
            EvotrError: As `evotr.app.open_desktop`, and what is wrong with a setting.
        """
        if self._faults:  # perhaps they were mended since
            self.settings, self._faults = examine_settings()
        for fault in self._faults:
            raise fault
        # On the worker: the engine's libraries must not delay the first paint.
        from evotr import app  # noqa: PLC0415

        speak = cache(load)
        with app.open_desktop(self.settings, speak) as desktop:
            self._nights = desktop.nights
            yield desktop.assistant

    def choose_language(self, language: Language) -> Settings:
        """Speak it from now on; where it cannot be kept, opening tells why."""
        with suppress(EvotrError):
            write_setting(self.settings.paths, "language", language)
        self.settings = self.settings.model_copy(update={"language": language})
        return self.settings

    def find_nights(self) -> NightsPort | None:
        """The nights beside the assistant that is open."""
        return self._nights

    def open_workshop(self) -> WorkshopPort:
        """What the panels keep things with; on a worker."""
        # Only when a panel is opened.
        from evotr.workshop import Workshop  # noqa: PLC0415

        return Workshop(self.settings)


def run(argv: list[str]) -> int:
    """Run the window; what is wrong with the settings is told in it.

    Where a program of this home is open already, that one comes to the front.
    """
    program = Program()
    if Doorbell(program.settings.paths.home).ring(wished(argv)):
        return 0
    # Only now: who rings for the quick panel does not wait for the widgets' imports.
    from ui.app import main  # noqa: PLC0415

    return main(
        program.open,
        program.settings,
        argv,
        open_workshop=program.open_workshop,
        find_nights=program.find_nights,
        choose_language=program.choose_language,
    )
