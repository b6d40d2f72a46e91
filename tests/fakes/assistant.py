"""An assistant in memory: the test (or a script) says what it answers, and when."""

import itertools
import queue
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from evotr.domain import (
    Answer,
    Conversation,
    EngineState,
    EngineStatus,
    FinishReason,
    MessageStatus,
    Priority,
    PromptProgress,
    SamplingParams,
    SearchHit,
    StoredMessage,
    TokenChunk,
    Transcript,
    TurnEvent,
    TurnFailed,
    TurnFinished,
    TurnStarted,
    Usage,
    fold,
)
from evotr.errors import (
    ConversationNotFound,
    EmptyMessage,
    EngineClosed,
    EvotrError,
    MessageNotFound,
)

WAIT_S = 20.0
MODEL = "evotr-mini"
USAGE = Usage(10, 0, 5, 0, 0.0, 0.01, 0.02)
_START = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


class FakeTurn:
    """A turn whose events come from whoever holds it: `say`, `finish`, `fail`."""

    def __init__(self, begin: Callable[[], TurnStarted], store: "FakeAssistant"):
        self._begin = begin
        self._store = store
        self._events: queue.Queue[TurnEvent | BaseException] = queue.Queue()
        self.started: TurnStarted | None = None
        self.cancelled = False

    def __iter__(self) -> Iterator[TurnEvent]:
        try:
            self.started = self._begin()
        except EvotrError as error:
            yield TurnFailed(error)
            return
        yield self.started
        while True:
            event = self._events.get(timeout=WAIT_S)
            if isinstance(event, BaseException):
                raise event
            self._store.keep(self.started.answer_id, event)
            yield event
            if isinstance(event, TurnFinished | TurnFailed):
                return

    def cancel(self) -> None:
        if not self.cancelled:
            self.cancelled = True
            self.finish("cancelled")

    def read(self, processed: int, total: int) -> None:
        self._events.put(PromptProgress(processed, total, 0))

    def say(self, *chunks: str) -> None:
        for chunk in chunks:
            self._events.put(TokenChunk(chunk))

    def finish(self, reason: FinishReason = "stop") -> None:
        self._events.put(TurnFinished(reason, USAGE))

    def fail(self, error: EvotrError) -> None:
        self._events.put(TurnFailed(error))

    def break_down(self, fault: Exception) -> None:
        """Break the promise that iterating never raises."""
        self._events.put(fault)


class FakeAssistant:
    """What `evotr.assistant.Assistant` is, without a database or a model.

    ``on_turn`` is told every new turn; without it they wait in ``turns``.
    ``refuse`` is raised by the next call that stores something.
    """

    def __init__(self, on_turn: Callable[[FakeTurn, str], None] | None = None):
        self.turns: queue.Queue[FakeTurn] = queue.Queue()
        self.state: EngineState = "ready"
        self.refuse: EvotrError | None = None
        self.preloaded = False
        self.closed = False
        self._on_turn = on_turn
        self._heads: dict[str, Conversation] = {}
        self._messages: dict[str, list[StoredMessage]] = {}
        self._clock = itertools.count()
        self._storage = ThreadPoolExecutor(1, thread_name_prefix="fake-storage")

    @contextmanager
    def opened(self) -> Iterator["FakeAssistant"]:
        try:
            yield self
        finally:
            self.closed = True
            self._storage.shutdown()

    def hold_storage(self, gate: "queue.Queue[None]") -> None:
        """Nothing is read or written until something is put into ``gate``."""
        self._storage.submit(gate.get, timeout=WAIT_S)

    def add(self, title: str, *texts: str, at: datetime | None = None) -> str:
        """A finished conversation: texts of the user and the assistant in turn."""
        head = self._new(title)
        if at is not None:
            self._heads[head.id] = replace(head, updated_at=at)
        roles: itertools.cycle[Literal["user", "assistant"]]
        roles = itertools.cycle(("user", "assistant"))
        for role, text in zip(roles, texts, strict=False):
            self._add(head.id, role, text)
        return head.id

    def send(
        self,
        text: str,
        *,
        conversation_id: str | None = None,
        priority: Priority = Priority.INTERACTIVE,
    ) -> FakeTurn:
        del priority
        if not text.strip():
            raise EmptyMessage

        def begin() -> TurnStarted:
            self._check()
            head = conversation_id or self._new(text).id
            asked = self._add(head, "user", text)
            answer = self._add(head, "assistant", "", "streaming")
            return TurnStarted(head, asked.id, answer.id)

        return self._turn(begin, text)

    def edit(self, message_id: str, text: str) -> FakeTurn:
        def begin() -> TurnStarted:
            self._check()
            old = self._message(message_id)
            self._cut(old)
            asked = self._add(old.conversation_id, "user", text)
            answer = self._add(old.conversation_id, "assistant", "", "streaming")
            return TurnStarted(old.conversation_id, asked.id, answer.id)

        return self._turn(begin, text)

    def regenerate(self, answer_id: str) -> FakeTurn:
        old = self._message(answer_id)
        kept = self._messages[old.conversation_id]
        asked = kept[kept.index(old) - 1]

        def begin() -> TurnStarted:
            self._check()
            self._cut(old)
            answer = self._add(old.conversation_id, "assistant", "", "streaming")
            return TurnStarted(old.conversation_id, asked.id, answer.id)

        return self._turn(begin, asked.content)

    def conversations(self, *, trash: bool = False) -> Future[tuple[Conversation, ...]]:
        def read() -> tuple[Conversation, ...]:
            self._check()
            heads = [h for h in self._heads.values() if bool(h.deleted_at) == trash]
            return tuple(sorted(heads, key=lambda h: h.updated_at, reverse=True))

        return self._storage.submit(read)

    def transcript(self, conversation_id: str) -> Future[Transcript]:
        def read() -> Transcript:
            self._check()
            head = self._head(conversation_id)
            return Transcript(head, tuple(self._messages[conversation_id]))

        return self._storage.submit(read)

    def search(self, query: str) -> Future[tuple[SearchHit, ...]]:
        return self._storage.submit(lambda: tuple(self._hits(fold(query))))

    def rename(self, conversation_id: str, title: str) -> Future[Conversation]:
        return self._change(conversation_id, title=title)

    def delete(self, conversation_id: str) -> Future[Conversation]:
        return self._change(conversation_id, deleted_at=_START)

    def restore(self, conversation_id: str) -> Future[Conversation]:
        return self._change(conversation_id, deleted_at=None)

    def preload(self) -> None:
        self.preloaded = True

    def status(self) -> EngineStatus:
        if self.closed:
            raise EngineClosed
        return EngineStatus(self.state, f"/models/{MODEL}")

    def keep(self, answer_id: str, event: TurnEvent) -> None:
        """Write an event of a turn into its answer, as the journal would."""
        message = self._message(answer_id)
        match event:
            case TokenChunk(text):
                message = replace(message, content=message.content + text)
            case TurnFinished("cancelled"):
                message = replace(message, status="cancelled")
            case TurnFinished():
                message = replace(message, status="complete")
            case TurnFailed():
                message = replace(message, status="failed")
        kept = self._messages[message.conversation_id]
        kept[[m.id for m in kept].index(answer_id)] = message

    def _turn(self, begin: Callable[[], TurnStarted], text: str) -> FakeTurn:
        turn = FakeTurn(begin, self)
        if self._on_turn is None:
            self.turns.put(turn)
        else:
            self._on_turn(turn, text)
        return turn

    def _hits(self, query: str) -> Iterator[SearchHit]:
        for head in self._heads.values():
            if head.deleted_at is None and query in fold(head.title):
                yield SearchHit(head, None, head.title, ())
            for message in self._messages[head.id]:
                at = fold(message.content).find(query)
                if head.deleted_at is None and at >= 0:
                    spans = ((at, at + len(query)),)
                    yield SearchHit(head, message.id, message.content, spans)

    def _change(self, conversation_id: str, **values: object) -> Future[Conversation]:
        def write() -> Conversation:
            self._check()
            head = replace(self._head(conversation_id), **values)
            self._heads[conversation_id] = head
            return head

        return self._storage.submit(write)

    def _check(self) -> None:
        refusal, self.refuse = self.refuse, None
        if refusal is not None:
            raise refusal

    def _head(self, conversation_id: str) -> Conversation:
        if conversation_id not in self._heads:
            raise ConversationNotFound(conversation=conversation_id)
        return self._heads[conversation_id]

    def _message(self, message_id: str) -> StoredMessage:
        for kept in self._messages.values():
            for message in kept:
                if message.id == message_id:
                    return message
        raise MessageNotFound(message=message_id)

    def _cut(self, message: StoredMessage) -> None:
        kept = self._messages[message.conversation_id]
        del kept[kept.index(message) :]

    def _now(self) -> datetime:
        return _START + timedelta(minutes=next(self._clock))

    def _new(self, title: str) -> Conversation:
        now = self._now()
        head = Conversation(f"c{len(self._heads) + 1}", title[:60], now, now)
        self._heads[head.id] = head
        self._messages[head.id] = []
        return head

    def _add(
        self,
        conversation_id: str,
        role: Literal["user", "assistant"],
        text: str,
        status: MessageStatus = "complete",
    ) -> StoredMessage:
        kept = self._messages[conversation_id]
        number = next(self._clock)
        parent = kept[-1].id if kept else None
        answer = Answer(MODEL, "", SamplingParams()) if role == "assistant" else None
        message = StoredMessage(
            f"m{number}",
            conversation_id,
            parent,
            role,
            text,
            status,
            _START + timedelta(minutes=number),
            answer=answer,
        )
        kept.append(message)
        return message
