"""Files taken into memory on a thread of the pool; how far that is, now and then."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import QObject, Qt, QThreadPool, Signal, Slot

from evotr.domain import (
    FileIngested,
    FileRefused,
    FilesFound,
    IngestDone,
    IngestEvent,
)
from evotr.errors import EvotrError
from ui.bridge.faults import as_evotr_error
from ui.bridge.port import IntakePort

__all__ = ["IntakeRunner", "IntakeState"]

PAUSE_S: Final = 0.1
"""So much lies between two words on how far it is: files come by the thousand."""

MOST_SKIPPED: Final = 1000
"""So many of the files that were skipped are told with their reason."""


@dataclass(frozen=True, slots=True)
class IntakeState:
    """How far files are taken in: ``number`` of ``files`` (0: they are looked for).

    ``changed``, ``unchanged`` and ``refused`` are known at the end, ``skipped`` too:
    the first of those that were refused. ``error`` is what ended it before its time.
    """

    number: int = 0
    files: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    skipped: tuple[FileRefused, ...] = ()
    error: EvotrError | None = None


class IntakeRunner(QObject):
    """Runs one intake at a time; its signals come on the thread it lives on.

    ``progressed(IntakeState)`` comes at most every `PAUSE_S`, and
    ``ended(IntakeState)`` once for each `start`.
    """

    progressed = Signal(object)
    ended = Signal(object)
    _arrived = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._port: IntakePort | None = None
        self._arrived.connect(self._end, Qt.ConnectionType.QueuedConnection)

    @property
    def running(self) -> bool:
        """Whether one has not ended."""
        return self._port is not None

    def start(self, port: IntakePort) -> None:
        """Consume ``port``; the one before must have ended."""
        assert self._port is None, "one at a time"
        self._port = port
        self._pool.start(lambda: self._consume(port))

    def cancel(self) -> None:
        """Stop the one under way; its end still comes."""
        if self._port is not None:
            self._port.cancel()

    def _consume(self, port: IntakePort) -> None:
        """Runs on a thread of the pool."""
        count = _Count(self.progressed.emit)
        try:
            for event in port:
                count.take(event)
        except Exception as fault:  # noqa: BLE001  # a pool thread must not die silently
            count.now = replace(count.now, error=as_evotr_error(fault))
        self._arrived.emit(replace(count.now, skipped=tuple(count.skipped)))

    @Slot(object)
    def _end(self, intake: IntakeState) -> None:
        self._port = None
        self.ended.emit(intake)


class _Count:
    """What an intake has come to, told when there was a pause."""

    def __init__(self, tell: Callable[[IntakeState], None]) -> None:
        self._tell = tell
        self._told = 0.0
        self.now = IntakeState()
        self.skipped: list[FileRefused] = []

    def take(self, event: IngestEvent) -> None:
        match event:
            case FilesFound(files):
                self.now = IntakeState(files=files)
            case FileIngested() | FileRefused():
                self._take_file(event)
            case IngestDone(changed, unchanged, refused):
                self.now = replace(
                    self.now, changed=changed, unchanged=unchanged, refused=refused
                )
                return
        moment = time.monotonic()
        if moment - self._told >= PAUSE_S:
            self._told = moment
            self._tell(self.now)

    def _take_file(self, event: FileIngested | FileRefused) -> None:
        refused = known = False
        if isinstance(event, FileRefused):
            refused = True
            if len(self.skipped) < MOST_SKIPPED:
                self.skipped.append(event)
        else:
            known = not event.added + event.removed
        # Counted as they come, for an end that comes before its time.
        self.now = replace(
            self.now,
            number=event.number,
            refused=self.now.refused + refused,
            unchanged=self.now.unchanged + known,
            changed=self.now.changed + (not refused and not known),
        )
