"""The engine beside plain mlx-lm: ``python scripts/bench/engine.py [--json]``.

Everything is measured through ``Engine.submit``, from outside, as a face would; the
peer is ``mlx_lm.stream_generate`` in the same process, on the same model folder and
prompt, in turn with ours. Ratios are medians over pairs run one right after the other.

Keys: ``decode_ratio`` (random 4-bit model of about 66 M parameters; ours / peer),
``decode_ratio_mini`` (the bundled model, or a random one of its size until it exists),
``turn10_extra_prefill`` (tokens read at turn 10 beyond its new ones), ``batch4_ratio``
(four streams one after the other / at once), ``rss_growth`` (resident memory after 200
turns against after 20).
"""

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

from evotr.domain import (
    GenerationFinished,
    GenerationRequest,
    Message,
    SamplingParams,
    TokenChunk,
)
from evotr.inference import Engine, EngineConfig
from evotr.inference.device import load_blas
from evotr.paths import BUNDLED_MODEL, PROGRAM

__all__ = ["main"]

PARTS = ("decode", "mini", "turns", "batch4", "rss")
QUESTION = "Merhaba! Bugün hava nasıl, what shall we do?"
REPEATS = 7

# Run as a file, the checkout is not on the path.
sys.path.insert(0, str(PROGRAM))


def _random_model(folder: Path, bits: int | None, **shape: int) -> Path:
    # MLX must not be imported before the BLAS is.
    from tests.fakes.tiny_model import build_model  # noqa: PLC0415

    return build_model(folder, bits=bits, max_position_embeddings=2048, **shape)


def _sixty_million(folder: Path) -> Path:
    return _random_model(
        folder / "random-4bit",
        bits=4,
        hidden_size=768,
        num_hidden_layers=8,
        intermediate_size=2304,
        num_attention_heads=12,
        num_key_value_heads=2,
        vocab_size=16384,
    )


def _mini(folder: Path, given: Path | None) -> Path:
    model = given or BUNDLED_MODEL
    if (model / "config.json").exists():
        return model
    return _random_model(
        folder / "random-mini",
        bits=None,
        hidden_size=256,
        num_hidden_layers=4,
        intermediate_size=768,
        vocab_size=2048,
    )


def _endless(model: Path, folder: Path) -> Path:
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


def _request(conversation: str, *turns: str, tokens: int) -> GenerationRequest:
    messages = tuple(
        Message("assistant" if at % 2 else "user", text)
        for at, text in enumerate(turns)
    )
    return GenerationRequest(conversation, messages, SamplingParams(max_tokens=tokens))


def _answer(engine: Engine, request: GenerationRequest) -> tuple[str, Any]:
    text = ""
    usage = None
    for event in engine.submit(request):
        if isinstance(event, TokenChunk):
            text += event.text
        elif isinstance(event, GenerationFinished):
            usage = event.usage
    return text, usage


def _our_rate(engine: Engine, tokens: int) -> float:
    """Tokens per second between the first text and the end."""
    start, before, rate = 0.0, 0, 0.0
    for event in engine.submit(_request("decode", QUESTION, tokens=tokens)):
        if isinstance(event, TokenChunk) and not start:
            start, before = time.perf_counter(), event.tokens
        elif isinstance(event, GenerationFinished):
            made = event.usage.completion_tokens
            rate = (made - before) / (time.perf_counter() - start)
            if made < tokens:
                sys.exit(f"the answer ended after {made} of {tokens} tokens")
    return rate


def _peer(model_path: Path, tokens: int) -> Callable[[], float]:
    from mlx_lm.generate import stream_generate  # noqa: PLC0415 - after the BLAS
    from mlx_lm.utils import load  # noqa: PLC0415 - after the BLAS

    model, tokenizer = load(str(model_path))[:2]
    prompt = tokenizer.apply_chat_template(
        [{"role": "user", "content": QUESTION}], add_generation_prompt=True
    )

    def rate() -> float:
        start, made = 0.0, -1
        for _ in stream_generate(model, tokenizer, prompt, max_tokens=tokens):
            start = start or time.perf_counter()
            made += 1
        return made / (time.perf_counter() - start)

    return rate


def _decode(model: Path, folder: Path, tokens: int) -> dict[str, float]:
    endless = _endless(model, folder)
    peer = _peer(endless, tokens)
    engine = Engine(EngineConfig(endless))
    _our_rate(engine, tokens)
    peer()
    ours: list[float] = []
    theirs: list[float] = []
    for repeat in range(REPEATS):
        if repeat % 2:
            theirs.append(peer())
        ours.append(_our_rate(engine, tokens))
        if not repeat % 2:
            theirs.append(peer())
    engine.close()
    ratios = [a / b for a, b in zip(ours, theirs, strict=True)]
    return {
        "ratio": statistics.median(ratios),
        "ours_tps": statistics.median(ours),
        "peer_tps": statistics.median(theirs),
    }


def _turns(model: Path) -> int:
    engine = Engine(EngineConfig(model))
    said: list[str] = []
    before = extra = 0
    for turn in range(10):
        said.append(f"Soru {turn}: what is number {turn}?")
        text, usage = _answer(engine, _request("turns", *said, tokens=24))
        said.append(text)
        new = usage.prompt_tokens - before
        extra = usage.prompt_tokens - usage.cached_tokens - new
        before = usage.prompt_tokens + usage.completion_tokens
    engine.close()
    return extra


def _batch4(model: Path, folder: Path, tokens: int) -> float:
    engine = Engine(EngineConfig(_endless(model, folder / "batch"), max_batch=4))
    requests = [
        _request(f"batch {n}", f"{QUESTION} {n}", tokens=tokens) for n in range(4)
    ]

    def serial() -> float:
        start = time.perf_counter()
        for request in requests:
            _answer(engine, request)
        return time.perf_counter() - start

    def at_once() -> float:
        start = time.perf_counter()
        for stream in [engine.submit(request) for request in requests]:
            for _ in stream:
                pass
        return time.perf_counter() - start

    serial()
    at_once()
    ratios = []
    for _ in range(REPEATS):
        one_by_one = serial()
        ratios.append(one_by_one / at_once())
    engine.close()
    return statistics.median(ratios)


def _rss(model: Path) -> float:
    """Growth of this process over 200 turns of two conversations.

    Their windows (384 tokens) are full within the first 20 turns: what grows after
    them is neither the conversation nor its cache.
    """
    engine = Engine(EngineConfig(model, context_tokens=384, cache_bytes=8 * 2**20))
    process = psutil.Process()
    resident = {}
    said: dict[int, list[str]] = {}
    for turn in range(1, 201):
        turns = said.setdefault(turn % 2, [])
        turns.append(f"Soru {turn}: bugün hava nasıl?")
        request = _request(str(turn % 2), *turns, tokens=24)
        turns.append(_answer(engine, request)[0])
        resident[turn] = process.memory_info().rss
    engine.close()
    return resident[200] / resident[20] - 1


def _rss_in_child(model: Path) -> float:
    """A process of its own: no peer and no second model in its memory."""
    command = [sys.executable, __file__, "--json", "--only", "rss"]
    done = subprocess.run(  # noqa: S603 - our own file
        [*command, "--model", str(model), "--here"],
        check=True,
        capture_output=True,
        text=True,
    )
    return float(json.loads(done.stdout)["rss_growth"])


def _measure(options: argparse.Namespace, folder: Path) -> dict[str, float]:
    wanted = options.only or PARTS
    mini = _mini(folder, options.model)
    results: dict[str, float] = {}
    if "rss" in wanted:
        results["rss_growth"] = _rss(mini) if options.here else _rss_in_child(mini)
    if "turns" in wanted:
        results["turn10_extra_prefill"] = _turns(mini)
    if "batch4" in wanted:
        results["batch4_ratio"] = _batch4(mini, folder, tokens=128)
    for part, suffix, tokens in (("mini", "_mini", 256), ("decode", "", 40)):
        if part in wanted:
            model = mini if suffix else _sixty_million(folder)
            measured = _decode(model, folder, tokens)
            results |= {f"decode_{k}{suffix}": v for k, v in measured.items()}
    return results


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument("--model", type=Path, help="in place of the bundled model")
    parser.add_argument("--only", action="append", choices=PARTS, help="single parts")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    load_blas()
    with tempfile.TemporaryDirectory() as folder:
        results = _measure(options, Path(folder))
    if options.json:
        print(json.dumps({key: round(value, 4) for key, value in results.items()}))
        return
    for key, value in results.items():
        print(f"{key:24} {value:10.3f}")


if __name__ == "__main__":
    main()
