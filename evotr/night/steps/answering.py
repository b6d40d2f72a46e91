"""Letting a model answer many questions, for what is replayed and what is judged.

Nothing of it enters a conversation, the memory is not asked, and a person who asks
something meanwhile is answered first.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from typing import Final, Protocol
from uuid import uuid4

from typing_extensions import override

from evotr.domain import (
    GenerationFinished,
    GenerationRequest,
    MemoryPlace,
    Message,
    Priority,
    SamplingParams,
    TokenChunk,
    WeightedAdapter,
    opened,
)
from evotr.inference.api import GenerationStream, TextEngine
from evotr.memory.budget import placed

__all__ = [
    "Answerer",
    "Asked",
    "EngineAnswerer",
    "Reply",
    "Serving",
    "Speaker",
    "room_for",
]

_MORE: Final = 16


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, with what was said and remembered before it.

    ``messages`` are without the opening system message; the last is the user's.
    ``memory`` is what a system message says of memories ("": nothing was recalled).
    ``instruction`` is that of the expert that would be picked, None the speaker's own.
    ``room`` are tokens that its answer may take where those are more than usual.
    """

    messages: tuple[Message, ...]
    memory: str = ""
    instruction: str | None = None
    room: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who answers: an expert's adapters and instruction; the base has none.

    ``acts`` says on which questions the adapters act (None: on all); on what else is
    asked, those of ``beneath`` do (None: the base).
    """

    adapters: tuple[WeightedAdapter, ...] = ()
    instruction: str = ""
    acts: Callable[[str], bool] | None = None
    beneath: "Speaker | None" = None

    def acting(self, asked: "Asked") -> tuple[WeightedAdapter, ...]:
        """The adapters that answer a question."""
        if self.acts is None or self.acts(asked.messages[-1].content):
            return self.adapters
        return self.beneath.acting(asked) if self.beneath else ()


@dataclass(frozen=True, slots=True)
class Serving:
    """How every question of the user reaches the model: as a turn sends it.

    Attributes:
        system_prompt: The user's.
        place: Where the model is told of memories.
    """

    system_prompt: str
    place: MemoryPlace = "answer"

    def request(
        self, asked: Asked, speaker: Speaker, sampling: SamplingParams
    ) -> GenerationRequest:
        """What the engine is sent, in a conversation of its own."""
        request = GenerationRequest(
            f"night-{uuid4()}",
            opened(self.system_prompt, asked.messages),
            sampling,
            Priority.BACKGROUND,
            speaker.instruction if asked.instruction is None else asked.instruction,
            speaker.acting(asked),
            cache_prompt=False,
        )
        return placed(request, asked.memory, self.place)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, its tokens, the seconds they took, and whether it ended itself."""

    text: str
    tokens: int = 0
    seconds: float = 0.0
    ended: bool = True


class Answerer(Protocol):
    """Answers greedily, with the system prompt that the user is served with."""

    def answer(self, asked: Sequence[Asked], speaker: Speaker) -> list[Reply]:
        """One reply per question, in their order.

        Raises:
            EvotrError: What the engine raises.
        """

    def keep(self, asked: Iterable[Asked]) -> None:
        """Hear that these questions have no words of the user's.

        They come with the program, or are made of its own questions and what the base
        says to them: who keeps answers may keep theirs.
        """
        del asked  # here nothing is kept


class EngineAnswerer(Answerer):
    """Answers through an engine, behind everything that a person asks it.

    Args:
        engine: The one that answers by day: there is never a second copy of the base.
        serving: How the user's questions reach it.
        max_tokens: Of one answer.
        at_once: Questions that wait in the engine together.
        check: Called before each question; what it raises ends the asking.
    """

    def __init__(
        self,
        engine: TextEngine,
        serving: Serving,
        *,
        max_tokens: int = 128,
        at_once: int = 64,
        check: Callable[[], None] = lambda: None,
    ) -> None:
        self._engine = engine
        self._serving = serving
        self._sampling = SamplingParams(max_tokens=max_tokens)
        self._at_once = at_once
        self._check = check

    @override
    def answer(self, asked: Sequence[Asked], speaker: Speaker) -> list[Reply]:
        """As `Answerer.answer`; a question that is asked twice is answered once."""
        # Who answers alike is not mixed, and rows of like length waste little padding.
        order = sorted(set(asked), key=partial(_order, speaker))
        replies = dict(zip(order, self._answered(order, speaker), strict=True))
        return [replies[one] for one in asked]

    def _answered(self, order: Sequence[Asked], speaker: Speaker) -> Iterator[Reply]:
        # Nobody has to forget them: the engine keeps nothing of such a conversation.
        waiting: deque[GenerationStream] = deque()
        submitted = (self._submit(one, speaker) for one in order)
        waiting.extend(islice(submitted, self._at_once))
        try:
            while waiting:
                yield _reply(waiting[0])
                waiting.popleft()
                waiting.extend(islice(submitted, 1))
        finally:
            for stream in waiting:
                stream.cancel()

    def _submit(self, asked: Asked, speaker: Speaker) -> GenerationStream:
        self._check()
        tokens = max(self._sampling.max_tokens, asked.room)
        sampling = replace(self._sampling, max_tokens=tokens)
        return self._engine.submit(self._serving.request(asked, speaker, sampling))


def room_for(text: str) -> int:
    """Tokens that surely hold a text and its end: no token is shorter than a byte."""
    return len(text.encode()) + _MORE


def _order(speaker: Speaker, asked: Asked) -> tuple[list[str], int, str, str]:
    text = "\n".join([asked.memory, *(message.content for message in asked.messages)])
    keys = [one.adapter.key for one in speaker.acting(asked)]
    return keys, len(text), text, asked.instruction or ""


def _reply(stream: GenerationStream) -> Reply:
    parts: list[str] = []
    reply = Reply("")
    for event in stream:
        if isinstance(event, TokenChunk):
            parts.append(event.text)
        elif isinstance(event, GenerationFinished):
            usage = event.usage
            reply = Reply(
                "".join(parts).strip(),
                usage.completion_tokens,
                usage.decode_s,
                ended=event.reason == "stop",
            )
    return reply
