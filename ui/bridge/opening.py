"""Opening and closing the assistant beside the window, on one thread of its own."""

import logging
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

from PySide6.QtCore import QObject, Signal

from evotr.errors import EvotrError
from ui.bridge.inbox import Inbox
from ui.bridge.port import AssistantPort, OpenAssistant

__all__ = ["Opening"]

_log = logging.getLogger(__name__)


class Opening(QObject):
    """Enters the assistant's context on a worker, and leaves it there again.

    ``opened(assistant)`` or ``failed(EvotrError)`` follows `start`; ``closed()``
    follows `close`, whatever happened before.
    """

    opened = Signal(object)
    failed = Signal(object)
    closed = Signal()

    def __init__(
        self, open_assistant: OpenAssistant, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._open_assistant = open_assistant
        self._stack = ExitStack()
        self._inbox = Inbox(self)
        # An executor: both ends of the context must run on the same thread.
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="evotr-opening")
        self._started = False
        self._closing = False

    def start(self) -> None:
        """Begin to open; a second call does nothing."""
        if self._started:
            return
        self._started = True
        self._inbox.expect(
            self._worker.submit(self._enter), self.opened.emit, self.failed.emit
        )

    def again(self) -> None:
        """Begin once more, after it ``failed``."""
        if not self._closing:
            self._started = False
            self.start()

    def close(self) -> None:
        """Close what is open, after the opening has ended either way; once."""
        if self._closing:
            return
        self._started = self._closing = True
        self._inbox.expect(
            self._worker.submit(self._stack.close), self._left, self._left
        )

    def _enter(self) -> AssistantPort:
        return self._stack.enter_context(self._open_assistant())

    def _left(self, result: EvotrError | None) -> None:
        if result is not None:
            _log.error("closing: %s", result, exc_info=result)
        self._worker.shutdown(wait=False)
        self.closed.emit()
