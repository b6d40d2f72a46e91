"""Turns, consumed on a bounded pool; their events arrive on the main thread."""

import threading
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from PySide6.QtCore import QObject, Qt, QThreadPool, QTimer, Signal, Slot

from evotr.domain import TokenChunk, TurnEvent, TurnFailed, TurnFinished
from ui.bridge.faults import as_evotr_error
from ui.bridge.port import TurnPort

__all__ = ["TurnRunner"]

MAX_TURNS = 8
"""Turns consumed at once; each blocks one thread of the pool."""

PAUSE_MS: Final = 75
"""So long the words of an answer are gathered before they wake the main thread."""


class _Basket:
    """Takes events on any thread; words wait for each other, all else brings them in.

    Whoever puts something in is told whether to ring. `taken` says that it was heard.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._events: list[tuple[int, TurnEvent]] = []
        self._rung = False
        self._resting = False

    def put(self, ticket: int, event: TurnEvent) -> bool:
        """Add an event; whether to ring for it."""
        words = isinstance(event, TokenChunk)
        with self._lock:
            self._events.append((ticket, event))
            if self._rung or (words and self._resting):
                return False
            self._rung = True
            return True

    def taken(self) -> list[tuple[int, TurnEvent]]:
        """All that is in it, in order; words do not ring until `taken` finds none."""
        with self._lock:
            events, self._events = self._events, []
            self._rung, self._resting = False, bool(events)
            return events


class TurnRunner(QObject):
    """Runs turns; ``happened(ticket, event)`` and ``idle()`` come on its thread.

    Exactly one terminal event comes per ticket, also when a turn breaks its promise
    and raises or ends early. ``idle`` follows the last turn's terminal event. Words
    that come one soon after the other come as one `TokenChunk`.
    """

    happened = Signal(int, object)
    idle = Signal()
    _rang = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(MAX_TURNS)
        self._turns: dict[int, TurnPort] = {}
        self._last = 0
        self._basket = _Basket()
        self._due: deque[tuple[int, TurnEvent]] = deque()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._collect)
        self._rang.connect(self._collect, Qt.ConnectionType.QueuedConnection)

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
                self._put(ticket, event)
                if isinstance(event, TurnFinished | TurnFailed):
                    return
            broken = RuntimeError("a turn without its terminal event")
            self._put(ticket, TurnFailed(as_evotr_error(broken)))
        except Exception as fault:  # noqa: BLE001  # a pool thread must not die silently
            self._put(ticket, TurnFailed(as_evotr_error(fault)))

    def _put(self, ticket: int, event: TurnEvent) -> None:
        if self._basket.put(ticket, event):
            self._rang.emit()

    @Slot()
    def _collect(self) -> None:
        events = self._basket.taken()
        if events:
            self._pause.start()
        self._due += _joined(events)
        while self._due:  # also where one that hears of it runs a loop of its own
            self._dispatch(*self._due.popleft())

    def _dispatch(self, ticket: int, event: TurnEvent) -> None:
        if isinstance(event, TurnFinished | TurnFailed):
            self._turns.pop(ticket, None)
        self.happened.emit(ticket, event)
        if not self._turns:
            self.idle.emit()


def _joined(events: Sequence[tuple[int, TurnEvent]]) -> Iterator[tuple[int, TurnEvent]]:
    """The events, with what a turn says in one go in one piece."""

    def kind(told: tuple[int, TurnEvent]) -> tuple[int, bool]:
        return told[0], isinstance(told[1], TokenChunk)

    for (ticket, words), run in groupby(events, kind):
        if not words:
            yield from run
            continue
        said = [event for _, event in run if isinstance(event, TokenChunk)]
        text = "".join(chunk.text for chunk in said)
        yield ticket, TokenChunk(text, sum(chunk.tokens for chunk in said))
