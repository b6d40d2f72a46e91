"""Training beside mlx-lm's trainer: ``python scripts/bench/training.py [--json]``.

The same model, rows, batch, rank, linears and optimizer; only answers are learned.
Steps are taken in turn; the first of each, which traces and warms up, is left out.
Keys: ``train_lora_vs_mlxlm`` and ``train_dora_vs_mlxlm`` (tokens per second, ours /
theirs), ``…_tps`` (prompt and answer tokens per second), ``…_peak_mb`` (MLX's peak
memory in a step, above weights and state).
"""

import argparse
import gc
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from evotr.domain import Message
from evotr.inference.device import load_blas
from evotr.night.plan import TrainPlan
from evotr.night.rows import Row
from evotr.paths import PROGRAM

# Run as a file, the checkout is not on the path.
sys.path.insert(0, str(PROGRAM))

from scripts.bench.common import in_turn, print_results, random_model, ratio

__all__ = ["main", "sixty_million", "training_figures"]

BATCH, STEPS, RANK, SCALE, RATE = 1, 3, 16, 2.0, 1e-4
EPOCH = 4  # steps in which each row is seen once
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


def training_figures(
    model: Path, steps: int = STEPS, batch: int = BATCH
) -> dict[str, float]:
    """Steps of ours and of mlx-lm's trainer on one model folder, in turn.

    Args:
        model: The base.
        steps: Of each that are timed, after one that is not.
        batch: Rows of a step.
    """
    figures: dict[str, float] = {}
    for method in ("lora", "dora"):
        with _ours(model, method, batch) as ours, _mlxlm(model, method, batch) as peer:
            measures = {"ours": partial(_rate, ours), "mlxlm": partial(_rate, peer)}
            for measure in measures.values():
                measure()
            rates = in_turn(measures, steps)
            figures |= {
                f"train_{method}_ours_peak_mb": _peak_mb(ours),
                f"train_{method}_mlxlm_peak_mb": _peak_mb(peer),
            }
        for name, taken in rates.items():
            figures[f"train_{method}_{name}_tps"] = statistics.median(taken)
        figures[f"train_{method}_vs_mlxlm"] = ratio(rates["ours"], rates["mlxlm"])
        gc.collect()
    return figures


def _rows(batch: int) -> list[Row]:
    return [
        Row(
            (
                Message("user", QUESTION.format(i + 10)),
                Message("assistant", ANSWER.format(i + 20)),
            )
        )
        for i in range(EPOCH * batch)
    ]


def _rate(step: Callable[[], int]) -> float:
    """Tokens per second of one step."""
    start = time.perf_counter()
    tokens = step()
    return tokens / (time.perf_counter() - start)


def _peak_mb(step: Callable[[], int]) -> float:
    """MLX's peak memory in a step above what both trainers hold, in MB."""
    import mlx.core as mx  # noqa: PLC0415 - after the BLAS

    mx.clear_cache()
    before = mx.get_active_memory()
    mx.reset_peak_memory()
    step()
    return (mx.get_peak_memory() - before) / 1e6


@contextmanager
def _ours(
    model: Path,
    method: Any,  # noqa: ANN401 - a literal
    batch: int,
) -> Iterator[Callable[[], int]]:
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

    loaded = load(EngineConfig(model))
    examples = [Examples(loaded).render(row) for row in _rows(batch)]
    plan = TrainPlan(base=model, method=method, rank=RANK, activation="always")
    with attach(loaded, block_linears(loaded), Shape(method, RANK, SCALE)) as attached:
        scorer = Scorer(loaded.model, attached.focus, reply_only=False)
        learner = Learner(plan, attached, scorer, Workers(), lambda: False)
        turns = count()

        def step() -> int:
            at = next(turns) % EPOCH * batch
            return learner.step(examples[at : at + batch], RATE).tokens

        yield step


@contextmanager
def _mlxlm(model: Path, method: str, batch: int) -> Iterator[Callable[[], int]]:
    """The step of mlx_lm/tuner/trainer.py, whose loop only counts and prints."""
    import mlx.core as mx  # noqa: PLC0415 - after the BLAS
    import mlx.optimizers as optim  # noqa: PLC0415
    from mlx import nn  # noqa: PLC0415
    from mlx_lm.tuner.datasets import CacheDataset, ChatDataset  # noqa: PLC0415
    from mlx_lm.tuner.trainer import default_loss, iterate_batches  # noqa: PLC0415
    from mlx_lm.tuner.utils import linear_to_lora_layers  # noqa: PLC0415
    from mlx_lm.utils import load  # noqa: PLC0415

    network, tokenizer = load(str(model))[:2]
    network.freeze()
    options = {"rank": RANK, "scale": SCALE, "dropout": 0.0}
    linear_to_lora_layers(
        network, len(network.layers), options, use_dora=method == "dora"
    )
    rows = [{"messages": [_plain(m) for m in row.messages]} for row in _rows(batch)]
    data = CacheDataset(ChatDataset(rows, tokenizer, mask_prompt=True))
    batches = iterate_batches(data, batch, 2048, loop=True)
    optimizer = optim.AdamW(learning_rate=RATE)
    state = [network.state, optimizer.state, mx.random.state]
    gradient = nn.value_and_grad(network, default_loss)

    @partial(mx.compile, inputs=state, outputs=state)
    def update(*arrays: Any) -> Any:  # noqa: ANN401 - MLX is untyped
        (loss, tokens), gradients = gradient(network, *arrays)
        optimizer.update(network, gradients)
        return loss, tokens

    def step() -> int:
        arrays = next(batches)
        mx.eval(state, update(*arrays))
        return int((arrays[1][:, 1] - 1).sum().item())

    network.train()
    yield step


def _plain(message: Message) -> dict[str, str]:
    """A message as mlx-lm's data sets have it."""
    return {"role": message.role, "content": message.content}


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--batch", type=int, default=BATCH)
    parser.add_argument("--model", type=Path, help="a folder; random 4-bit otherwise")
    options = parser.parse_args(arguments)
    load_blas()
    with tempfile.TemporaryDirectory() as folder:
        model = options.model or sixty_million(Path(folder))
        figures = training_figures(model, options.steps, options.batch)
    print_results(figures, as_json=options.json)


if __name__ == "__main__":
    main()
