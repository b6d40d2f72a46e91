"""One turn: a stream of events, each of them kept before it is seen."""

import logging
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass, replace

from evotr.domain import (
    Answer,
    Branch,
    GenerationFinished,
    GenerationRequest,
    Message,
    MessageStatus,
    Priority,
    Routed,
    SamplingParams,
    StoredMessage,
    TokenChunk,
    TurnEvent,
    TurnFailed,
    TurnFinished,
    TurnStarted,
)
from evotr.errors import EvotrError
from evotr.experts import Shares
from evotr.inference.api import GenerationStream, TextEngine
from evotr.journal import Journal
from evotr.turn.choosing import AUTO, Choice, Chooser

__all__ = ["Profile", "Turn", "Wish", "recent"]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Profile:
    """How answers are made: the model's name, its prompt, sampling and window.

    At most ``history_messages`` messages (and at least half of them) are sent. The
    sampling parameters in ``fixed`` were set by the user: no expert changes them.
    ``expert`` answers where neither a message nor its conversation says who does.
    """

    model: str
    system_prompt: str
    sampling: SamplingParams
    history_messages: int = 20
    fixed: frozenset[str] = frozenset()
    expert: str = AUTO


@dataclass(frozen=True, slots=True)
class Wish:
    """How one turn is to be answered; ``experts`` None leaves that to ``chooser``."""

    profile: Profile
    chooser: Chooser
    experts: Shares | None = None
    priority: Priority = Priority.INTERACTIVE


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
        wish: Wish,
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
            branch = self._journal.branch(user.id).result()
            choice, broken = self._choose(user, branch)
            answer = self._record(choice)
            answer_id, started = self._begin(user, answer)
            yield started
            if broken is not None:
                raise broken
            if choice != Choice():
                yield _routed(choice)
            stream = self._submit(user, branch, choice, answer)
            self._wish.chooser.prefetch(choice.route, self._engine)
            for event in stream:
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

    def _choose(
        self, user: StoredMessage, branch: Branch
    ) -> tuple[Choice, EvotrError | None]:
        """Who answers; an error is raised once there is an answer to note it with."""
        wish = self._wish
        try:
            return wish.chooser.choose(user.content, branch, wish.experts), None
        except EvotrError as error:
            return Choice(), error

    def _record(self, choice: Choice) -> Answer:
        profile, crew = self._wish.profile, choice.crew
        told = {k: v for k, v in crew.sampling.items() if k not in profile.fixed}
        sampling = replace(profile.sampling, **told)  # type: ignore[arg-type]
        return Answer(
            profile.model,
            profile.system_prompt,
            sampling,
            instruction=crew.instruction,
            experts=crew.experts,
            route=choice.route,
        )

    def _begin(self, user: StoredMessage, answer: Answer) -> tuple[str, TurnStarted]:
        begun = self._journal.begin_answer(user.id, answer).result()
        return begun.id, TurnStarted(user.conversation_id, user.id, begun.id)

    def _submit(
        self, user: StoredMessage, branch: Branch, choice: Choice, answer: Answer
    ) -> GenerationStream:
        messages = recent(branch.messages, self._wish.profile.history_messages)
        if answer.system_prompt:
            messages = (Message("system", answer.system_prompt), *messages)
        stream = self._engine.submit(
            GenerationRequest(
                conversation=user.conversation_id,
                messages=messages,
                sampling=answer.sampling,
                priority=self._wish.priority,
                instruction=answer.instruction,
                adapters=choice.crew.adapters,
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


def _routed(choice: Choice) -> Routed:
    crew = choice.crew
    return Routed(crew.experts, crew.refused, choice.route, choice.fault)


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
