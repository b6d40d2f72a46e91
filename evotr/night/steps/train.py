"""Training: the child, from the frozen base, on everything that is learned."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from evotr.domain import Adapter, TrainingTold
from evotr.errors import RunBusy
from evotr.experts import Base
from evotr.night.events import (
    RowLosses,
    TrainingDone,
    TrainingEvent,
    TrainingMeasured,
    TrainingResult,
    TrainingStep,
)
from evotr.night.plan import LOCK, TrainPlan, read_plan, write_plan
from evotr.night.progress import NightTrains, Tell
from evotr.night.steps.chosen import build_plan
from evotr.night.train import TrainingRun
from evotr.night.watch import Stopped, Watch
from evotr.settings import Settings

__all__ = ["measure", "train", "train_plan"]

_SMALL: Final = 512  # what goes in and out of a block, in numbers
_RATE, _SMALL_RATE = 2e-4, 1.4e-3
_WARMUP: Final = 20
_FADES: Final = 30
"""Adam moves every weight, also where nothing is to be learned: that fades again, in so
many turns of all corrections. In steps, it would fade the sooner the more there are
(arXiv 2405.13698)."""
_OF_B: Final = 2.0
_BETA2: Final = 0.99
"""So few steps are not enough to forget the large gradients of the first ones."""
_POINTS: Final = 60
_PATIENCE_S: Final = 120.0


def train_plan(
    settings: Settings, base: Base, model: Path, rows: int, turns: int
) -> TrainPlan:
    """How a night trains on so many rows, in which each correction has its turns.

    Nobody looks at the held-out rows meanwhile: they are the model's own answers, whose
    loss is the lowest where nothing was learned yet; the judge has them measured.
    """
    linears = base.linears.values()
    width = min((one.inputs for one in linears), default=0)
    rank = min((min(one.inputs, one.outputs) for one in linears), default=1)
    steps = -(-rows // settings.night_batch)
    rate = settings.night_rate or (_SMALL_RATE if width <= _SMALL else _RATE)
    return TrainPlan(
        base=model,
        method=settings.night_method,
        activation=settings.night_activation,
        rank=min(settings.night_rank, rank),
        scale=settings.night_scale,
        learning_rate=rate,
        warmup_steps=min(_WARMUP, steps // 5),
        final_rate=0.0,
        weight_decay=max(turns, 1) / (steps * _FADES * rate),
        lora_plus_ratio=_OF_B,
        beta2=_BETA2,
        steps=steps,
        batch_rows=settings.night_batch,
        max_tokens=build_plan(settings).max_tokens,
        evaluate_every=0,
        revisit=settings.night_revisit,
        device=settings.device,
    )


def train(
    folder: Path, watch: Watch, tell: Tell, expert: str
) -> tuple[TrainingResult, TrainingTold]:
    """Train the run in ``folder`` to its end.

    Raises:
        Stopped: The night was; a checkpoint is there.
        EvotrError: What the child met.
    """
    curve: list[tuple[int, float]] = []
    told = TrainingTold(steps=0, rows=0, seconds=0.0)

    def note(event: TrainingEvent) -> None:
        nonlocal told
        tell(NightTrains(expert, event))
        told = _noted(told, event, curve)

    end = _ended(folder, watch, note)
    if not isinstance(end, TrainingResult):
        raise Stopped
    return end, replace(
        told,
        steps=end.step,
        rows=end.rows,
        seconds=round(end.seconds, 1),
        curve=_thinned(curve),
    )


def measure(
    folder: Path, watch: Watch, adapters: tuple[Adapter, ...]
) -> Mapping[str, RowLosses]:
    """What each held-out row of a run loses by these adapters and by the base.

    Raises:
        Stopped: The night was.
        EvotrError: What the child met.
    """
    write_plan(folder, replace(read_plan(folder), compare=adapters, by_row=True))
    end = _ended(folder, watch, lambda _: None)
    if not isinstance(end, TrainingMeasured):
        raise Stopped
    return end.by_row


def _ended(
    folder: Path, watch: Watch, note: Callable[[TrainingEvent], None]
) -> TrainingDone:
    # The child of a night that was killed may be writing its last checkpoint.
    try:
        with FileLock(folder / LOCK, timeout=_PATIENCE_S):
            pass
    except Timeout as error:
        raise RunBusy(run=folder) from error
    with TrainingRun(folder) as run, watch.holding(run):
        for event in run.events():
            note(event)
        return run.result()


def _noted(
    told: TrainingTold, event: TrainingEvent, curve: list[tuple[int, float]]
) -> TrainingTold:
    if not isinstance(event, TrainingStep):
        return told
    if event.loss is not None:
        curve.append((event.step, event.loss))
    return replace(
        told,
        tokens_per_s=round(event.tokens_per_s, 1),
        peak_bytes=max(told.peak_bytes, event.peak_bytes),
    )


def _thinned(curve: list[tuple[int, float]]) -> tuple[tuple[int, float], ...]:
    """As many points as a picture shows."""
    every = -(-len(curve) // _POINTS) or 1
    return tuple(curve[::every])
