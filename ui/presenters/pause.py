"""Whether the memory rests: nothing is remembered then, and nothing recalled."""

from PySide6.QtCore import QObject, Signal

from ui.bridge import AssistantPort

__all__ = ["PausePresenter"]


class PausePresenter(QObject):
    """``changed(paused)`` when it begins to rest, or is at work again."""

    changed = Signal(bool)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._assistant: AssistantPort | None = None
        self.paused = False

    def attach(self, assistant: AssistantPort | None) -> None:
        """Have the memory of this assistant rest from now on (None: of nobody)."""
        self._assistant = assistant
        if assistant is not None:
            self._tell(paused=assistant.memory_paused)

    def set(self, *, paused: bool) -> None:
        """Have it rest from the next message on, or no more."""
        if self._assistant is not None:
            self._assistant.pause_memory(paused=paused)
            self._tell(paused=self._assistant.memory_paused)

    def _tell(self, *, paused: bool) -> None:
        if paused != self.paused:
            self.paused = paused
            self.changed.emit(paused)
