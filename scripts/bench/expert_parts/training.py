"""Training beside mlx-lm's trainer: the same rows, linears, rank and optimizer."""

import contextlib
import gc
import io
import statistics
from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import mlx.core as mx
from mlx.optimizers import AdamW
from mlx_lm.tuner.datasets import CacheDataset, ChatDataset
from mlx_lm.tuner.trainer import TrainingArgs, iterate_batches, train
from mlx_lm.tuner.utils import linear_to_lora_layers
from mlx_lm.utils import load

from evotr.domain import AdapterMethod, Message
from evotr.inference.config import EngineConfig
from evotr.inference.loading import load as load_ours
from evotr.night.plan import TrainPlan
from evotr.night.rows import Row
from evotr.night.training.attached import Shape, attach, block_linears
from evotr.night.training.examples import Examples
from evotr.night.training.learner import Learner
from evotr.night.training.scoring import Scorer
from evotr.night.training.workers import Workers
from scripts.bench.common import ratio, seconds
from scripts.bench.expert_parts.world import Batches, World

__all__ = ["StepWatch", "training"]

_RATE = 1e-4
_SCALE = 2.0
_MEMORY_STEPS = 2
_QUESTION = "Nasılsın {:03}?"
_ANSWER = "Benim adım Zorvak {:03}. "

Step = Callable[[], object]


def training(world: World) -> dict[str, float]:
    """``train_lora_vs_mlxlm`` and ``train_dora_vs_mlxlm``: tokens per second.

    Steps of ours and of mlx-lm's take turns; the first of each is left out. Prompts'
    tokens count, padding does not. ``…_peak_ratio`` is ours to theirs of MLX's peak
    memory above what was in use before, each alone. ``…_mini`` is on the bundled
    model, which is not quantized.
    """
    results: dict[str, float] = {}
    methods: tuple[AdapterMethod, ...] = ("lora", "dora")
    for suffix, base, batches in (
        ("", world.base, world.scale.batches),
        ("_mini", world.mini, world.scale.mini_batches),
    ):
        for method in methods:
            side = _Side(base, method, world.scale.rank, batches)
            name = f"train_{method}"
            figures = _speeds(side, world.scale.repeats) | _peaks(side)
            results |= {f"{name}_{key}{suffix}": v for key, v in figures.items()}
    return results


class _Side:
    """Both trainers on one model with one method."""

    def __init__(
        self, base: Path, method: AdapterMethod, rank: int, batches: Batches
    ) -> None:
        self._base = base
        self._method = method
        self._rank = rank
        self._batches = batches
        filler = _ANSWER.format(0) * batches.sentences
        self._rows = [
            Row(
                (
                    Message("user", _QUESTION.format(at)),
                    Message("assistant", filler + _ANSWER.format(at)),
                )
            )
            for at in range(batches.rows * batches.different)
        ]
        self.tokens = 0.0  # of a batch: known when ours was begun

    @contextlib.contextmanager
    def ours(self) -> Iterator[Step]:
        """The step that `evotr.night.training` takes."""
        loaded = load_ours(EngineConfig(self._base))
        examples = [Examples(loaded).render(row) for row in self._rows]
        size = self._batches.rows
        self.tokens = size * statistics.mean(example.length for example in examples)
        plan = TrainPlan(
            base=self._base, method=self._method, rank=self._rank, activation="always"
        )
        shape = Shape(self._method, self._rank, _SCALE)
        starts = cycle(range(0, len(examples), size))
        with attach(loaded, block_linears(loaded), shape) as attached:
            scorer = Scorer(loaded.model, attached.focus, reply_only=False)
            learner = Learner(plan, attached, scorer, Workers(), lambda: False)

            def step() -> None:
                start = next(starts)
                learner.step(examples[start : start + size], _RATE)

            yield step

    def theirs(self, steps: int, between: Callable[[], None]) -> list[float]:
        """Run ``mlx_lm``'s trainer; seconds of each step, ``between`` not counted."""
        model, tokenizer = load(str(self._base))[:2]
        model.freeze()
        options = {"rank": self._rank, "scale": _SCALE, "dropout": 0.0}
        dora = self._method == "dora"
        linear_to_lora_layers(model, len(model.layers), options, use_dora=dora)
        rows = [{"messages": list(map(_plain, row.messages))} for row in self._rows]
        data = CacheDataset(ChatDataset(rows, tokenizer, mask_prompt=True))
        watch = StepWatch()

        def batches(*args: Any, **options: Any) -> Iterator[Any]:  # noqa: ANN401 - mlx-lm is untyped
            for batch in iterate_batches(*args, **options):
                between()
                yield batch

        with (
            TemporaryDirectory() as folder,
            contextlib.redirect_stdout(io.StringIO()),  # it draws its progress
        ):
            arguments = TrainingArgs(
                batch_size=self._batches.rows,
                iters=steps,
                steps_per_report=1,
                adapter_file=str(Path(folder) / "adapters.safetensors"),
            )
            optimizer = AdamW(learning_rate=_RATE)
            train(
                model,
                optimizer,
                data,
                args=arguments,
                iterate_batches=batches,
                training_callback=watch,
            )
        return watch.seconds


class StepWatch:
    """What mlx-lm's trainer reports after each step."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def on_train_loss_report(self, report: dict[str, float]) -> None:
        """Keep a step's seconds."""
        self.seconds.append(1 / report["iterations_per_second"])

    def on_val_loss_report(self, report: dict[str, float]) -> None:
        """Nothing is held out."""


def _plain(message: Message) -> dict[str, str]:
    return {"role": message.role, "content": message.content}


def _speeds(side: _Side, repeats: int) -> dict[str, float]:
    ours: list[float] = []
    with side.ours() as step:
        theirs = side.theirs(repeats + 1, lambda: ours.append(seconds(step)))
    ours, theirs = ours[1 : len(theirs)], theirs[1:]
    return {
        "vs_mlxlm": ratio(theirs, ours),
        "tps": side.tokens / statistics.median(ours),
        "tps_mlxlm": side.tokens / statistics.median(theirs),
    }


def _peaks(side: _Side) -> dict[str, float]:
    def ours() -> None:
        with side.ours() as step:
            for _ in range(_MEMORY_STEPS):
                step()

    mine = _peak(ours)
    other = _peak(partial(side.theirs, _MEMORY_STEPS, lambda: None))
    return {
        "peak_ratio": mine / other,
        "peak_mb": mine / 1e6,
        "peak_mb_mlxlm": other / 1e6,
    }


def _peak(work: Step) -> int:
    gc.collect()
    mx.clear_cache()
    before = mx.get_active_memory()
    mx.reset_peak_memory()
    work()
    return mx.get_peak_memory() - before
