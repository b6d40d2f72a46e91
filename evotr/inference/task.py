"""One request in the hands of the engine's thread."""

import math
import time
from dataclasses import dataclass, field
from typing import Any

from evotr.domain import Priority, PromptProgress, TokenChunk, Usage
from evotr.errors import GenerationBroken
from evotr.inference.loading import Loaded
from evotr.inference.prompt import Prompt
from evotr.inference.rows import Row, Seat
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

    While its prompt is read it owns ``caches``, holding ``position`` tokens; then it
    has a ``row``, in the batch or (paused) with its ``seat``.
    """

    job: Job
    order: int
    prompt: Prompt | None = None
    caches: list[Any] | None = None
    cached: int = 0
    position: int = 0
    row: Row | None = None
    seat: Seat | None = None
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
        self.row = Row(list(prompt.ids), Chooser(params, loaded, prompt.ids))
        self.text = AnswerText(loaded.tokenizer.detokenizer, params.stop, silent)
        self.limit = min(params.max_tokens, loaded.context - len(prompt.ids))

    def begin(self, caches: list[Any], cached: int) -> None:
        """Begin to read the prompt after its ``cached`` tokens."""
        self._started = time.monotonic()
        self.caches = caches
        self.cached = self.position = cached
        self.report()

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
