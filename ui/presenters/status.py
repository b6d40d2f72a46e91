"""The status line: what is being answered, and how the engine is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QObject, QTimer, Signal

from evotr.domain import EngineStatus
from evotr.errors import EvotrError
from evotr.text import Catalog
from ui.bridge import AssistantPort
from ui.presenters.titles import model_name
from ui.presenters.turns import Work

__all__ = ["Status", "StatusPresenter", "Tone"]

POLL_MS = 400

Tone = Literal["quiet", "busy", "good", "bad"]


@dataclass(frozen=True, slots=True)
class Status:
    """A line and how it is meant."""

    text: str
    tone: Tone


class StatusPresenter(QObject):
    """Emits ``changed(Status)`` whenever the line reads differently.

    ``context_changed(tokens)`` says how much the loaded model can read at once.
    ``work`` says what people wait for: the engine knows neither the messages that
    wait behind an answer, nor a turn that has not come to it yet.
    """

    changed = Signal(object)
    context_changed = Signal(int)

    def __init__(
        self, texts: Catalog, work: Callable[[], Work], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._texts = texts
        self._work = work
        self._assistant: AssistantPort | None = None
        self._without = "status.opening"  # what is told while there is no assistant
        self.status = Status(texts(self._without), "busy")
        self.context_tokens = 0
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self.poll)

    def attach(self, assistant: AssistantPort | None) -> None:
        """Watch this assistant (None: stop watching)."""
        self._assistant = assistant
        if assistant is None:
            self._timer.stop()
        else:
            self._timer.start()
            self.poll()

    def opening(self) -> None:
        """Say that the assistant is being opened."""
        self._set(Status(self._texts("status.opening"), "busy"))

    def opening_failed(self) -> None:
        """Say that there is no assistant."""
        self._without = "status.not_open"
        self.retell()

    def closing(self) -> None:
        """Say that the assistant is being closed."""
        self.attach(None)
        self._without = "status.closing"
        self.retell()

    def retell(self) -> None:
        """Say it in the language of now."""
        if self._assistant is not None:
            self.poll()
            return
        tone: Tone = "bad" if self._without == "status.not_open" else "busy"
        self._set(Status(self._texts(self._without), tone))

    def poll(self) -> None:
        """Read the engine's state now."""
        if self._assistant is None:
            return
        try:
            status = self._assistant.status()
        except EvotrError as error:
            self._set(Status(self._texts.error(error)[0], "bad"))
            return
        self._set(self._line(status))
        # An unloaded model's is what it was.
        if status.context_tokens not in {0, self.context_tokens}:
            self.context_tokens = status.context_tokens
            self.context_changed.emit(status.context_tokens)

    def _line(self, status: EngineStatus) -> Status:
        work = self._work()
        model = model_name(status.model)
        match status.state:
            case "ready" | "unloaded" if work.waiting:
                line = self._texts("status.waiting", model=model, waiting=work.waiting)
                return Status(line, "good")
            case "ready" | "unloaded" if work.running:
                return Status(self._texts("status.answering", model=model), "good")
            case "ready":
                return Status(self._texts("status.ready", model=model), "good")
            case "failed" | "closed":
                return Status(self._texts(f"status.{status.state}", model=model), "bad")
            case "loading":
                return Status(self._texts("status.loading", model=model), "busy")
            case "unloaded":
                return Status(self._texts("status.unloaded", model=model), "quiet")

    def _set(self, status: Status) -> None:
        if status != self.status:
            self.status = status
            self.changed.emit(status)
