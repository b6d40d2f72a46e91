"""What the router was taught: which questions experts get because somebody said so."""

from PySide6.QtCore import QObject, Signal

from evotr.domain import StoredExemplar
from evotr.text import Catalog
from ui.bridge import Inbox
from ui.bridge.panels import KeepingPort

__all__ = ["TaughtPresenter"]


class TaughtPresenter(QObject):
    """Lists it, and has it learned no more.

    Signals:
        changed(taught): All of it, as `StoredExemplar`, the newest first.
        told(sentence): Something was done.
        failed(error): Something asked for could not be done.
    """

    changed = Signal(object)
    told = Signal(str)
    failed = Signal(object)

    def __init__(self, texts: Catalog, inbox: Inbox, parent: QObject) -> None:
        super().__init__(parent)
        self._texts = texts
        self._inbox = inbox
        self._assistant: KeepingPort | None = None

    def attach(self, assistant: KeepingPort | None) -> None:
        """Ask for this assistant from now on (None: for nobody)."""
        self._assistant = assistant

    def refresh(self) -> None:
        """Read it again."""
        if self._assistant is not None:
            taught = self._assistant.taught_routes()
            self._inbox.expect(taught, self._arrived, self.failed.emit)

    def unteach(self, exemplar_id: str) -> None:
        """Have the router learn no more from it."""
        if self._assistant is not None:
            gone = self._assistant.unteach_route(exemplar_id)
            self._inbox.expect(gone, self._gone, self.failed.emit)

    def _arrived(self, taught: tuple[StoredExemplar, ...]) -> None:
        self.changed.emit(taught[::-1])

    def _gone(self, _: object) -> None:
        self.told.emit(self._texts("panels.untaught"))
        self.refresh()
