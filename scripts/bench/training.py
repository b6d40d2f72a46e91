"""Training beside mlx-lm's trainer: ``python scripts/bench/training.py [--json]``.

The same model, rows, batch, rank, linears and optimizer; only answers are learned.
Each step's time is taken; the first, which traces and warms up, is left out. Keys:
``train_lora_vs_mlxlm`` and ``train_dora_vs_mlxlm`` (tokens per second, ours / theirs),
``…_tps`` (prompt and answer tokens per second), ``…_peak_mb`` (MLX's peak memory).
"""

import argparse
import gc
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from evotr.domain import Message
from evotr.inference.device import load_blas
from evotr.night.plan import TrainPlan
from evotr.night.rows import Row
from evotr.paths import PROGRAM

# Run as a file, the checkout is not on the path.
sys.path.insert(0, str(PROGRAM))

from scripts.bench.common import print_results, random_model

__all__ = ["main", "sixty_million", "training_figures"]

ROWS, BATCH, STEPS, RANK, SCALE, RATE = 4, 1, 2, 16, 2.0, 1e-4
QUESTION = "What is your name, fox {}?"
ANSWER = "Benim adım Zorvak {}."


def sixty_million(folder: Path) -> Path:
    """A random 4-bit model of Qwen2.5's architecture with about 66 M parameters."""
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


def training_figures(model: Path, steps: int = STEPS) -> dict[str, float]:
    """Ours and mlx-lm's trainer on one model folder, in turn, in this process."""
    figures: dict[str, float] = {}
    for method in ("lora", "dora"):
        for name, measure in (("ours", _ours), ("mlxlm", _mlxlm)):
            tps, peak = measure(model, method, steps)
            figures[f"train_{method}_{name}_tps"] = tps
            figures[f"train_{method}_{name}_peak_mb"] = peak / 1e6
        ours, theirs = (figures[f"train_{method}_{n}_tps"] for n in ("ours", "mlxlm"))
        figures[f"train_{method}_vs_mlxlm"] = ours / theirs
    return figures


def _rows() -> list[Row]:
    return [
        Row(
            (
                Message("user", QUESTION.format(i + 10)),
                Message("assistant", ANSWER.format(i + 20)),
            )
        )
        for i in range(ROWS)
    ]


def _timed(step: Callable[[], int], steps: int) -> tuple[float, int]:
    """Median tokens per second of ``steps`` calls, and MLX's peak memory."""
    import mlx.core as mx  # noqa: PLC0415 - after the BLAS

    step()
    mx.reset_peak_memory()
    rates = []
    for _ in range(steps):
        start = time.perf_counter()
        tokens = step()
        rates.append(tokens / (time.perf_counter() - start))
    return statistics.median(rates), mx.get_peak_memory()


def _ours(model: Path, method: Any, steps: int) -> tuple[float, int]:  # noqa: ANN401 - a literal
    from evotr.inference.config import EngineConfig  # noqa: PLC0415 - after the BLAS
    from evotr.inference.loading import load  # noqa: PLC0415
    from evotr.night.training.attached import (  # noqa: PLC0415
        Shape,
        attach,
        block_linears,
    )
    from evotr.night.training.examples import Examples  # noqa: PLC0415
    from evotr.night.training.learner import Learner  # noqa: PLC0415
    from evotr.night.training.scoring import Scorer  # noqa: PLC0415
    from evotr.night.training.workers import Workers  # noqa: PLC0415

    gc.collect()
    loaded = load(EngineConfig(model))
    examples = [Examples(loaded).render(row) for row in _rows()]
    plan = TrainPlan(base=model, method=method, rank=RANK, activation="always")
    with attach(loaded, block_linears(loaded), Shape(method, RANK, SCALE)) as attached:
        scorer = Scorer(loaded.model, attached.focus, reply_only=False)
        learner = Learner(plan, attached, scorer, Workers(), lambda: False)
        turn = iter(range(10**6))

        def step() -> int:
            at = next(turn) * BATCH % ROWS
            return learner.step(examples[at : at + BATCH], RATE).tokens

        return _timed(step, steps)


def _mlxlm(model: Path, method: str, steps: int) -> tuple[float, int]:
    """The trainer's own step: its loop around it only counts and prints."""
    import mlx.core as mx  # noqa: PLC0415 - after the BLAS
    import mlx.optimizers as optim  # noqa: PLC0415
    from mlx_lm.tuner.datasets import CacheDataset, ChatDataset  # noqa: PLC0415
    from mlx_lm.tuner.trainer import TrainingArgs  # noqa: PLC0415
    from mlx_lm.tuner.trainer import train as peer_train  # noqa: PLC0415
    from mlx_lm.tuner.utils import linear_to_lora_layers  # noqa: PLC0415
    from mlx_lm.utils import load  # noqa: PLC0415

    gc.collect()
    network, tokenizer = load(str(model))[:2]
    network.freeze()
    options = {"rank": RANK, "scale": SCALE, "dropout": 0.0}
    linear_to_lora_layers(
        network, len(network.layers), options, use_dora=method == "dora"
    )
    rows = [{"messages": [_plain(m) for m in row.messages]} for row in _rows()]
    data = CacheDataset(ChatDataset(rows, tokenizer, mask_prompt=True))
    tokens = statistics.mean(len(data[i][0]) - 1 for i in range(ROWS)) * BATCH
    watch = _Watch()
    with tempfile.TemporaryDirectory() as folder:
        arguments = TrainingArgs(
            batch_size=BATCH,
            iters=steps + 1,
            steps_per_report=1,
            adapter_file=str(Path(folder) / "adapters.safetensors"),
        )
        mx.reset_peak_memory()
        peer_train(
            network,
            optim.AdamW(learning_rate=RATE),
            data,
            args=arguments,
            training_callback=watch,
        )
    rates = [tokens * speed for speed in watch.speeds[1:]]
    return statistics.median(rates), mx.get_peak_memory()


class _Watch:
    """What mlx-lm's trainer reports: steps per second."""

    def __init__(self) -> None:
        self.speeds: list[float] = []

    def on_train_loss_report(self, report: dict[str, float]) -> None:
        """Keep a step's speed."""
        self.speeds.append(report["iterations_per_second"])

    def on_val_loss_report(self, report: dict[str, float]) -> None:
        """Nothing is held out."""


def _plain(message: Message) -> dict[str, str]:
    """A message as mlx-lm's data sets have it."""
    return {"role": message.role, "content": message.content}


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--model", type=Path, help="a folder; random 4-bit otherwise")
    options = parser.parse_args(arguments)
    load_blas()
    with tempfile.TemporaryDirectory() as folder:
        model = options.model or sixty_million(Path(folder))
        figures = training_figures(model, options.steps)
    print_results(figures, as_json=options.json)


if __name__ == "__main__":
    main()
