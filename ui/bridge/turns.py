"""Turns, consumed on a bounded pool; their events arrive on the main thread."""

from PySide6.QtCore import QObject, Qt, QThreadPool, Signal, Slot

from evotr.domain import TurnEvent, TurnFailed, TurnFinished
from ui.bridge.faults import as_evotr_error
from ui.bridge.port import TurnPort

__all__ = ["TurnRunner"]

MAX_TURNS = 8
"""Turns consumed at once; each blocks one thread of the pool."""


class TurnRunner(QObject):
    """Runs turns; ``happened(ticket, event)`` and ``idle()`` come on its thread.

    Exactly one terminal event comes per ticket, also when a turn breaks its promise
    and raises or ends early. ``idle`` follows the last turn's terminal event.
    """

    happened = Signal(int, object)
    idle = Signal()
    _arrived = Signal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(MAX_TURNS)
        self._turns: dict[int, TurnPort] = {}
        self._last = 0
        self._arrived.connect(self._dispatch, Qt.ConnectionType.QueuedConnection)

    @property
    def running(self) -> int:
        """How many turns have not delivered their terminal event."""
        return len(self._turns)

    def start(self, turn: TurnPort) -> int:
        """Consume ``turn``; the ticket names it in ``happened``."""
        self._last += 1
        ticket = self._last
        self._turns[ticket] = turn
        self._pool.start(lambda: self._consume(ticket, turn))
        return ticket

    def cancel(self, ticket: int) -> None:
        """Stop a turn; its terminal event still comes. Unknown tickets are fine."""
        if turn := self._turns.get(ticket):
            turn.cancel()

    def cancel_all(self) -> None:
        """Stop every turn."""
        for turn in self._turns.values():
            turn.cancel()

    def _consume(self, ticket: int, turn: TurnPort) -> None:
        """Runs on a thread of the pool."""
        try:
            for event in turn:
                self._arrived.emit(ticket, event)
                if isinstance(event, TurnFinished | TurnFailed):
                    return
            broken = RuntimeError("a turn without its terminal event")
            self._arrived.emit(ticket, TurnFailed(as_evotr_error(broken)))
        except Exception as fault:  # noqa: BLE001  # a pool thread must not die silently
            self._arrived.emit(ticket, TurnFailed(as_evotr_error(fault)))

    @Slot(int, object)
    def _dispatch(self, ticket: int, event: TurnEvent) -> None:
        if isinstance(event, TurnFinished | TurnFailed):
            self._turns.pop(ticket, None)
        self.happened.emit(ticket, event)
        if not self._turns:
            self.idle.emit()
