"""What the engine is asked, and what it says while it answers."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

from evotr.domain.chat import Message
from evotr.domain.experts import WeightedAdapter

FinishReason = Literal["stop", "length", "cancelled"]
EngineState = Literal["unloaded", "loading", "ready", "failed", "closed"]


class Priority(IntEnum):
    """Who goes first; the lower number wins."""

    INTERACTIVE = 0
    QUICK = 1
    BACKGROUND = 2


@dataclass(frozen=True, slots=True)
class SamplingParams:
    """mlx-lm's sampling parameters (``mlx_lm/sample_utils.py``) and the stops.

    ``temperature`` 0 is greedy. ``stop`` strings end the answer and are not part of
    it. ``seed`` None draws a fresh one.
    """

    max_tokens: int = 512
    temperature: float = 0.0
    top_p: float = 1.0
    top_k: int = 0
    min_p: float = 0.0
    xtc_probability: float = 0.0
    xtc_threshold: float = 0.0
    repetition_penalty: float = 1.0
    presence_penalty: float = 0.0
    frequency_penalty: float = 0.0
    penalty_context: int = 20
    logit_bias: tuple[tuple[int, float], ...] = ()
    stop: tuple[str, ...] = ()
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class GenerationRequest:
    """Everything one answer needs.

    ``conversation`` keys the prompt cache. ``messages`` may open with one system
    message; the last one is the user's. ``instruction`` is the expert's system prompt:
    it stands right before the answer, so that another expert's leaves the history's
    keys and values as they are. Up to three ``adapters`` answer together. ``begun`` is
    what of the answer was said already: it goes on behind that, and says it no more.
    ``cache_prompt`` False says that the conversation ends with the answer: nothing is
    kept for a next turn, but the system message's keys and values for others (until
    some conversation is forgotten).
    """

    conversation: str
    messages: tuple[Message, ...]
    sampling: SamplingParams
    priority: Priority = Priority.INTERACTIVE
    instruction: str = ""
    adapters: tuple[WeightedAdapter, ...] = ()
    begun: str = ""
    cache_prompt: bool = True


@dataclass(frozen=True, slots=True)
class Usage:
    """What one answer cost: tokens, and seconds of a monotonic clock.

    ``cached_tokens`` of the ``prompt_tokens`` came from the prompt cache;
    ``dropped_messages`` left the window because the context was full.
    """

    prompt_tokens: int
    cached_tokens: int
    completion_tokens: int
    dropped_messages: int
    queue_s: float
    prefill_s: float
    decode_s: float


@dataclass(frozen=True, slots=True)
class PromptProgress:
    """``processed`` of ``total`` prompt tokens are read (``cached`` for free)."""

    processed: int
    total: int
    cached: int


@dataclass(frozen=True, slots=True)
class TokenChunk:
    """New text of the answer: whole characters, one or more tokens."""

    text: str
    tokens: int = 1


@dataclass(frozen=True, slots=True)
class GenerationFinished:
    """The engine's last word on a request that did not fail."""

    reason: FinishReason
    usage: Usage


GenerationEvent = PromptProgress | TokenChunk | GenerationFinished


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """The engine at a glance; sizes in bytes, ``context_tokens`` 0 when unloaded.

    ``running`` and ``waiting`` count what people asked, nothing of the background.
    """

    state: EngineState
    model: str
    context_tokens: int = 0
    weights_bytes: int = 0
    cache_bytes: int = 0
    active_bytes: int = 0
    running: int = 0
    waiting: int = 0
