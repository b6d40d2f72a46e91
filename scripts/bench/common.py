"""What the benchmarks share: models, requests, rates, memories, figures and options."""

import argparse
import json
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from evotr.domain import (
    GenerationFinished,
    GenerationRequest,
    MemoryItem,
    Message,
    SamplingParams,
    Source,
    TokenChunk,
    Usage,
    WeightedAdapter,
)
from evotr.inference import Engine
from evotr.journal import Journal
from evotr.journal.rows import new_id
from evotr.paths import BUNDLED_MODEL

__all__ = [
    "QUESTION",
    "answer",
    "decode_rate",
    "endless",
    "frequent_words",
    "in_turn",
    "measure_memories",
    "mini_model",
    "peer_rate",
    "print_results",
    "random_model",
    "ratio",
    "request",
    "seconds",
    "store",
    "talks",
]

QUESTION = "Merhaba! Bugün hava nasıl, what shall we do?"

_BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
_TALK = 40
_STORED = 500


def random_model(folder: Path, bits: int | None, **shape: int) -> Path:
    """Write a random model of Qwen2.5's architecture; ``bits`` quantizes it."""
    # MLX must not be imported before the BLAS is.
    from tests.fakes.tiny_model import build_model  # noqa: PLC0415

    shape = {"max_position_embeddings": 2048, **shape}
    return build_model(folder, bits=bits, **shape)


def mini_model(folder: Path, given: Path | None) -> Path:
    """The bundled model (or ``given``), or a random one of its size without it."""
    model = given or BUNDLED_MODEL
    if (model / "config.json").exists():
        return model
    return random_model(
        folder / "random-mini",
        bits=None,
        hidden_size=256,
        num_hidden_layers=4,
        intermediate_size=768,
        vocab_size=2048,
    )


def endless(model: Path, folder: Path) -> Path:
    """A copy that answers up to max_tokens: another token is named as its end."""
    copy = shutil.copytree(model, folder / f"{model.name}-endless")
    (copy / "generation_config.json").unlink(missing_ok=True)
    for name in ("config.json", "tokenizer_config.json"):
        values = json.loads((copy / name).read_text(encoding="utf-8"))
        values.pop("eos_token_id", None)
        if "eos_token" in values:
            values["eos_token"] = values.get("pad_token") or "<|endoftext|>"
        (copy / name).write_text(json.dumps(values), encoding="utf-8")
    return copy


def request(
    conversation: str,
    *turns: str,
    tokens: int,
    adapters: Sequence[WeightedAdapter] = (),
) -> GenerationRequest:
    """Turns of a user and an assistant; the last one is to be answered."""
    messages = tuple(
        Message("assistant" if at % 2 else "user", text)
        for at, text in enumerate(turns)
    )
    sampling = SamplingParams(max_tokens=tokens)
    return GenerationRequest(conversation, messages, sampling, adapters=tuple(adapters))


def answer(engine: Engine, asked: GenerationRequest) -> tuple[str, Usage]:
    """The whole answer and what it cost."""
    text = ""
    for event in engine.submit(asked):
        if isinstance(event, TokenChunk):
            text += event.text
        elif isinstance(event, GenerationFinished):
            return text, event.usage
    raise AssertionError(asked)  # every stream has one last word


def decode_rate(engine: Engine, asked: GenerationRequest) -> float:
    """Tokens per second between the first text and the end."""
    start, before, rate = 0.0, 0, 0.0
    tokens = asked.sampling.max_tokens
    for event in engine.submit(asked):
        if isinstance(event, TokenChunk) and not start:
            start, before = time.perf_counter(), event.tokens
        elif isinstance(event, GenerationFinished):
            made = event.usage.completion_tokens
            rate = (made - before) / (time.perf_counter() - start)
            if made < tokens:
                sys.exit(f"the answer ended after {made} of {tokens} tokens")
    return rate


def peer_rate(
    model: Any,  # noqa: ANN401 - mlx-lm is untyped
    tokenizer: Any,  # noqa: ANN401 - mlx-lm is untyped
    tokens: int,
    question: str = QUESTION,
) -> float:
    """The same for ``mlx_lm.stream_generate``, on a model that mlx-lm loaded."""
    from mlx_lm.generate import stream_generate  # noqa: PLC0415 - after the BLAS

    prompt = tokenizer.apply_chat_template(
        [{"role": "user", "content": question}], add_generation_prompt=True
    )
    start, made = 0.0, -1
    for _ in stream_generate(model, tokenizer, prompt, max_tokens=tokens):
        start = start or time.perf_counter()
        made += 1
    return made / (time.perf_counter() - start)


def seconds(work: Callable[[], object]) -> float:
    """How long ``work`` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def in_turn(
    measures: Mapping[str, Callable[[], float]], repeats: int
) -> dict[str, list[float]]:
    """Take every figure once per round; each round begins with another of them.

    What disturbs the machine for a while so disturbs all of a round.
    """
    names = list(measures)
    taken: dict[str, list[float]] = {name: [] for name in names}
    for repeat in range(repeats):
        first = repeat % len(names)
        for name in names[first:] + names[:first]:
            taken[name].append(measures[name]())
    return taken


def ratio(above: Sequence[float], below: Sequence[float]) -> float:
    """The median of the rounds' own ratios."""
    return statistics.median(a / b for a, b in zip(above, below, strict=True))


def print_results(results: Mapping[str, float], *, as_json: bool) -> None:
    """One line per figure, or one JSON object."""
    if as_json:
        print(json.dumps({key: round(value, 4) for key, value in results.items()}))
        return
    for key, value in results.items():
        print(f"{key:32} {value:12.4f}")


def frequent_words(number: int) -> list[str]:
    """Texts of fourteen words, common and rare like those of a language."""
    random = np.random.default_rng(2)
    words = np.minimum(random.zipf(1.2, size=(number, 14)), 40_000)
    return [" ".join(f"k{word}" for word in row) for row in words]


def talks(texts: Iterable[str]) -> list[MemoryItem]:
    """Memories of the user's words: forty to a talk, a minute apart."""
    return [
        MemoryItem(
            id=new_id(),
            kind="episode",
            text=text,
            speaker="user",
            source=Source(f"talk-{at // _TALK}", new_id()),
            created=_BEGIN + timedelta(minutes=at),
        )
        for at, text in enumerate(texts)
    ]


def store(journal: Journal, items: Sequence[MemoryItem]) -> None:
    """Put ``items`` into ``journal``, some hundred at once."""
    for start in range(0, len(items), _STORED):
        journal.memories.add(items[start : start + _STORED]).result()


def measure_memories(
    about: str, measured: Callable[[Path, int], Mapping[str, float]]
) -> None:
    """Be the command ``about`` tells of: measure so many memories, and print that.

    ``measured`` is given an empty folder and the number.
    """
    parser = argparse.ArgumentParser(description=about.split("\n", 1)[0])
    parser.add_argument("--memories", type=int, default=10_000, help="how many")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        results = measured(Path(folder), options.memories)
    print_results(results, as_json=options.json)
