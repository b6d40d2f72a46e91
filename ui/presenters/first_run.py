"""Whether the window still has to introduce itself, noted beside its geometry."""

from pathlib import Path

from PySide6.QtCore import QSettings

__all__ = ["FirstRun"]

_KEY = "welcome/state"
_BEGUN, _DONE = "begun", "done"


class FirstRun:
    """Read it before the assistant opens: that makes the journal.

    Args:
        memory: The window's.
        journal: The database; where there is one, somebody was here before.
    """

    def __init__(self, memory: QSettings, journal: Path) -> None:
        self._memory = memory
        state = memory.value(_KEY)
        self.fresh = state is None and not journal.exists()
        """Nobody was here yet."""
        self.due = self.fresh or state == _BEGUN
        """The welcome was not seen to its end."""

    def begin(self) -> None:
        """The welcome is being shown."""
        if self.due:
            self._note(_BEGUN)

    def end(self) -> None:
        """It was seen to its end, or skipped: never again by itself."""
        self.due = False
        self._note(_DONE)

    def _note(self, state: str) -> None:
        self._memory.setValue(_KEY, state)
        self._memory.sync()
