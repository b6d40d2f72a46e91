"""The night's trainer beside mlx-lm's, on the rows of one night."""

import contextlib
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from mlx.optimizers import AdamW
from mlx_lm.tuner.datasets import CacheDataset, ChatDataset
from mlx_lm.tuner.trainer import TrainingArgs, iterate_batches, train
from mlx_lm.tuner.utils import linear_to_lora_layers
from mlx_lm.utils import load

from evotr.app import open_night
from evotr.inference.config import EngineConfig
from evotr.inference.loading import load as load_ours
from evotr.night.night import NightRun
from evotr.night.plan import TRAIN_ROWS, TrainPlan, read_plan
from evotr.night.progress import NightEvent, NightStepEnded
from evotr.night.rows import Row, read_rows
from evotr.night.training.attached import Shape, attach, block_linears
from evotr.night.training.examples import Example, Examples
from evotr.night.training.learner import Learner
from evotr.night.training.scoring import Scorer
from evotr.night.training.workers import Workers
from scripts.bench.common import seconds
from scripts.bench.expert_parts.training import StepWatch
from scripts.bench.night_parts.world import World, lessons
from scripts.night.corrections import invented

__all__ = ["trainer"]

_LESSONS: Final = 8
_BATCHES: Final = 40

Step = Callable[[], object]


def trainer(world: World) -> dict[str, Any]:
    """``train_vs_mlxlm``: tokens per second on the rows of a night, ours to theirs.

    The same linears, rank, optimizer and batches of rows of like length; steps of both
    take turns. Ours acts from the reply on, as the night trains; mlx-lm's cannot, and
    masks the prompt. Prompts' tokens count, padding does not.
    """
    plan, rows = _built(world)
    size = plan.batch_rows
    loaded = load_ours(EngineConfig(plan.base, device=plan.device))
    examples = [Examples(loaded, plan.instruction).render(row) for row in rows]
    some = sorted(examples[:: len(examples) // (_BATCHES * size)], key=_length)
    some = some[: _BATCHES * size]
    chosen = [rows[examples.index(one)] for one in some]
    shape = Shape(plan.method, plan.rank, plan.scale)
    with attach(loaded, block_linears(loaded, plan.keys), shape) as attached:
        scorer = Scorer(loaded.model, attached.focus, reply_only=True)
        scorer.share(examples)
        learner = Learner(plan, attached, scorer, Workers(), lambda: False)
        starts = iter(range(0, len(some), size))

        def step() -> None:
            start = next(starts, 0)
            learner.step(some[start : start + size], plan.learning_rate)

        step()  # what is computed once
        starts = iter(range(0, len(some), size))
        ours: list[float] = []
        theirs = _peer(plan, chosen, lambda: ours.append(seconds(step)))
    tokens = sum(one.length for one in some)
    mine, other = tokens / sum(ours[:_BATCHES]), tokens / sum(theirs[-_BATCHES:])
    return {
        "train_vs_mlxlm": mine / other,
        "train_tps": mine,
        "train_tps_mlxlm": other,
    }


def _length(example: Example) -> int:
    return example.length


class _Built(Exception):
    """The rows are there; the night need not go on."""


def _built(world: World) -> tuple[TrainPlan, list[Row]]:
    """What a night would train on, and how."""
    settings = world.settings("rows")
    found: list[tuple[TrainPlan, list[Row]]] = []

    with open_night(settings) as parts:

        def tell(event: NightEvent) -> None:
            if isinstance(event, NightStepEnded) and event.step == "build":
                (folder,) = settings.paths.nights.glob(
                    str(Path("*", "work", event.expert))
                )
                found.append((read_plan(folder), read_rows(folder / TRAIN_ROWS)))
                run.stop()

        run = NightRun(parts, tell)
        parts.journal.ledger.add(lessons(invented(world.seed, _LESSONS))).result()
        run.run("user")
    world.keep(settings)
    return found[0]


def _peer(plan: TrainPlan, rows: list[Row], between: Step) -> list[float]:
    """Run ``mlx_lm``'s trainer; seconds of each step, ``between`` not counted."""
    model, tokenizer = load(str(plan.base))[:2]
    model.freeze()
    options = {"rank": plan.rank, "scale": plan.scale, "dropout": 0.0}
    linear_to_lora_layers(model, len(model.layers), options)
    data = CacheDataset(
        ChatDataset([_plain(row) for row in rows], tokenizer, mask_prompt=True)
    )
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
            batch_size=plan.batch_rows,
            # Its first step computes what is computed once; then all batches again.
            iters=len(rows) // plan.batch_rows + 1,
            steps_per_report=1,
            adapter_file=str(Path(folder) / "adapters.safetensors"),
        )
        train(
            model,
            AdamW(learning_rate=plan.learning_rate),
            data,
            args=arguments,
            iterate_batches=batches,
            training_callback=watch,
        )
    return watch.seconds


def _plain(row: Row) -> dict[str, list[dict[str, str]]]:
    said = [{"role": one.role, "content": one.content} for one in row.messages]
    return {"messages": said}
