"""An engine without a model: scripted answers, word by word, deterministic."""

import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future

from typing_extensions import override

from evotr.domain import (
    Adapter,
    EngineState,
    EngineStatus,
    FinishReason,
    GenerationEvent,
    GenerationFinished,
    GenerationRequest,
    PromptProgress,
    TokenChunk,
    TokenCount,
    Usage,
)
from evotr.errors import EngineClosed, EvotrError, MessageTooLong
from evotr.inference.api import GenerationStream, TextEngine
from evotr.inference.requests import check_request
from evotr.inference.text import StopFilter

Answer = str | EvotrError
_NO_LIMIT = 1_000_000
_WORDS = re.compile(r"\s*\S+\s*")


def _words(text: str) -> list[str]:
    return _WORDS.findall(text)


class FakeStream(GenerationStream):
    """Produces its answer while it is read."""

    def __init__(self, engine: "FakeEngine", request: GenerationRequest) -> None:
        self.request = request
        self.cancelled = False
        self.ended = False
        self._engine = engine

    @override
    def __iter__(self) -> Iterator[GenerationEvent]:
        try:
            while not self.ended:
                yield from self._events()
        finally:
            self.ended = True
            self._engine.open.discard(self)

    @override
    def cancel(self) -> None:
        with self._engine.changed:
            self.cancelled = True
            self._engine.changed.notify_all()

    def _events(self) -> Iterator[GenerationEvent]:
        engine, request = self._engine, self.request
        prompt = sum(len(_words(message.content)) for message in request.messages)
        if engine.context is not None and prompt > engine.context:
            self.ended = True
            raise MessageTooLong(tokens=prompt, limit=engine.context)
        sent = 0
        reason: FinishReason = "stop"
        if not self.cancelled:
            yield PromptProgress(0, prompt, 0)
            yield PromptProgress(prompt, prompt, 0)
        for item in self._chunks():
            if not engine.pass_gate(self):
                reason = "cancelled"
                break
            if isinstance(item, EvotrError):
                self.ended = True
                raise item
            if sent == request.sampling.max_tokens:
                reason = "length"
                break
            sent += item.tokens
            yield item
        self.ended = True
        yield GenerationFinished(reason, Usage(prompt, 0, sent, 0, 0.0, 0.0, 0.0))

    def _chunks(self) -> Iterator[TokenChunk | EvotrError]:
        answer = self._engine.answer(self.request)
        if isinstance(answer, EvotrError):
            yield from map(TokenChunk, self._engine.before_failure)
            yield answer
            return
        stops = StopFilter(self.request.sampling.stop)
        for word in _words(answer):
            text = stops.push(word)
            if text:
                yield TokenChunk(text)
            if stops.stopped:
                return
        rest = stops.flush()
        if rest:
            yield TokenChunk(rest)


class FakeEngine(TextEngine):
    """Implements ``TextEngine`` without MLX.

    Args:
        answers: Answer (or error) per newest message, or a function of the request;
            anything else is echoed.
        before_failure: Chunks that come before a scripted error.
        context: Words that a prompt may have; None is no limit.

    ``hold()`` makes every stream wait before its next chunk until ``let(n)`` has
    allowed n chunks or ``release()`` all; cancelling and closing also wake it.
    ``requests``, ``forgotten``, ``prefetched`` and ``preloads`` record what was asked.
    """

    def __init__(
        self,
        answers: Mapping[str, Answer] | Callable[[GenerationRequest], Answer] = {},  # noqa: B006 - never written
        before_failure: tuple[str, ...] = (),
        context: int | None = None,
    ) -> None:
        self.requests: list[GenerationRequest] = []
        self.forgotten: list[str] = []
        self.prefetched: list[str] = []
        self.preloads = 0
        self.open: set[FakeStream] = set()
        self.changed = threading.Condition()
        self.before_failure = before_failure
        self.context = context
        self._answers = answers
        self._allowed: int | None = None  # chunks that may pass; None is all
        self._state: EngineState = "unloaded"

    @override
    def submit(self, request: GenerationRequest) -> FakeStream:
        check_request(request)
        if self._state == "closed":
            raise EngineClosed
        self._state = "ready"
        self.requests.append(request)
        stream = FakeStream(self, request)
        self.open.add(stream)
        return stream

    @override
    def count(self, texts: Sequence[str]) -> Future[TokenCount]:
        if self._state == "closed":
            raise EngineClosed
        counted: Future[TokenCount] = Future()
        sizes = tuple(len(_words(text)) for text in texts)
        counted.set_result(TokenCount(sizes, 0, 0, self.context or _NO_LIMIT))
        return counted

    @override
    def preload(self) -> None:
        self.preloads += 1
        self._state = "ready"

    @override
    def prefetch(self, adapters: tuple[Adapter, ...]) -> None:
        self.prefetched.extend(adapter.key for adapter in adapters)

    @override
    def forget(self, conversation: str) -> None:
        self.forgotten.append(conversation)

    @override
    def status(self) -> EngineStatus:
        return EngineStatus(self._state, "fake", running=len(self.open))

    @override
    def close(self) -> None:
        with self.changed:
            self._state = "closed"
            self.changed.notify_all()

    def hold(self) -> None:
        """Let no chunk pass from now on."""
        with self.changed:
            self._allowed = 0

    def let(self, chunks: int) -> None:
        """Let so many more chunks pass."""
        with self.changed:
            self._allowed = (self._allowed or 0) + chunks
            self.changed.notify_all()

    def release(self) -> None:
        """Let everything pass again."""
        with self.changed:
            self._allowed = None
            self.changed.notify_all()

    def answer(self, request: GenerationRequest) -> Answer:
        """What is scripted for this request."""
        if callable(self._answers):
            return self._answers(request)
        newest = request.messages[-1].content
        return self._answers.get(newest, newest)

    def pass_gate(self, stream: FakeStream) -> bool:
        """Wait until the stream's next chunk may pass; False once it is cancelled.

        Raises:
            EngineClosed: The engine was closed meanwhile.
        """
        with self.changed:
            self.changed.wait_for(
                lambda: (
                    stream.cancelled or self._state == "closed" or self._allowed != 0
                )
            )
            if self._state == "closed":
                stream.ended = True
                raise EngineClosed
            if not stream.cancelled and self._allowed is not None:
                self._allowed -= 1
            return not stream.cancelled
