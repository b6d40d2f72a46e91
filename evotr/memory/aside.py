"""What the model is asked behind the turns, where it is able to answer it."""

import threading
from concurrent.futures import CancelledError

from evotr.domain import (
    GenerationFinished,
    GenerationRequest,
    Message,
    Priority,
    SamplingParams,
    TokenChunk,
)
from evotr.errors import EngineClosed
from evotr.inference.api import GenerationStream, TextEngine

__all__ = ["Aside"]


class Aside:
    """Asks the model something that nobody waits for; answers of turns go first.

    Nothing of it stays in the prompt cache. One thread asks, any may interrupt.

    Args:
        engine: Who answers.
        name: Keeps what is asked apart from conversations.
    """

    def __init__(self, engine: TextEngine, name: str) -> None:
        self._engine, self._name = engine, name
        self._lock = threading.Lock()
        self._stream: GenerationStream | None = None
        self._closed = False

    def ask(self, prompt: str, most: int) -> str:
        """The model's answer of at most ``most`` tokens.

        Raises:
            CancelledError: It was interrupted; the same may be asked again.
            EvotrError: As reading a `GenerationStream` does.
        """
        sampling = SamplingParams(max_tokens=most)
        said = (Message("user", prompt),)
        request = GenerationRequest(self._name, said, sampling, Priority.BACKGROUND)
        try:
            with self._lock:
                if self._closed:
                    raise CancelledError
                self._stream = self._engine.submit(request)
            return _read(self._stream)
        except EngineClosed as error:
            raise CancelledError from error
        finally:
            with self._lock:
                self._stream = None
            self._engine.forget(self._name)

    def interrupt(self) -> None:
        """End what is being asked, within one token."""
        with self._lock:
            if self._stream is not None:
                self._stream.cancel()

    def close(self) -> None:
        """Interrupt, and ask nothing more."""
        with self._lock:
            self._closed = True
        self.interrupt()


def _read(stream: GenerationStream) -> str:
    pieces = []
    for event in stream:
        if isinstance(event, TokenChunk):
            pieces.append(event.text)
        elif isinstance(event, GenerationFinished) and event.reason == "cancelled":
            raise CancelledError
    return "".join(pieces)
