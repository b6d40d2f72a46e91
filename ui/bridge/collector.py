"""Python's rubbish, collected on the thread that may destroy windows."""

import gc
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot

__all__ = ["Collector"]

_Calm = Callable[[], bool]

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

    To look among everything takes long enough to be seen, 0.1 s where a long
    conversation is open: that is done when it is ``calm``, which is told from outside.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.calm: _Calm = lambda: True
        gc.disable()  # objects are counted all the same
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(_EVERY_MS)

    @Slot()
    def look(self) -> None:
        """Collect the oldest generation that is due, and the younger ones with it."""
        counts = [*enumerate(gc.get_count())]
        oldest, _ = counts[-1]
        for generation, count in reversed(counts):
            if count > _DUE[generation] and (generation < oldest or self.calm()):
                gc.collect(generation)
                return

    @Slot()
    def keep(self) -> None:
        """Never look through again what is there now: what came with a model stays."""
        gc.freeze()
