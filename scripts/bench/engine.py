"""The engine beside plain mlx-lm: ``python scripts/bench/engine.py [--json]``.

Everything is measured through ``Engine.submit``, from outside, as a face would; the
peer is ``mlx_lm.stream_generate`` in the same process, on the same model folder and
prompt, in turn with ours. Ratios are medians over pairs run one right after the other.

Keys: ``decode_ratio`` (random 4-bit model of about 66 M parameters; ours / peer),
``decode_ratio_mini`` (the bundled model, or a random one of its size until it exists),
``turn10_extra_prefill`` (tokens read at turn 10 beyond its new ones), ``batch4_ratio``
(four streams one after the other / at once), ``many_ratio`` (short questions that
nobody waits for, with their tokens a second as ``many_tps``; seconds of
``mlx_lm.batch_generate`` with as many rows / ours), ``rss_growth`` (resident memory
after 200 turns against after 20).
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path

import psutil

from evotr.domain import Priority
from evotr.inference import Engine, EngineConfig
from evotr.inference.device import load_blas
from evotr.paths import PROGRAM

# Run as a file, the checkout is not on the path.
sys.path.insert(0, str(PROGRAM))

from scripts.bench.common import (
    QUESTION,
    answer,
    decode_rate,
    endless,
    in_turn,
    mini_model,
    peer_rate,
    print_results,
    random_model,
    ratio,
    request,
    seconds,
)

__all__ = ["main"]

PARTS = ("decode", "mini", "turns", "batch4", "many", "rss")
REPEATS = 7
MANY, MANY_ROWS, MANY_TOKENS, MANY_REPEATS = 200, 32, 24, 3


def _sixty_million(folder: Path) -> Path:
    return random_model(
        folder / "random-4bit",
        bits=4,
        hidden_size=768,
        num_hidden_layers=8,
        intermediate_size=2304,
        num_attention_heads=12,
        num_key_value_heads=2,
        vocab_size=16384,
    )


def _decode(path: Path, folder: Path, tokens: int) -> dict[str, float]:
    from mlx_lm.utils import load  # noqa: PLC0415 - after the BLAS

    path = endless(path, folder)
    model, tokenizer = load(str(path))[:2]
    peer = partial(peer_rate, model, tokenizer, tokens)
    engine = Engine(EngineConfig(path))
    ours = partial(decode_rate, engine, request("decode", QUESTION, tokens=tokens))
    ours()
    peer()
    rates = in_turn({"ours": ours, "peer": peer}, REPEATS)
    engine.close()
    return {
        "ratio": ratio(rates["ours"], rates["peer"]),
        "ours_tps": statistics.median(rates["ours"]),
        "peer_tps": statistics.median(rates["peer"]),
    }


def _turns(model: Path) -> int:
    engine = Engine(EngineConfig(model))
    said: list[str] = []
    before = extra = 0
    for turn in range(10):
        said.append(f"Soru {turn}: what is number {turn}?")
        text, usage = answer(engine, request("turns", *said, tokens=24))
        said.append(text)
        new = usage.prompt_tokens - before
        extra = usage.prompt_tokens - usage.cached_tokens - new
        before = usage.prompt_tokens + usage.completion_tokens
    engine.close()
    return extra


def _batch4(model: Path, folder: Path, tokens: int) -> float:
    engine = Engine(EngineConfig(endless(model, folder / "batch"), max_batch=4))
    requests = [
        request(f"batch {n}", f"{QUESTION} {n}", tokens=tokens) for n in range(4)
    ]

    def serial() -> None:
        for asked in requests:
            answer(engine, asked)

    def at_once() -> None:
        for stream in [engine.submit(asked) for asked in requests]:
            for _ in stream:
                pass

    ways = {"serial": partial(seconds, serial), "at_once": partial(seconds, at_once)}
    in_turn(ways, 1)
    taken = in_turn(ways, REPEATS)
    engine.close()
    return ratio(taken["serial"], taken["at_once"])


def _many(model: Path) -> dict[str, float]:
    from mlx_lm import batch_generate  # noqa: PLC0415 - after the BLAS
    from mlx_lm.utils import load  # noqa: PLC0415 - after the BLAS

    peer, tokenizer = load(str(model))[:2]
    engine = Engine(EngineConfig(model, background_rows=MANY_ROWS))
    questions = [f"What is the capital of Tor{n}ak?" for n in range(MANY)]
    made: list[int] = []

    def ours() -> None:
        asked = [
            replace(
                request(f"many {n}", question, tokens=MANY_TOKENS),
                priority=Priority.BACKGROUND,
                cache_prompt=False,
            )
            for n, question in enumerate(questions)
        ]
        streams = [engine.submit(one) for one in asked]
        ends = [[*stream][-1] for stream in streams]
        made.append(sum(end.usage.completion_tokens for end in ends))

    def theirs() -> None:
        prompts = [
            tokenizer.apply_chat_template(
                [{"role": "user", "content": question}], add_generation_prompt=True
            )
            for question in questions
        ]
        batch_generate(
            peer,
            tokenizer,
            prompts,
            max_tokens=MANY_TOKENS,
            completion_batch_size=MANY_ROWS,
        )

    ours()
    ways = {"ours": partial(seconds, ours), "theirs": partial(seconds, theirs)}
    taken = in_turn(ways, MANY_REPEATS)
    engine.close()
    return {
        "many_ratio": ratio(taken["theirs"], taken["ours"]),
        "many_tps": made[0] / statistics.median(taken["ours"]),
    }


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
        asked = request(str(turn % 2), *turns, tokens=24)
        turns.append(answer(engine, asked)[0])
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
    mini = mini_model(folder, options.model)
    results: dict[str, float] = {}
    if "rss" in wanted:
        results["rss_growth"] = _rss(mini) if options.here else _rss_in_child(mini)
    if "turns" in wanted:
        results["turn10_extra_prefill"] = _turns(mini)
    if "batch4" in wanted:
        results["batch4_ratio"] = _batch4(mini, folder, tokens=128)
    if "many" in wanted:
        results |= _many(mini)
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
    print_results(results, as_json=options.json)


if __name__ == "__main__":
    main()
