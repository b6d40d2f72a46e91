"""Python's rubbish, collected on the thread that may destroy windows."""

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot

__all__ = ["Collector"]

_EVERY_MS: Final = 1000

_DUE: Final = (700, 10, 100)
"""What makes a collection due; among everything, which takes 0.3 s, ten times as seldom
as is usual: not while the model's libraries are loaded."""


class Collector(QObject):
    """Collects on its own thread, now and then; by itself Python does no more.

    Python collects on whichever thread makes the next object, the storage's or a
    library's. What stood in a circle goes there, a window too: Qt lets go of Python's
    lock while it destroys it, the main thread draws at the same time, and both are in
    the same style sheets. That ends the program.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()  # objects are counted all the same
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(_EVERY_MS)

    @Slot()
    def look(self) -> None:
        """Collect the oldest generation that is due, and the younger ones with it."""
        for generation, count in reversed([*enumerate(gc.get_count())]):
            if count > _DUE[generation]:
                gc.collect(generation)
                return

    @Slot()
    def keep(self) -> None:
        """Never look through again what is there now: what came with a model stays."""
        gc.freeze()
