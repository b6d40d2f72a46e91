"""What the other rooms see of the engine; importing it does not import MLX."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from typing import Protocol

from evotr.domain import (
    Adapter,
    EngineStatus,
    GenerationEvent,
    GenerationRequest,
    TokenCount,
)

__all__ = ["GenerationStream", "TextEngine"]


class GenerationStream(Protocol):
    """One answer on its way, read by one consumer.

    Iterating yields ``PromptProgress`` and ``TokenChunk`` and ends with exactly one
    ``GenerationFinished``, or raises an ``EvotrError``: MessageTooLong,
    InvalidSetting, ModelNotFound, ModelDamaged, ModelUnsupported, TokenizerMissing,
    AdapterDamaged, AdapterMismatch, GenerationBroken or EngineClosed. Leaving the
    iteration early cancels.
    """

    def __iter__(self) -> Iterator[GenerationEvent]: ...

    def cancel(self) -> None:
        """End within one token, from any thread; a second call changes nothing."""


class TextEngine(Protocol):
    """Answers requests; every method may be called from any thread."""

    def submit(self, request: GenerationRequest) -> GenerationStream:
        """Queue a request and return at once.

        Raises:
            EmptyMessage: The newest message has no visible character.
            InvalidSetting: A sampling parameter is outside its range.
            EngineClosed: The engine was closed.
        """

    def count(self, texts: Sequence[str]) -> Future[TokenCount]:
        """What texts take of the window, by the model's own tokenizer.

        Raises:
            EngineClosed: The engine was closed, also in the future, which raises what
                keeps the model from being loaded too.
        """

    def preload(self) -> None:
        """Begin to load the model; does not block and does not raise."""

    def prefetch(self, adapters: tuple[Adapter, ...]) -> None:
        """Read adapters that may be wanted soon; does not block and does not raise."""

    def forget(self, conversation: str) -> None:
        """Drop everything kept for this conversation (prompt cache, answers)."""

    def status(self) -> EngineStatus:
        """The engine at a glance, without waiting for it."""

    def close(self) -> None:
        """Stop: open streams raise EngineClosed, memory is given back."""
