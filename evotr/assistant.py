"""The assistant: one turn is a stream of events, and every face reads the same one."""

import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import partial

from evotr.domain import (
    Answer,
    Conversation,
    EngineStatus,
    GenerationFinished,
    GenerationRequest,
    Message,
    MessageStatus,
    Priority,
    Routed,
    SamplingParams,
    SearchHit,
    StoredMessage,
    TokenChunk,
    Transcript,
    TurnEvent,
    TurnFailed,
    TurnFinished,
    TurnStarted,
)
from evotr.errors import EmptyMessage, EvotrError
from evotr.experts import Crew, Registry, Shares, crew_of, parse_blend
from evotr.inference.api import GenerationStream, TextEngine
from evotr.journal import Journal

__all__ = ["Assistant", "Profile", "Turn"]

_log = logging.getLogger(__name__)
_ALL = 1_000_000  # more conversations than one person has


@dataclass(frozen=True, slots=True)
class Profile:
    """How answers are made: the model's name, its prompt, sampling and window.

    At most ``history_messages`` messages (and at least half of them) are sent. The
    sampling parameters in ``fixed`` were set by the user: no expert changes them.
    """

    model: str
    system_prompt: str
    sampling: SamplingParams
    history_messages: int = 20
    fixed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Wish:
    """How one turn is to be answered; ``crew`` reads files, on the turn's thread."""

    profile: Profile
    crew: Callable[[], Crew]
    priority: Priority


class Turn:
    """One turn under way: iterate it once, off any thread that must not block.

    It yields `TurnStarted`, progress and chunks, and exactly one terminal event. Each
    chunk is in the journal before it is yielded. Leaving the iteration early cancels.
    """

    def __init__(
        self,
        journal: Journal,
        engine: TextEngine,
        stored: Future[StoredMessage],
        wish: _Wish,
    ) -> None:
        self._journal = journal
        self._engine = engine
        self._stored = stored
        self._wish = wish
        # A signal handler may cancel while its own thread holds it.
        self._lock = threading.RLock()
        self._stream: GenerationStream | None = None
        self._cancelled = False

    def cancel(self) -> None:
        """Stop within one token; what was said stays. Any thread, any time."""
        with self._lock:
            self._cancelled = True
            stream = self._stream
        if stream is not None:
            stream.cancel()

    def __iter__(self) -> Iterator[TurnEvent]:
        """Run the turn."""
        answer_id: str | None = None
        finished = False
        try:
            user = self._stored.result()
            crew, fault = self._resolve()
            answer = self._record(crew)
            answer_id, started = self._begin(user, answer)
            yield started
            if fault is not None:
                raise fault
            if crew.experts:
                yield Routed(crew.experts, crew.refused)
            for event in self._submit(user, crew, answer):
                if isinstance(event, TokenChunk):
                    self._journal.append_chunk(answer_id, event.text).result()
                    yield event
                elif isinstance(event, GenerationFinished):
                    self._finish(answer_id, event)
                    finished = True
                    yield TurnFinished(event.reason, event.usage)
                else:
                    yield event
        except EvotrError as error:
            finished = True
            self._fail(answer_id, error)
            yield TurnFailed(error)
        finally:
            if not finished and answer_id is not None:
                self.cancel()
                self._journal.finish_answer(answer_id, "cancelled", reason="cancelled")

    def _resolve(self) -> tuple[Crew, EvotrError | None]:
        """Who answers; a fault is raised once there is an answer to note it with."""
        try:
            return self._wish.crew(), None
        except EvotrError as error:
            return Crew(), error

    def _record(self, crew: Crew) -> Answer:
        profile = self._wish.profile
        told = {k: v for k, v in crew.sampling.items() if k not in profile.fixed}
        sampling = replace(profile.sampling, **told)  # type: ignore[arg-type]
        return Answer(
            profile.model,
            profile.system_prompt,
            sampling,
            instruction=crew.instruction,
            experts=crew.experts,
        )

    def _begin(self, user: StoredMessage, answer: Answer) -> tuple[str, TurnStarted]:
        begun = self._journal.begin_answer(user.id, answer).result()
        return begun.id, TurnStarted(user.conversation_id, user.id, begun.id)

    def _submit(
        self, user: StoredMessage, crew: Crew, answer: Answer
    ) -> GenerationStream:
        history = self._journal.history(user.id).result()
        messages = recent(history, self._wish.profile.history_messages)
        if answer.system_prompt:
            messages = (Message("system", answer.system_prompt), *messages)
        stream = self._engine.submit(
            GenerationRequest(
                conversation=user.conversation_id,
                messages=messages,
                sampling=answer.sampling,
                priority=self._wish.priority,
                instruction=answer.instruction,
                adapters=crew.adapters,
            )
        )
        with self._lock:
            self._stream = stream
            cancelled = self._cancelled
        if cancelled:
            stream.cancel()
        return stream

    def _finish(self, answer_id: str, event: GenerationFinished) -> None:
        cancelled = event.reason == "cancelled"
        status: MessageStatus = "cancelled" if cancelled else "complete"
        self._journal.finish_answer(
            answer_id, status, reason=event.reason, usage=event.usage
        ).result()

    def _fail(self, answer_id: str | None, error: EvotrError) -> None:
        _log.warning("turn failed: %s: %s", type(error).__name__, error)
        with self._lock:
            stream = self._stream
        if stream is not None:
            stream.cancel()
        if answer_id is None:
            return
        try:
            self._journal.finish_answer(
                answer_id, "failed", error=type(error).__name__
            ).result()
        except EvotrError as second:
            # The journal itself failed; the next start marks the answer interrupted.
            _log.warning("answer %s stays open: %s", answer_id, second)


class Assistant:
    """What a face needs: turns, and the conversations they belong to.

    Methods that read or write conversations return futures (done on the storage
    thread) that raise the errors of ``evotr.errors``.
    """

    def __init__(
        self,
        journal: Journal,
        engine: TextEngine,
        profile: Profile,
        experts: Registry,
    ) -> None:
        self._journal = journal
        self._engine = engine
        self._profile = profile
        self._experts = experts

    @property
    def profile(self) -> Profile:
        """How answers are made at present."""
        return self._profile

    def blend(self, text: str) -> Shares:
        """What a user wrote as experts (``tr_chat:0.6,python_coder:0.4``, ``base``).

        Raises:
            ExpertNotFound: There is no such expert; the nearest is suggested.
            BlendWrong: Something else is wrong with it.
        """
        return parse_blend(text, self._experts.cards.experts)

    def send(
        self,
        text: str,
        *,
        conversation_id: str | None = None,
        experts: Shares = (),
        priority: Priority = Priority.INTERACTIVE,
    ) -> Turn:
        """Store ``text`` (in a new conversation with None) and answer it.

        ``experts`` (of `blend`) answer, the base when there are none.

        Raises:
            EmptyMessage: There is no visible character in ``text``.
        """
        require_visible(text)
        stored = self._journal.add_user_message(conversation_id, text)
        return self._turn(stored, experts, priority)

    def edit(self, message_id: str, text: str, *, experts: Shares = ()) -> Turn:
        """Answer another wording of a user message; the old one stays as a version.

        Raises:
            EmptyMessage: There is no visible character in ``text``.
        """
        require_visible(text)
        return self._turn(self._journal.edit_user_message(message_id, text), experts)

    def regenerate(self, answer_id: str, *, experts: Shares = ()) -> Turn:
        """Answer again; the old answer stays as a version."""
        return self._turn(self._journal.question_of(answer_id), experts)

    def _turn(
        self,
        stored: Future[StoredMessage],
        experts: Shares,
        priority: Priority = Priority.INTERACTIVE,
    ) -> Turn:
        crew = partial(crew_of, self._experts, experts)
        wish = _Wish(self._profile, crew, priority)
        return Turn(self._journal, self._engine, stored, wish)

    def conversations(self, *, trash: bool = False) -> Future[tuple[Conversation, ...]]:
        """The conversations (or the trash), newest first."""
        return self._journal.conversations(trash=trash, limit=_ALL)

    def find_conversation(self, prefix: str) -> Future[Conversation]:
        """The conversation whose id is, or uniquely starts with, ``prefix``."""
        return self._journal.find_conversation(prefix)

    def transcript(self, conversation_id: str) -> Future[Transcript]:
        """A conversation's active branch."""
        return self._journal.transcript(conversation_id)

    def select_version(self, message_id: str) -> Future[Transcript]:
        """Show another version: one of the ids in a message's ``versions``.

        The branch leads through it to the newest message below it, and stays there
        for every later call.

        Raises:
            MessageNotFound: In the future.
        """
        return self._journal.select_version(message_id)

    def search(self, query: str) -> Future[tuple[SearchHit, ...]]:
        """Conversations whose title or text holds the words of ``query``."""
        return self._journal.search(query)

    def rename(self, conversation_id: str, title: str) -> Future[Conversation]:
        """Give a conversation another title."""
        return self._journal.rename(conversation_id, title)

    def delete(self, conversation_id: str) -> Future[Conversation]:
        """Move a conversation to the trash.

        Raises:
            ConversationNotFound: In the future; ``ConversationInTrash`` where it lies
                there already.
        """
        self._engine.forget(conversation_id)
        return self._journal.delete(conversation_id)

    def restore(self, conversation_id: str) -> Future[Conversation]:
        """Take a conversation out of the trash.

        Raises:
            ConversationNotFound: In the future.
            ConversationNotInTrash: In the future.
        """
        return self._journal.restore(conversation_id)

    def preload(self) -> None:
        """Start loading the model; does not wait."""
        self._engine.preload()

    def status(self) -> EngineStatus:
        """The engine at a glance."""
        return self._engine.status()


def require_visible(text: str) -> None:
    """Refuse text that shows nothing.

    Raises:
        EmptyMessage: Only spaces, control or format characters.
    """
    if not any(char.isprintable() and not char.isspace() for char in text):
        raise EmptyMessage


def recent(messages: tuple[Message, ...], most: int) -> tuple[Message, ...]:
    """The last ``most // 2`` to ``most`` messages, opening with a user message.

    Old messages leave in blocks of half a window, so that most turns keep the start
    of the prompt and with it the prompt cache.
    """
    step = max(2, most // 2)
    over = max(0, len(messages) - most)
    start = -(-over // step) * step
    while start and start < len(messages) - 1 and messages[start].role != "user":
        start += 1
    return messages[start:]
