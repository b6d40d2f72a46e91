"""mlx-lm's samplers and logits processors for one row, reproducible by seed."""

import secrets
from collections.abc import Callable, Sequence
from typing import Any

import mlx.core as mx
from mlx_lm.models.cache import TokenBuffer
from mlx_lm.sample_utils import make_logits_processors, make_sampler

from evotr.domain import SamplingParams
from evotr.errors import InvalidSetting
from evotr.inference.loading import Loaded

__all__ = ["Chooser"]

_WEYL = 0x9E3779B97F4A7C15  # spreads neighbouring seeds over 64 bits
_MASK = 2**64 - 1


def _sampler(params: SamplingParams, loaded: Loaded) -> Callable[[Any], Any]:
    tokenizer = loaded.tokenizer
    spared = [*tokenizer.encode("\n", add_special_tokens=False)]
    sampler: Callable[[Any], Any] = make_sampler(
        params.temperature,
        top_p=params.top_p,
        min_p=params.min_p,
        top_k=params.top_k if params.top_k < loaded.vocabulary else 0,
        xtc_probability=params.xtc_probability,
        xtc_threshold=params.xtc_threshold,
        xtc_special_tokens=spared + list(tokenizer.eos_token_ids),
    )
    return sampler


def _processors(params: SamplingParams) -> list[Callable[[Any, Any], Any]]:
    size = params.penalty_context
    plain = params.repetition_penalty == 1.0
    processors: list[Callable[[Any, Any], Any]] = make_logits_processors(
        logit_bias=dict(params.logit_bias) or None,
        repetition_penalty=None if plain else params.repetition_penalty,
        repetition_context_size=size,
        presence_penalty=params.presence_penalty or None,
        presence_context_size=size,
        frequency_penalty=params.frequency_penalty or None,
        frequency_context_size=size,
    )
    return processors


class Chooser:
    """Chooses one row's next token from its logits.

    The draw depends on the seed and the position only, not on the rows beside it.
    """

    def __init__(
        self, params: SamplingParams, loaded: Loaded, prompt: Sequence[int]
    ) -> None:
        for token, _ in params.logit_bias:
            if not 0 <= token < loaded.vocabulary:
                raise InvalidSetting(
                    key="logit_bias", source="sampling", reason=str(token)
                )
        seed = secrets.randbits(63) if params.seed is None else params.seed
        self._seed = seed * _WEYL & _MASK
        self._position = 0
        self._processors = _processors(params)
        # The last token is fed, and with it noted, at the first step.
        self._context = TokenBuffer(list(prompt[:-1][-params.penalty_context :]))
        self._sampler = None
        if params.temperature > 0:
            self._sampler = _sampler(params, loaded)
        self.greedy = self._sampler is None and not self._processors

    def __call__(self, fed: mx.array, logits: mx.array) -> mx.array:
        """Choose a token.

        Args:
            fed: The token just read, shape (1,).
            logits: The row's logits, shape (1, vocabulary).

        Returns:
            The chosen token, shape (1,), not yet computed.
        """
        if self._processors:
            context = self._context.update_and_fetch(fed)
            for processor in self._processors:
                logits = processor(context, logits)
        if self._sampler is None:
            return mx.argmax(logits, axis=-1)
        mx.random.seed((self._seed + self._position) & _MASK)
        self._position += 1
        logits = logits - mx.logsumexp(logits, axis=-1, keepdims=True)
        chosen: mx.array = self._sampler(logits)
        return chosen
