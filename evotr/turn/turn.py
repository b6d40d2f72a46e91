"""One turn: a stream of events, each of them kept before it is seen."""

import logging
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from dataclasses import replace
from typing import Any, TypeVar

from evotr.domain import (
    Answer,
    Branch,
    GenerationEvent,
    GenerationFinished,
    GenerationRequest,
    Message,
    MessageStatus,
    Recalled,
    Recollection,
    Routed,
    SamplingParams,
    StoredMessage,
    TokenChunk,
    TokenCount,
    TurnEvent,
    TurnFailed,
    TurnFinished,
    TurnStarted,
    Usage,
    opened,
)
from evotr.errors import AdapterError, EvotrError
from evotr.inference.api import GenerationStream, TextEngine
from evotr.inference.window import seam
from evotr.journal import Journal
from evotr.memory.facts import Command, read_command
from evotr.memory.service import Outcome
from evotr.turn.choosing import Choice
from evotr.turn.corrected import hear
from evotr.turn.mind import Found
from evotr.turn.obeyed import let_go, told
from evotr.turn.wish import Wish

__all__ = ["Turn", "recent"]

_log = logging.getLogger(__name__)

T = TypeVar("T")

_FREE = Usage(0, 0, 0, 0, 0.0, 0.0, 0.0)
"""What an answer of the program itself takes of the model."""


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
        self._pending: Future[Any] | None = None
        self._cancelled = False
        self._answer_id: str | None = None
        self._ended = False
        self._recall_ms = 0.0

    @property
    def stored(self) -> Future[StoredMessage]:
        """The question, as soon as it is in the journal."""
        return self._stored

    def cancel(self) -> None:
        """Stop within one token; what was said stays. Any thread, any time."""
        with self._lock:
            self._cancelled = True
            stream, pending = self._stream, self._pending
        if pending is not None:
            pending.cancel()
        if stream is not None:
            stream.cancel()

    def __iter__(self) -> Iterator[TurnEvent]:
        """Run the turn."""
        with self._wish.waiting():
            yield from self._kept_in_order()

    def _kept_in_order(self) -> Iterator[TurnEvent]:
        """What happens; an error is the last of it, and the answer is closed."""
        try:
            yield from self._events()
        except EvotrError as error:
            self._ended = True
            self._fail(error)
            yield TurnFailed(error)
        finally:
            if not self._ended and self._answer_id is not None:
                self.cancel()
                self._journal.finish_answer(
                    self._answer_id, "cancelled", reason="cancelled"
                )
            if self._wish.mind is not None:
                self._wish.mind.memory.heard(self._answer_id)

    def _events(self) -> Iterator[TurnEvent]:
        user = self._stored.result()
        if own := self._wish.system_prompt:
            talk = user.conversation_id
            self._journal.shelves.set_system_prompt(talk, own).result()
        if self._wish.resumed is not None:
            yield from self._resumed(self._wish.resumed, user)
            return
        if self._wish.mind is None:
            # Nor is it taken up once the memory is switched on.
            self._journal.memories.pass_over(user.id)
        command = read_command(user.content)
        if command is not None:
            yield from self._obeyed(command, user)
            return
        branch = self._journal.branch(user.id).result()
        if self._wish.mind is not None:
            hear(self._journal, user, branch, self._wish.mind.correcting)
            known = self._own_words(user, branch)
            if known is not None:
                yield from self._given(known, user)
                return
        messages = recent(branch.messages, self._wish.profile.history_messages)
        found = self._ask_memory(user, branch, len(messages))
        choice, broken = self._choose(user, branch)
        answer = self._record(choice, branch)
        yield self._begin(user, answer)
        if broken is not None:
            raise broken
        if choice != Choice():
            yield _routed(choice)
        opening = self._opening(answer, branch, len(branch.messages) - len(messages))
        request = self._request(user, opened(opening, messages), choice, answer)
        request, recalled = self._recalled(request, found)
        if recalled != Recalled(()):
            yield recalled
        yield from self._answered(request, choice)

    def _resumed(self, answer_id: str, user: StoredMessage) -> Iterator[TurnEvent]:
        """Go on with an answer, by who gave it, and with the same memories."""
        begun = self._journal.resuming.reopen(answer_id).result()
        self._answer_id = begun.id
        if self._wish.mind is None:
            self._journal.memories.pass_over(begun.id)
        yield TurnStarted(user.conversation_id, user.id, begun.id)
        assert begun.answer is not None
        experts = [(one.id, one.weight) for one in begun.answer.experts]
        branch = self._journal.branch(user.id).result()
        choice = self._wish.chooser.choose(user.content, branch, experts)
        messages = recent(branch.messages, self._wish.profile.history_messages)
        # What the conversation is told by now may be no prompt to learn under.
        prompt = begun.answer.system_prompt
        answer = replace(self._record(choice, branch), system_prompt=prompt)
        opening = self._opening(answer, branch, len(branch.messages) - len(messages))
        request = self._request(user, opened(opening, messages), choice, answer)
        request = replace(request, begun=begun.content)
        if self._wish.mind is not None:
            given = self._wish.mind.given(begun.id)
            with suppress(CancelledError):  # the engine is told of the stop, too
                request, _ = self._wish.mind.tell(request, given, self._count)
        yield from self._answered(request, choice)

    def _answered(
        self, request: GenerationRequest, choice: Choice
    ) -> Iterator[TurnEvent]:
        """The answer; where weights fail in use, by what serves in their place."""
        stream, said = self._submit(request), False
        self._wish.chooser.prefetch(choice.route, self._engine)
        while True:
            try:
                for event in self._said(stream):
                    said = said or isinstance(event, TokenChunk)
                    yield event
            except AdapterError as error:
                other = self._wish.chooser.instead(choice, error)
                if said or other is None:
                    raise
                choice = other
                experts = choice.crew.experts
                self._journal.answer_by(self._answer, experts).result()
                yield _routed(choice)
                adapters = choice.crew.adapters
                stream = self._submit(replace(request, adapters=adapters))
            else:
                return

    def _obeyed(self, command: Command, user: StoredMessage) -> Iterator[TurnEvent]:
        """Carry a wish out, and answer without the model."""
        begun = self._begin(user, Answer("", "", SamplingParams()))
        # The program's own words are no memories, nor is what shall be forgotten.
        self._journal.memories.pass_over(self._answer)
        if command.kind != "remember":
            self._journal.memories.pass_over(user.id)
        yield begun
        mind, outcome = self._wish.mind, Outcome("off")
        if mind is not None:
            outcome = mind.memory.obey(command, user)
            let_go(outcome, self._engine, self._wish.chooser)
        if outcome.kind == "many":
            # It shows them: where one is forgotten, this answer goes too.
            shown = [Recollection(item, 0.0) for item in outcome.items]
            self._journal.recalls.keep(self._answer, shown)
        say = self._wish.profile.speak(command.language)
        private = command if self._wish.profile.private else None
        text = told(outcome, say, private=private)
        yield from self._said((TokenChunk(text), GenerationFinished("stop", _FREE)))

    def _own_words(self, user: StoredMessage, branch: Branch) -> Recollection | None:
        """The user's answer to this question, unless the model's is wanted."""
        mind, profile = self._wish.mind, self._wish.profile
        if mind is None or self._wish.again or not profile.own_words:
            return None
        return mind.own_words(user, branch)

    def _given(self, known: Recollection, user: StoredMessage) -> Iterator[TurnEvent]:
        """Answer with what the user said the answer is, without the model."""
        said = known.item.source
        made = Answer("", "", SamplingParams(), corrects=said.message_id)
        begun = self._begin(user, made)
        # The correction is a memory itself.
        self._journal.memories.pass_over(self._answer)
        self._journal.recalls.keep(self._answer, (known,))
        yield begun
        yield Recalled((known,), own=True)
        words = TokenChunk(said.quote)
        yield from self._said((words, GenerationFinished("stop", _FREE)))

    def _said(self, stream: Iterable[GenerationEvent]) -> Iterator[TurnEvent]:
        answer_id = self._answer
        for event in stream:
            if isinstance(event, TokenChunk):
                self._journal.append_chunk(answer_id, event.text).result()
                yield event
            elif isinstance(event, GenerationFinished):
                self._finish(answer_id, event)
                self._ended = True
                yield TurnFinished(event.reason, event.usage)
            else:
                yield event

    @property
    def _answer(self) -> str:
        assert self._answer_id is not None, "an answer is begun before it is made"
        return self._answer_id

    def _choose(
        self, user: StoredMessage, branch: Branch
    ) -> tuple[Choice, EvotrError | None]:
        """Who answers; an error is raised once there is an answer to note it with."""
        wish = self._wish
        try:
            return wish.chooser.choose(user.content, branch, wish.experts), None
        except EvotrError as error:
            return Choice(), error

    def _record(self, choice: Choice, branch: Branch) -> Answer:
        profile, crew = self._wish.profile, choice.crew
        told = {k: v for k, v in crew.sampling.items() if k not in profile.fixed}
        sampling = replace(profile.sampling, **told)  # type: ignore[arg-type]
        return Answer(
            profile.model,
            branch.system_prompt or profile.system_prompt,
            sampling,
            instruction=crew.instruction,
            experts=crew.experts,
            route=choice.route,
            own_prompt=bool(branch.system_prompt),
        )

    def _begin(self, user: StoredMessage, answer: Answer) -> TurnStarted:
        begun = self._journal.begin_answer(user.id, answer).result()
        self._answer_id = begun.id
        if self._wish.mind is None:
            self._journal.memories.pass_over(begun.id)
        return TurnStarted(user.conversation_id, user.id, begun.id)

    def _ask_memory(
        self, user: StoredMessage, branch: Branch, sent: int
    ) -> Found | None:
        """Begin to recall, beside the routing."""
        if self._wish.mind is None:
            return None
        begun = time.monotonic()
        found = self._awaited(self._wish.mind.ask(user, branch, sent))

        def ended(_: Found) -> None:
            self._recall_ms = 1000 * (time.monotonic() - begun)

        found.add_done_callback(ended)
        return found

    def _opening(self, answer: Answer, branch: Branch, begin: int) -> str:
        """The system prompt: the user's, and what was said before the rest."""
        mind = self._wish.mind
        earlier = mind.earlier(branch.ids[:begin]) if mind and begin else ""
        return "\n\n".join(filter(None, (answer.system_prompt, earlier)))

    def _request(
        self,
        user: StoredMessage,
        messages: tuple[Message, ...],
        choice: Choice,
        answer: Answer,
    ) -> GenerationRequest:
        return GenerationRequest(
            conversation=user.conversation_id,
            messages=messages,
            sampling=answer.sampling,
            priority=self._wish.priority,
            instruction=answer.instruction,
            adapters=choice.crew.adapters,
        )

    def _recalled(
        self, request: GenerationRequest, found: Found | None
    ) -> tuple[GenerationRequest, Recalled]:
        """The request with what was recalled, and that; it is noted, too."""
        mind = self._wish.mind
        if mind is None or found is None:
            return request, Recalled(())
        try:
            request, recalled = mind.tell(request, found, self._count)
        except CancelledError:
            return request, Recalled(())
        # Nobody waits: an answer whose reasons are not noted is one all the same.
        self._journal.recalls.keep(self._answer, recalled.items)
        return request, replace(mind.asking(recalled), ms=self._recall_ms)

    def _count(self, texts: Sequence[str]) -> TokenCount:
        return self._awaited(self._engine.count(texts)).result()

    def _awaited(self, future: Future[T]) -> Future[T]:
        """``future``, cancelled with the turn."""
        with self._lock:
            self._pending = future
            cancelled = self._cancelled
        if cancelled:
            future.cancel()
        return future

    def _submit(self, request: GenerationRequest) -> GenerationStream:
        stream = self._engine.submit(request)
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

    def _fail(self, error: EvotrError) -> None:
        _log.warning("turn failed: %s: %s", type(error).__name__, error)
        with self._lock:
            stream = self._stream
        if stream is not None:
            stream.cancel()
        if self._answer_id is None:
            return
        try:
            self._journal.finish_answer(self._answer_id, "failed", error=error).result()
        except EvotrError as second:
            # The journal itself failed; the next start marks the answer interrupted.
            _log.warning("answer %s stays open: %s", self._answer_id, second)


def _routed(choice: Choice) -> Routed:
    crew = choice.crew
    return Routed(crew.experts, crew.refused, choice.route, choice.fault)


def recent(messages: tuple[Message, ...], most: int) -> tuple[Message, ...]:
    """The last ``most // 2`` to ``most`` messages, opening with a user message."""
    return messages[seam(messages, most) :]
