"""The first token after the expert of a long conversation has changed."""

import gc
import statistics
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

import mlx.core as mx
from mlx_lm.generate import stream_generate
from mlx_lm.models.cache import LRUPromptCache, make_prompt_cache
from mlx_lm.utils import load

from evotr.domain import Usage, WeightedAdapter
from evotr.inference import Engine, EngineConfig
from scripts.bench.common import answer, ratio, request
from scripts.bench.expert_parts.world import World

__all__ = ["history"]

_ANSWER = 8
_SAID = "The quick brown fox jumps over the lazy dog. Benim adım Zorvak, merhaba dünya!"
_QUESTION = "Nasılsın {:03}, what is your name?"
_IDLE_S = 0.25


def history(world: World) -> dict[str, float]:
    """``switch_ttft_ratio``: first token after a change of expert, against without.

    ``switch_extra_prefill`` is the most tokens that a change made the engine read
    beyond what was new. The same of mlx-lm as ``…_mlxlm``, as its server works: a
    change loads base and adapter anew (``server.py``, ``ModelProvider``) and reads the
    whole conversation, because its prompt cache belongs to one adapter; ``…_back`` is
    a change to an adapter that has answered in this conversation before.
    """
    tokenizer = load(str(world.base))[1]
    turns = _turns(tokenizer, world.scale.history)
    return _ours(world, turns) | _theirs(world, tokenizer, turns)


def _turns(tokenizer: Any, size: int) -> list[str]:  # noqa: ANN401 - mlx-lm is untyped
    """What user and assistant have said: about ``size`` tokens, an even number."""
    pair = [{"role": "user", "content": _SAID}, {"role": "assistant", "content": _SAID}]
    two, one = (len(tokenizer.apply_chat_template(pair * n)) for n in (2, 1))
    pairs = max(size // (two - one), 1)
    return [f"{_SAID} {turn}" for turn in range(2 * pairs)]


def _settle() -> None:
    """Wait until this process has nothing to do: all was read again."""
    busy = _IDLE_S
    while busy > _IDLE_S / 10:
        before = time.process_time()
        time.sleep(_IDLE_S)
        busy = time.process_time() - before


def _experts(world: World, count: int) -> list[WeightedAdapter]:
    return [world.expert("lora", s, activation="reply") for s in range(1, count + 1)]


class _Chat:
    """A conversation with the engine."""

    def __init__(self, engine: Engine, turns: list[str]) -> None:
        self._engine = engine
        self._said = list(turns)
        self._before = 0
        self._asked = 0

    def ask(self, expert: WeightedAdapter) -> tuple[float, int]:
        """Seconds to the first token, and tokens read beyond the new ones."""
        self._said.append(_QUESTION.format(self._asked))
        self._asked += 1
        asked = request("long", *self._said, tokens=_ANSWER, adapters=(expert,))
        text, usage = answer(self._engine, asked)
        self._said.append(text)
        extra = usage.prompt_tokens - usage.cached_tokens - self._new(usage)
        _settle()
        return usage.queue_s + usage.prefill_s, extra

    def _new(self, usage: Usage) -> int:
        new = usage.prompt_tokens - self._before
        self._before = usage.prompt_tokens + usage.completion_tokens
        return new


def _ours(world: World, turns: list[str]) -> dict[str, float]:
    engine = Engine(EngineConfig(world.base))
    experts = _experts(world, 3)
    for expert in experts:  # into the bank
        answer(engine, request("warm", _SAID, tokens=1, adapters=(expert,)))
    chat = _Chat(engine, turns)
    chat.ask(experts[0])
    changed, kept, extra = [], [], 0
    for _, expert in zip(
        range(world.scale.repeats + 1), cycle(experts[1:] + experts[:1])
    ):
        seconds, more = chat.ask(expert)
        changed.append(seconds)
        kept.append(chat.ask(expert)[0])
        extra = max(extra, more)
    engine.close()
    changed, kept = changed[1:], kept[1:]  # the first round warms up
    return {
        "switch_ttft_ratio": ratio(changed, kept),
        "switch_ttft_ms": 1e3 * statistics.median(changed),
        "stay_ttft_ms": 1e3 * statistics.median(kept),
        "switch_extra_prefill": extra,
    }


class _Server:
    """What mlx-lm's server does with a request that names an adapter."""

    def __init__(self, base: Path) -> None:
        self._base = str(base)
        self._kept = LRUPromptCache()
        self._adapter: Path | None = None
        self._model: Any = None
        self._tokenizer: Any = None

    def know(self, adapter: Path, ids: list[int]) -> None:
        """Have ``ids`` in the prompt cache, with any keys and values: untimed."""
        self._load(adapter)
        args = self._model.args
        size = args.hidden_size // args.num_attention_heads
        shape = (1, args.num_key_value_heads, len(ids), size)
        caches = make_prompt_cache(self._model)
        for cache in caches:
            cache.update_and_fetch(mx.random.normal(shape), mx.random.normal(shape))
        self._kept.insert_cache(adapter, ids, caches)

    def ask(self, adapter: Path, prompt: list[int]) -> tuple[float, list[int]]:
        """Seconds to the first token, and the prompt with its answer."""
        start = time.perf_counter()
        if adapter != self._adapter:
            self._load(adapter)
        caches, rest = self._kept.fetch_nearest_cache(adapter, prompt)
        caches = caches or make_prompt_cache(self._model)
        ids, first = list(prompt), 0.0
        for response in stream_generate(
            self._model, self._tokenizer, rest, _ANSWER, prompt_cache=caches
        ):
            first = first or time.perf_counter() - start
            ids.append(response.token)
        # The last token was not read.
        self._kept.insert_cache(adapter, ids[:-1], caches)
        return first, ids

    def _load(self, adapter: Path) -> None:
        self._model = None
        gc.collect()
        mx.clear_cache()
        self._model, self._tokenizer = load(self._base, adapter_path=str(adapter))[:2]
        self._adapter = adapter


def _questions(tokenizer: Any, turns: list[str]) -> Iterator[list[int]]:  # noqa: ANN401 - mlx-lm is untyped
    """Prompt ids: first the history and the header, then what each turn adds."""
    said = [
        {"role": "assistant" if at % 2 else "user", "content": text}
        for at, text in enumerate([*turns, _SAID])
    ]
    yield tokenizer.apply_chat_template(said, add_generation_prompt=True)
    for asked in range(1, 1000):
        yield tokenizer.encode(
            f"<|im_end|>\n<|im_start|>user\n{_QUESTION.format(asked)}<|im_end|>\n"
            "<|im_start|>assistant\n",
            add_special_tokens=False,
        )


def _theirs(world: World, tokenizer: Any, turns: list[str]) -> dict[str, float]:  # noqa: ANN401 - mlx-lm is untyped
    server = _Server(world.base)
    questions = _questions(tokenizer, turns)
    first, *others = [
        part.adapter.path for part in _experts(world, 1 + world.scale.peer_changes)
    ]
    ids = next(questions)
    server.know(first, ids)
    ids = server.ask(first, ids + next(questions))[1]
    changed, kept = [], []
    for adapter in others:
        seconds, ids = server.ask(adapter, ids + next(questions))
        changed.append(seconds)
        seconds, ids = server.ask(adapter, ids + next(questions))
        kept.append(seconds)
    back, _ = server.ask(first, ids + next(questions))
    stay = statistics.median(kept)
    return {
        "switch_ttft_ratio_mlxlm": ratio(changed, kept),
        "switch_ttft_ms_mlxlm": 1e3 * statistics.median(changed),
        "stay_ttft_ms_mlxlm": 1e3 * stay,
        "switch_ttft_ratio_mlxlm_back": back / stay,
        "history_tokens": len(ids),
    }
