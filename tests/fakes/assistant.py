"""An assistant in memory: the test (or a script) says what it answers, and when."""

import itertools
import queue
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

from evotr.assistant import require_visible
from evotr.domain import (
    GENERAL,
    Consent,
    Conversation,
    EngineState,
    EngineStatus,
    Exemplar,
    ExpertCard,
    FileIngested,
    FinishReason,
    IngestDone,
    IngestEvent,
    Priority,
    PromptProgress,
    Recalled,
    Recollection,
    Role,
    Routed,
    SearchHit,
    StoredExemplar,
    StoredMessage,
    Taught,
    Thumb,
    TokenChunk,
    Transcript,
    TurnEvent,
    TurnFailed,
    TurnFinished,
    TurnStarted,
    Usage,
)
from evotr.errors import EvotrError, JournalClosed
from tests.fakes.experts import CARDS, card
from tests.fakes.store import MODEL, FakeStore

WAIT_S = 20.0
USAGE = Usage(10, 0, 5, 0, 0.0, 0.01, 0.02)
FREE = Usage(0, 0, 0, 0, 0.0, 0.0, 0.0)
"""Of answers that no model gave."""

T = TypeVar("T")


class FakeTurn:
    """A turn whose events come from whoever holds it: `say`, `finish`, `fail`."""

    def __init__(
        self,
        stored: "Future[StoredMessage]",
        assistant: "FakeAssistant",
        resumed: str | None = None,
    ):
        self.stored = stored
        self._resumed = resumed
        self._assistant = assistant
        self._events: queue.Queue[TurnEvent | BaseException] = queue.Queue()
        self.started: TurnStarted | None = None
        self.cancelled = False

    def __iter__(self) -> Iterator[TurnEvent]:
        try:
            self.started = self._assistant.begin(self.stored, self._resumed)
        except EvotrError as error:
            yield TurnFailed(error)
            return
        answer_id = self.started.answer_id
        ended = False
        try:
            yield self.started
            while not ended:
                event = self._events.get(timeout=WAIT_S)
                if isinstance(event, BaseException):
                    raise event
                self._assistant.write(answer_id, event)
                ended = isinstance(event, TurnFinished | TurnFailed)
                yield event
        finally:
            if not ended:
                self._assistant.write(answer_id, TurnFinished("cancelled", USAGE))

    @property
    def heard(self) -> bool:
        """Whether all that was said has been taken."""
        return self._events.empty()

    def cancel(self) -> None:
        if not self.cancelled:
            self.cancelled = True
            self.finish("cancelled")

    def read(self, processed: int, total: int) -> None:
        self._events.put(PromptProgress(processed, total, 0))

    def route(self, routed: Routed) -> None:
        self._events.put(routed)

    def recall(self, recalled: Recalled) -> None:
        self._events.put(recalled)

    def say(self, *chunks: str) -> None:
        for chunk in chunks:
            self._events.put(TokenChunk(chunk))

    def finish(self, reason: FinishReason = "stop", usage: Usage = USAGE) -> None:
        self._events.put(TurnFinished(reason, usage))

    def fail(self, error: EvotrError) -> None:
        self._events.put(TurnFailed(error))

    def break_down(self, fault: Exception) -> None:
        """Break the promise that iterating never raises."""
        self._events.put(fault)


class FakeIntake:
    """An intake whose events come from whoever holds it: `tell`.

    It ends at once when it is cancelled, unless it is ``slow``.
    """

    def __init__(self, paths: Sequence[Path]):
        self.paths = tuple(paths)
        self.slow = False
        self._taken = 0
        self.cancelled = False
        self._events: queue.Queue[IngestEvent | BaseException] = queue.Queue()

    def __iter__(self) -> Iterator[IngestEvent]:
        ended = False
        while not ended:
            event = self._events.get(timeout=WAIT_S)
            if isinstance(event, BaseException):
                raise event
            ended = isinstance(event, IngestDone)
            yield event

    def cancel(self) -> None:
        self.cancelled = True
        if not self.slow:
            self.tell(IngestDone(self._taken, 0, 0))

    def tell(self, *events: IngestEvent) -> None:
        for event in events:
            self._taken += isinstance(event, FileIngested)
            self._events.put(event)

    def break_down(self, fault: Exception) -> None:
        self._events.put(fault)


class FakeWaiting:
    """What `evotr.journal.waiting.Waiting` is, in memory."""

    def __init__(self, do: Callable[[Callable[[], Any]], Future[Any]]):
        self.rows: list[tuple[str, str | None, str, bool]] = []
        self._do = do

    def keep(self, queue: str, conversation_id: str | None, words: Sequence[str]):
        def keep() -> None:
            self.rows = [row for row in self.rows if row[0] != queue or row[3]]
            self.rows += [(queue, conversation_id, text, False) for text in words]

        return self._do(keep)

    def give_back(self, queue: str):
        def give_back() -> None:
            self.rows = [(*row[:3], row[3] or row[0] == queue) for row in self.rows]

        return self._do(give_back)

    def take(self, conversation_id: str):
        def take() -> tuple[str, ...]:
            found = [r for r in self.rows if r[3] and r[1] in {conversation_id, None}]
            self.rows = [row for row in self.rows if row not in found]
            return tuple(row[2] for row in found)

        return self._do(take)


class FakeAssistant:
    """What `evotr.assistant.Assistant` is, without a database or a model.

    ``on_turn`` is told every new turn; without it they wait in ``turns``.
    ``refuse`` is raised by the next call that reads or stores something.
    ``asked_of`` are the experts that turns were asked of (None: whoever fits), and
    ``taught`` what the router was taught; where it ``counts`` words are tokens;
    ``orphans`` are the private ones that were
    open when it closed.
    """

    def __init__(self, on_turn: Callable[[FakeTurn, str], None] | None = None):
        self.turns: queue.Queue[FakeTurn] = queue.Queue()
        self.intakes: queue.Queue[FakeIntake] = queue.Queue()
        self.reasons: dict[str, tuple[Recollection, ...]] = {}
        self.forgotten: dict[str, int] = {}
        self.model = f"/models/{MODEL}"
        self.asked_of: list[Sequence[tuple[str, float]] | None] = []
        self.taught: list[StoredExemplar] = []
        self.context_tokens = 0
        self.counts = False
        self.privates: list[FakeAssistant] = []
        self.orphans: list[FakeAssistant] = []
        self.state: EngineState = "ready"
        self.refuse: EvotrError | None = None
        self.memory_paused = False
        self.tried: dict[str, Future[EvotrError | None]] = {}
        self.preloaded = False
        self.closed = False
        self._on_turn = on_turn
        self._store = FakeStore()
        self._storage = ThreadPoolExecutor(1, thread_name_prefix="fake-storage")
        self.waiting = FakeWaiting(partial(self._do, refusable=False))

    @contextmanager
    def opened(self) -> Iterator["FakeAssistant"]:
        try:
            yield self
        finally:
            self.close()

    def restarted(self) -> "FakeAssistant":
        """Another one over the same conversations: the program was started anew."""
        again = FakeAssistant(self._on_turn)
        again._store = self._store
        return again

    def close(self) -> None:
        self.closed = True
        self.orphans = [aside for aside in self.privates if not aside.closed]
        self._storage.shutdown()

    def hold_storage(self, gate: "queue.Queue[None]") -> None:
        """Nothing is read or written until something is put into ``gate``."""
        self._storage.submit(gate.get, timeout=WAIT_S)

    def add(self, title: str, *texts: str, at: datetime | None = None) -> str:
        """A finished conversation: texts of the user and the assistant in turn."""
        head = self._store.new(title)
        roles: itertools.cycle[Role] = itertools.cycle(("user", "assistant"))
        for role, text in zip(roles, texts, strict=False):
            self._store.add(head.id, role, text)
        if at is not None:
            self._store.backdate(head.id, at)
        return head.id

    def leave(self, conversation_id: str, text: str) -> None:
        """An answer that streams and that nobody writes any more."""
        self._store.add(conversation_id, "assistant", text, "streaming")

    def send(
        self,
        text: str,
        *,
        conversation_id: str | None = None,
        priority: Priority = Priority.INTERACTIVE,
        system_prompt: str = "",
    ) -> FakeTurn:
        del priority
        require_visible(text)

        def ask() -> StoredMessage:
            asked = self._store.ask(conversation_id, text)
            if system_prompt:
                self._store.place(asked.conversation_id, system_prompt=system_prompt)
            return asked

        return self._turn(self._do(ask), text)

    def edit(self, message_id: str, text: str) -> FakeTurn:
        require_visible(text)
        return self._turn(self._do(lambda: self._store.edit(message_id, text)), text)

    def regenerate(
        self, answer_id: str, *, experts: Sequence[tuple[str, float]] | None = None
    ) -> FakeTurn:
        self.asked_of.append(experts)
        return self._turn(self._do(lambda: self._store.question_of(answer_id)), "")

    def go_on(self, answer_id: str) -> FakeTurn:
        stored = self._do(lambda: self._store.question_of(answer_id))
        return self._turn(stored, "", resumed=answer_id)

    def cards(self) -> tuple[ExpertCard, ...]:
        general = card(GENERAL, "Genel", "General")
        return (general, *CARDS.values())

    def correct_route(self, answer_id: str, expert: str) -> Future[StoredExemplar]:
        def keep() -> StoredExemplar:
            asked = self._store.question_of(answer_id)
            exemplar = Exemplar(asked.content, expert, answer_id)
            kept = StoredExemplar(uuid4().hex, exemplar, asked.created_at)
            self.taught = [e for e in self.taught if e.exemplar.text != exemplar.text]
            self.taught.append(kept)
            return kept

        return self._do(keep)

    def taught_routes(self) -> Future[tuple[StoredExemplar, ...]]:
        return self._do(lambda: tuple(self.taught))

    def unteach_route(self, exemplar_id: str) -> Future[None]:
        def remove() -> None:
            self.taught = [each for each in self.taught if each.id != exemplar_id]

        return self._do(remove)

    def thumb(self, answer_id: str, value: Thumb | None) -> Future[Taught]:
        return self._do(lambda: self._store.thumb(answer_id, value))

    def thumbs(self, conversation_id: str) -> Future[dict[str, Thumb]]:
        # Asked beside the transcript, which is what `refuse` is for.
        return self._do(partial(self._store.thumbs, conversation_id), refusable=False)

    def correct(self, answer_id: str, text: str) -> Future[Taught]:
        require_visible(text)
        return self._do(lambda: self._store.correct(answer_id, text))

    @contextmanager
    def private(self) -> Iterator["FakeAssistant"]:
        self.privates.append(aside := FakeAssistant(self._on_turn))
        aside.turns = self.turns
        with aside.opened():
            yield aside

    def ingest(self, paths: Sequence[Path]) -> FakeIntake:
        refusal, self.refuse = self.refuse, None
        if refusal is not None:
            raise refusal
        self.intakes.put(intake := FakeIntake(paths))
        return intake

    def set_consent(
        self, conversation_id: str, consent: Consent
    ) -> Future[Conversation]:
        return self._do(lambda: self._store.set_consent(conversation_id, consent))

    def set_system_prompt(
        self, conversation_id: str, text: str
    ) -> Future[Conversation]:
        own = text.strip()
        return self._do(lambda: self._store.place(conversation_id, system_prompt=own))

    def why(self, answer_id: str) -> Future[Recalled]:
        def told() -> Recalled:
            items = self.reasons.get(answer_id, ())
            return Recalled(items, forgotten=self.forgotten.get(answer_id, 0))

        # It is asked beside what a test is about: `refuse` is for that.
        return self._do(told, refusable=False)

    def conversations(self, *, trash: bool = False) -> Future[tuple[Conversation, ...]]:
        return self._do(lambda: self._store.heads(trash=trash))

    def find_conversation(self, prefix: str) -> Future[Conversation]:
        return self._do(lambda: self._store.find(prefix))

    def transcript(self, conversation_id: str) -> Future[Transcript]:
        return self._do(lambda: self._store.transcript(conversation_id))

    def messages(self, conversation_id: str) -> Future[tuple[StoredMessage, ...]]:
        return self._do(lambda: self._store.messages(conversation_id))

    def select_version(self, message_id: str) -> Future[Transcript]:
        return self._do(lambda: self._store.select(message_id))

    def search(self, query: str) -> Future[tuple[SearchHit, ...]]:
        return self._do(lambda: self._store.search(query))

    def rename(self, conversation_id: str, title: str) -> Future[Conversation]:
        return self._do(lambda: self._store.rename(conversation_id, title))

    def keep_on_top(
        self, conversation_id: str, *, on_top: bool
    ) -> Future[Conversation]:
        return self._do(lambda: self._store.place(conversation_id, on_top=on_top))

    def put_in_folder(self, conversation_id: str, folder: str) -> Future[Conversation]:
        name = " ".join(folder.split())
        return self._do(lambda: self._store.place(conversation_id, folder=name))

    def delete(self, conversation_id: str) -> Future[Conversation]:
        return self._do(lambda: self._store.delete(conversation_id))

    def restore(self, conversation_id: str) -> Future[Conversation]:
        return self._do(lambda: self._store.restore(conversation_id))

    def branch(self, message_id: str, mark: str) -> Future[Conversation]:
        return self._do(lambda: self._store.branch(message_id, mark))

    def pause_memory(self, *, paused: bool) -> None:
        self.memory_paused = paused

    def erase(self, conversation_id: str) -> None:
        """Somebody destroyed it."""
        self._store.erase(conversation_id)

    def carried(self, transcript: Transcript) -> Future[int | None]:
        """By words, where ``counts``."""

        def count() -> int | None:
            said = (message.content for message in transcript.messages)
            texts = " ".join((transcript.conversation.system_prompt, *said))
            return len(texts.split()) if self.counts else None

        # As for `why`.
        return self._do(count, refusable=False)

    def preload(self) -> None:
        self.preloaded = True

    def status(self) -> EngineStatus:
        state = "closed" if self.closed else self.state
        return EngineStatus(state, self.model, self.context_tokens)

    def begin(
        self, stored: Future[StoredMessage], resumed: str | None = None
    ) -> TurnStarted:
        """Open the answer to a question, or one again, once that is stored."""
        asked = stored.result(WAIT_S)

        def opened() -> StoredMessage:
            store = self._store
            return store.reopen(resumed) if resumed else store.answer(asked)

        answer = self._do(opened).result(WAIT_S)
        return TurnStarted(asked.conversation_id, asked.id, answer.id)

    def write(self, answer_id: str, event: TurnEvent) -> None:
        """Write an event of a turn into its answer."""
        if isinstance(event, Recalled):
            self.reasons[answer_id] = event.items
        self._do(lambda: self._store.write(answer_id, event)).result(WAIT_S)

    def _turn(
        self, stored: Future[StoredMessage], text: str, resumed: str | None = None
    ) -> FakeTurn:
        turn = FakeTurn(stored, self, resumed)
        if self._on_turn is None:
            self.turns.put(turn)
        else:
            self._on_turn(turn, text)
        return turn

    def _do(self, work: Callable[[], T], *, refusable: bool = True) -> Future[T]:
        def checked() -> T:
            if not refusable:
                return work()
            refusal, self.refuse = self.refuse, None
            if refusal is not None:
                raise refusal
            return work()

        try:
            return self._storage.submit(checked)
        except RuntimeError:
            closed: Future[T] = Future()
            closed.set_exception(JournalClosed(path="memory"))
            return closed
