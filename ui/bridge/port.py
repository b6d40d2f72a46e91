"""The engine as the window sees it; `evotr.assistant.Assistant` has this shape."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from evotr.domain import (
    Consent,
    Conversation,
    ExpertCard,
    IngestEvent,
    Recalled,
    SearchHit,
    StoredExemplar,
    StoredMessage,
    Taught,
    Thumb,
    Transcript,
    TurnEvent,
)
from ui.bridge.panels import KeepingPort

__all__ = ["AssistantPort", "IntakePort", "OpenAssistant", "TurnPort"]


class TurnPort(Protocol):
    """One turn: iterate it once, off the main thread; cancel it from anywhere."""

    @property
    def stored(self) -> Future[StoredMessage]:
        """The question, as soon as it is in the journal."""
        ...

    def __iter__(self) -> Iterator[TurnEvent]:
        """Block for each event; exactly one terminal event comes last."""
        ...

    def cancel(self) -> None:
        """Stop within one token; what was said stays."""
        ...


class IntakePort(Protocol):
    """Files on their way into memory: iterate it once, cancel it from anywhere."""

    def __iter__(self) -> Iterator[IngestEvent]:
        """Block for each file; `IngestDone` comes last, or an `EvotrError`."""
        ...

    def cancel(self) -> None:
        """End soon; what is in memory stays there."""
        ...


class WaitingPort(Protocol):
    """What waits to be sent; `evotr.journal.waiting.Waiting` has this shape."""

    def keep(
        self, queue: str, conversation_id: str | None, words: Sequence[str]
    ) -> Future[None]:
        """Let ``words`` be all that waits in ``queue``."""
        ...

    def give_back(self, queue: str) -> Future[None]:
        """Return what waits in ``queue`` to its writer."""
        ...

    def take(self, conversation_id: str) -> Future[tuple[str, ...]]:
        """What was returned of a conversation, once."""
        ...


class AssistantPort(KeepingPort, Protocol):
    """Calls return at once: a turn to consume, or a future to wait for.

    What panels ask of it as well stands in `KeepingPort`.

    Raises:
        EvotrError: From a call, a future's result, or inside `TurnFailed`.
    """

    def send(
        self, text: str, *, conversation_id: str | None = None, system_prompt: str = ""
    ) -> TurnPort:
        """Say ``text``; without a conversation a new one begins, with that prompt."""
        ...

    def edit(self, message_id: str, text: str) -> TurnPort:
        """Say ``text`` in place of a user message; the old one stays a version."""
        ...

    def regenerate(
        self, answer_id: str, *, experts: Sequence[tuple[str, float]] | None = None
    ) -> TurnPort:
        """Answer again, by ``experts`` (none: the base; None: whoever fits)."""
        ...

    def go_on(self, answer_id: str) -> TurnPort:
        """Go on with an answer that was stopped or cut off; it grows."""
        ...

    @property
    def waiting(self) -> WaitingPort:
        """What waits to be sent; it outlives the program."""
        ...

    def cards(self) -> tuple[ExpertCard, ...]:
        """Who there is to answer; "general" stands for the base."""
        ...

    def correct_route(self, answer_id: str, expert: str) -> Future[StoredExemplar]:
        """Teach the router who should have got the question of an answer."""
        ...

    def thumb(self, answer_id: str, value: Thumb | None) -> Future[Taught]:
        """Say that an answer is good or bad; None takes that back."""
        ...

    def thumbs(self, conversation_id: str) -> Future[dict[str, Thumb]]:
        """What was said of the answers of a conversation, by their ids."""
        ...

    def select_version(self, message_id: str) -> Future[Transcript]:
        """Show another version of a message, and what follows it."""
        ...

    def private(self) -> AbstractContextManager["AssistantPort"]:
        """An assistant whose conversations are in no file and go with the context."""
        ...

    def conversations(self, *, trash: bool = False) -> Future[tuple[Conversation, ...]]:
        """All conversations (or those in the trash), newest first."""
        ...

    def transcript(self, conversation_id: str) -> Future[Transcript]:
        """A conversation with its active branch."""
        ...

    def messages(self, conversation_id: str) -> Future[tuple[StoredMessage, ...]]:
        """Every message of a conversation, on all its branches, oldest first."""
        ...

    def search(self, query: str) -> Future[tuple[SearchHit, ...]]:
        """What matches in titles and texts, best first."""
        ...

    def rename(self, conversation_id: str, title: str) -> Future[Conversation]:
        """Give a conversation another title."""
        ...

    def keep_on_top(
        self, conversation_id: str, *, on_top: bool
    ) -> Future[Conversation]:
        """Say whether a conversation stands above the others."""
        ...

    def put_in_folder(self, conversation_id: str, folder: str) -> Future[Conversation]:
        """Put a conversation into a folder; "" takes it out."""
        ...

    def delete(self, conversation_id: str) -> Future[Conversation]:
        """Move a conversation to the trash."""
        ...

    def branch(self, message_id: str, mark: str) -> Future[Conversation]:
        """Begin a conversation with a copy of what led to a message, and of that."""
        ...

    def restore(self, conversation_id: str) -> Future[Conversation]:
        """Bring a conversation back from the trash."""
        ...

    def ingest(self, paths: Sequence[Path]) -> IntakePort:
        """Have files and folders taken into memory."""
        ...

    def set_consent(
        self, conversation_id: str, consent: Consent
    ) -> Future[Conversation]:
        """Say what may be kept of a conversation."""
        ...

    def set_system_prompt(
        self, conversation_id: str, text: str
    ) -> Future[Conversation]:
        """Give a conversation a system prompt of its own; "" takes it away."""
        ...

    def why(self, answer_id: str) -> Future[Recalled]:
        """What an answer was given of the memory."""
        ...

    def carried(self, transcript: Transcript) -> Future[int | None]:
        """The tokens that its next message carries along; None: nobody can count."""
        ...

    def preload(self) -> None:
        """Begin to load the model."""
        ...


OpenAssistant = Callable[[], AbstractContextManager[AssistantPort]]
"""Opens the journal and the engine; both close when the context ends."""
