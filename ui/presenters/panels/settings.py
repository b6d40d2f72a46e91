"""The settings as their declarations have them; what is typed is written at once."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from evotr.domain import fold
from evotr.errors import EvotrError
from evotr.settings import ShownSetting
from evotr.text import Catalog
from ui.bridge import Errands
from ui.bridge.panels import WorkshopPort
from ui.platform import Platform

__all__ = ["SettingsPresenter"]


class SettingsPresenter(QObject):
    """Lists and writes.

    Signals:
        changed(settings): All of them, as `ShownSetting`.
        written(name, text): A setting was written (None: it was taken back).
        refused(name, error): What was typed cannot be; nothing was written.
        told(sentence): Something was done.
        failed(error): Something else could not be done.
    """

    changed = Signal(object)
    written = Signal(str, object)
    refused = Signal(str, object)
    told = Signal(str)
    failed = Signal(object)

    def __init__(
        self, texts: Catalog, errands: Errands, platform: Platform, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._texts = texts
        self._errands = errands
        self._platform = platform
        self._workshop: WorkshopPort | None = None

    @property
    def can_start_at_login(self) -> bool:
        """Whether this system, and this way to start the program, offer it."""
        return "login_item" in self._platform.features

    @property
    def starts_at_login(self) -> bool:
        """Whether the program starts when its user logs in."""
        return self._platform.starts_at_login()

    def attach(self, workshop: WorkshopPort | None) -> None:
        """Keep the settings of this workshop from now on."""
        self._workshop = workshop

    def refresh(self) -> None:
        """Read them again."""
        if self._workshop is not None:
            self._errands.run(self._workshop.settings, self._arrived, self.failed.emit)

    def write(self, name: str, text: str | None) -> None:
        """Write what was typed for a setting; None takes it back to its default."""
        if self._workshop is None:
            return
        workshop = self._workshop

        def done(_: object) -> None:
            self.told.emit(self._texts("panels.from_next_start"))
            self.written.emit(name, text)
            self.refresh()

        self._errands.run(
            lambda: workshop.set(name, text),
            done,
            lambda error: self.refused.emit(name, error),
        )

    def set_start_at_login(self, *, on: bool) -> None:
        """Start at login from now on, or no more."""
        try:
            self._platform.set_start_at_login(on=on)
        except EvotrError as error:
            self.failed.emit(error)

    def fits(self, setting: ShownSetting, words: str) -> bool:
        """Whether a setting's name or description has all ``words``."""
        where = fold(f"{setting.name} {setting.variable} {self.about(setting)}")
        return all(word in where for word in fold(words).split())

    def about(self, setting: ShownSetting) -> str:
        """What a setting is for."""
        return self._texts(f"settings.{setting.name}")

    def _arrived(self, settings: Iterable[ShownSetting]) -> None:
        self.changed.emit(tuple(settings))
