"""The keys that bring the quick panel up."""

from PySide6.QtCore import QObject, Signal

from evotr.errors import EvotrError, FeatureMissing
from ui.platform import Platform

__all__ = ["HotKeyPresenter"]


class HotKeyPresenter(QObject):
    """Holds one hot key.

    Signals:
        pressed(): In whichever program the user is.
        failed(error): The keys that were asked for cannot be had; those before stay.
    """

    pressed = Signal()
    failed = Signal(object)

    def __init__(self, platform: Platform, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._platform = platform
        self.keys = ""
        self.fault: EvotrError | None = None
        """Why those that were asked for last cannot be had."""

    def hear(self, keys: str) -> None:
        """Hear ``keys`` from now on ("": none).

        Where no program can do so, nothing is told: the settings say it beside them.
        """
        try:
            self._bind(keys)
        except FeatureMissing:
            return
        except EvotrError as error:
            self.fault = error
            self.failed.emit(error)

    def close(self) -> None:
        """Hear nothing more."""
        self._platform.release_hot_key()
        self.keys = ""

    def _bind(self, keys: str) -> None:
        self.fault = None
        if not keys:
            self.close()
            return
        self._platform.bind_hot_key(keys, self.pressed.emit)
        self.keys = keys
