"""What the program is about, as its sign in the menu bar shows it."""

from typing import Literal

from PySide6.QtCore import QObject, Signal, Slot

from ui.presenters.chat import ChatPresenter

__all__ = ["Presence", "PresencePresenter"]

Presence = Literal["idle", "thinking", "night", "resting"]


class PresencePresenter(QObject):
    """``changed(presence)`` when it is another: an answer counts more than a night."""

    changed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.presence: Presence = "idle"
        self._running: dict[QObject, bool] = {}
        self._night: Presence = "idle"

    def watch(self, chat: ChatPresenter) -> None:
        """Count the answers of ``chat``."""
        chat.running_changed.connect(self._note)

    def set_night(self, *, runs: bool, pauses: bool = False) -> None:
        """Whether a night is under way, and whether it waits just then."""
        self._night = ("resting" if pauses else "night") if runs else "idle"
        self._tell()

    # A slot, and no lambda: it is not called when this is gone before its chats.
    @Slot(object)
    def _note(self, ids: object) -> None:
        self._running[self.sender()] = bool(ids)
        self._tell()

    def _tell(self) -> None:
        now = self._night
        if any(self._running.values()):
            now = "thinking"
        if now != self.presence:
            self.presence = now
            self.changed.emit(now)
