"""How large the window was, where it stood, and how its sides were divided."""

from typing import Final

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QMainWindow, QSplitter

from ui.widgets.screens import at_most

__all__ = ["Geometry"]

_SIDE_WIDTH, _SIZE = 270, (1080, 760)
_WHOLE: Final = "window/geometry"
_DIVIDED: Final = "window/splitter"


class Geometry:
    """Brings it back at the start, and keeps it in ``memory`` for the next one."""

    def __init__(
        self, window: QMainWindow, splitter: QSplitter, memory: QSettings
    ) -> None:
        self._window, self._splitter, self._memory = window, splitter, memory

    def restore(self) -> None:
        """As it was, or as it is at first."""
        size = at_most(*_SIZE)
        self._window.resize(size)
        self._splitter.setSizes([_SIDE_WIDTH, size.width() - _SIDE_WIDTH])
        geometry = self._memory.value(_WHOLE)
        if geometry is not None:
            self._window.restoreGeometry(geometry)
        state = self._memory.value(_DIVIDED)
        if state is not None:
            self._splitter.restoreState(state)

    def remember(self) -> None:
        """As it is now."""
        self._memory.setValue(_WHOLE, self._window.saveGeometry())
        self._memory.setValue(_DIVIDED, self._splitter.saveState())
        self._memory.sync()
