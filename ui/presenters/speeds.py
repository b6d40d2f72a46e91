"""How fast the last answers were, whether anybody looks or not."""

from typing import Final

from PySide6.QtCore import QObject, Slot

from evotr.domain import TurnFinished, Usage
from ui.bridge import TurnRunner

__all__ = ["Speeds"]

_KEPT: Final = 5


class Speeds(QObject):
    """Notes from the start what answers took: ``last``, the newest behind."""

    def __init__(self, runner: TurnRunner, parent: QObject) -> None:
        super().__init__(parent)
        self.last: tuple[Usage, ...] = ()
        runner.happened.connect(self._happened)

    @Slot(int, object)
    def _happened(self, ticket: int, event: object) -> None:
        del ticket
        if isinstance(event, TurnFinished):
            self.last = (*self.last, event.usage)[-_KEPT:]
