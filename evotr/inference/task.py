"""One request in the hands of the engine's thread."""

import math
import time
from dataclasses import dataclass, field
from typing import Any

from evotr.domain import Adapter, Priority, PromptProgress, TokenChunk, Usage
from evotr.errors import GenerationBroken
from evotr.inference.layers import Delta
from evotr.inference.loading import Loaded
from evotr.inference.prompt import Prompt
from evotr.inference.prompt_cache import common_length
from evotr.inference.rows import Pending, Row
from evotr.inference.sampling import Chooser
from evotr.inference.stream import Job
from evotr.inference.text import AnswerText

__all__ = ["Task"]

# Text is sent at most this often: every chunk wakes the reader's thread, which takes
# the interpreter from this one. A model slower than that sends every token at once.
_PACE_S = 1 / 30
_ZEROS = 2  # largest logits of exactly 0 in a row: the output is all zero


@dataclass(slots=True, eq=False)
class Task:
    """A job with its prompt, its row and what was measured.

    While its prompt is read it owns ``caches``, holding ``position`` tokens; then its
    ``row`` is in the batch. ``reader`` is the delta that reads its history, ``speaker``
    the one that acts from the assistant's header.
    """

    job: Job
    order: int
    prompt: Prompt | None = None
    reader: Delta | None = None
    speaker: Delta | None = None
    caches: list[Any] | None = None
    cached: int = 0
    position: int = 0
    row: Row | None = None
    text: AnswerText | None = None
    limit: int = 0
    kept: bool = True  # whether the conversation's next turn may use what was read
    _started: float = 0.0
    _first: float | None = None
    _ready: str = ""
    _unsent: int = 0
    _sent: float = 0.0
    _zeros: int = 0
    _answered: list[int] = field(default_factory=list)

    @property
    def priority(self) -> Priority:
        """The request's."""
        return self.job.request.priority

    @property
    def reading(self) -> bool:
        """Whether its prompt is still being read."""
        return self.caches is not None

    @property
    def adapters(self) -> list[Adapter]:
        """What it needs in the bank."""
        return [part.adapter for part in self.job.request.adapters]

    @property
    def keys(self) -> set[str]:
        """The bank's entries that it needs or uses."""
        deltas = {delta.key for delta in (self.reader, self.speaker) if delta}
        return deltas | {adapter.key for adapter in self.adapters}

    @property
    def weights(self) -> str:
        """Whose keys and values its history has."""
        return self.reader.key if self.reader else ""

    @property
    def shared(self) -> int:
        """Tokens of the prompt whose keys and values later turns can use."""
        assert self.prompt is not None
        size = common_length(self.prompt.ids, self.prompt.lasting)
        return size if self.reader is self.speaker else min(size, self.prompt.reply)

    @property
    def opening(self) -> list[int]:
        """The prompt's opening (`Prompt`), as far as the reader reads it."""
        assert self.prompt is not None
        return self.prompt.ids[: min(self.prompt.opening, self.turning_point)]

    @property
    def turning_point(self) -> int:
        """Where the reader stops: the speaker (or the first step) takes the rest."""
        assert self.prompt is not None
        last = len(self.prompt.ids) - 1
        return last if self.reader is self.speaker else min(self.prompt.reply, last)

    @property
    def unread(self) -> int:
        """Tokens of the prompt that the reader has before it."""
        return self.turning_point - self.position

    @property
    def rest(self) -> int:
        """Tokens of the prompt from the turning point on."""
        assert self.prompt is not None
        return len(self.prompt.ids) - self.turning_point

    @property
    def left(self) -> int:
        """Tokens that the answer may still have."""
        return self.limit - len(self._answered)

    @property
    def answer(self) -> list[int]:
        """Tokens of the answer, without the one that ended it."""
        return self._answered

    def open(self, loaded: Loaded, prompt: Prompt, silent: frozenset[int]) -> None:
        """Set up for an answer to ``prompt``.

        Raises:
            InvalidSetting: A biased token is outside the vocabulary.
        """
        params = self.job.request.sampling
        self.prompt = prompt
        chooser = Chooser(params, loaded, prompt.ids)
        self.row = Row(list(prompt.ids), chooser, self.speaker)
        tokenizer = loaded.tokenizer
        begun = (tokenizer.detokenizer, prompt.begun) if prompt.begun else None
        self.text = AnswerText(tokenizer.detokenizer, params.stop, silent, begun)
        self.limit = min(params.max_tokens, loaded.context - len(prompt.ids))

    def begin(self, caches: list[Any], cached: int) -> None:
        """Begin to read the prompt after its ``cached`` tokens."""
        self._started = time.monotonic()
        self.caches = caches
        self.cached = self.position = cached
        self.report()

    @property
    def pending(self) -> Pending:
        """Its row and what is read of its prompt."""
        assert self.row is not None
        assert self.caches is not None
        return Pending(self.row, self.caches, self.position, self.reader)

    def end_reading(self) -> None:
        """The prompt is read, and its row in the batch."""
        self.caches = None
        self.position += self.unread + self.rest

    def report(self) -> None:
        """Tell how far the prompt is read."""
        assert self.prompt is not None
        total = len(self.prompt.ids)
        self.job.emit(PromptProgress(self.position, total, self.cached))

    def check(self, score: float, loaded: Loaded) -> None:
        """Look at the largest logit of a step.

        Raises:
            GenerationBroken: It is not finite, or the output seems to be all zero.
        """
        self._zeros = self._zeros + 1 if score == 0.0 else 0
        if not math.isfinite(score) or self._zeros >= _ZEROS:
            raise GenerationBroken(path=loaded.path)

    def clock(self) -> None:
        """Note the time of the first token."""
        if self._first is None:
            self._first = time.monotonic()

    def take(self, token: int) -> None:
        """Add a token to the answer; its text leaves at the next chunk."""
        assert self.text is not None
        self._answered.append(token)
        self._unsent += 1
        self._ready += self.text.add(token)
        if time.monotonic() - self._sent >= _PACE_S:
            self.release()

    def flush(self) -> None:
        """Send everything, also what may have become a stop string."""
        if self.text is not None:
            self._ready += self.text.close()
            self.release()

    def usage(self) -> Usage:
        """What the answer cost up to now."""
        now = time.monotonic()
        started = self._started or now
        first = self._first or now
        return Usage(
            prompt_tokens=len(self.prompt.ids) if self.prompt else 0,
            cached_tokens=self.cached,
            completion_tokens=len(self._answered),
            dropped_messages=self.prompt.dropped if self.prompt else 0,
            queue_s=started - self.job.submitted,
            prefill_s=first - started,
            decode_s=now - first,
        )

    def release(self) -> None:
        """Send the text that is ready now."""
        if self._ready:
            self.job.emit(TokenChunk(self._ready, self._unsent))
            self._ready = ""
            self._unsent = 0
            self._sent = time.monotonic()
