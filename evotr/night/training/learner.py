"""One step of learning: gradients over a step's rows, whatever passes they take."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

import mlx.core as mx
import numpy as np

from evotr.night.plan import TrainPlan
from evotr.night.training.attached import Attached
from evotr.night.training.examples import Example
from evotr.night.training.lane import (
    LOSS,
    STOP,
    SUMS,
    WEIGHT,
    Lane,
    batches_of,
    passes_of,
)
from evotr.night.training.lanes import Lanes
from evotr.night.training.scoring import Arrays, Numbers, Scorer
from evotr.night.training.updates import Updates
from evotr.night.training.workers import Workers

__all__ = ["Interrupted", "Learner", "StepResult", "measure", "told_by_row"]


class Interrupted(Exception):
    """The parent wants an end; the step was given up and nothing has changed."""


@dataclass(frozen=True, slots=True)
class StepResult:
    """What a step did; ``loss`` and ``gradient`` as `TrainingStep` tells them."""

    loss: float
    gradient: float
    tokens: int
    trained: int

    @property
    def finite(self) -> bool:
        """Whether the parameters were moved."""
        return math.isfinite(self.loss) and math.isfinite(self.gradient)


class Learner:
    """Moves the parameters of attached adapters, step by step.

    A step's rows are computed in passes; their gradients are summed and divided by
    the weight of all learned tokens once, so that passes, and machines, make no
    difference to the result but rounding.

    Args:
        plan: How to learn.
        attached: The adapters.
        scorer: The loss.
        workers: Who else computes.
        wants_stop: Asked before each pass.
        lanes: Compute a step's rows; without, this process does.
    """

    def __init__(
        self,
        plan: TrainPlan,
        attached: Attached,
        scorer: Scorer,
        workers: Workers,
        wants_stop: Callable[[], bool],
        lanes: Lanes | None = None,
    ) -> None:
        self._plan = plan
        self._attached = attached
        self._scorer = scorer
        self._workers = workers
        self._wants_stop = wants_stop
        rates = attached.rates(plan.lora_plus_ratio)
        self.updates = Updates(plan, attached.gather(), rates)
        self._lanes = lanes or Lane(attached, scorer, plan.batch_tokens)

    def step(self, examples: Sequence[Example], rate: float) -> StepResult:
        """Learn from the rows of one step.

        Raises:
            Interrupted: Somebody wants to stop; nothing was learned.
        """
        own = self._workers.share(examples)
        sums = self._lanes.sums(self.updates.parameters, own, self._wants_stop)
        sums = self._workers.summed(sums)
        gradient = sums[SUMS:] / sums[WEIGHT]
        length = mx.linalg.norm(gradient)
        mx.eval(sums, gradient, length)
        if sums[STOP].item():
            raise Interrupted
        result = StepResult(
            loss=_number(sums[LOSS] / sums[WEIGHT]),
            gradient=_number(length),
            tokens=sum(example.length for example in examples),
            trained=sum(example.trained for example in examples),
        )
        if result.finite:
            self.updates.apply(gradient, result.gradient, rate)
        return result

    def loss(self, examples: Sequence[Example]) -> float:
        """Loss per learned token over rows, by the parameters as they are.

        Raises:
            Interrupted: Somebody wants to stop.
        """
        self._attached.assign(self._attached.named(self.updates.parameters))
        return measure(
            self._scorer,
            examples,
            self._plan.batch_tokens,
            self._workers,
            self._wants_stop,
        )

    def surprises(self, examples: Sequence[Example]) -> list[float]:
        """Of each row, the loss of the token that is the least likely, in nats.

        Below log 2 for all of them, the row's answer is what would be said.

        Raises:
            Interrupted: Somebody wants to stop.
        """
        self._attached.assign(self._attached.named(self.updates.parameters))
        told = told_by_row(
            self._scorer,
            (self._scorer.most, 1),
            examples,
            self._plan.batch_tokens,
            self._workers,
            self._wants_stop,
        )
        return [most for (most,) in told]


def told_by_row(
    scorer: Scorer,
    tell: tuple[Callable[[Arrays], Numbers], int],
    examples: Sequence[Example],
    batch_tokens: int,
    workers: Workers,
    wants_stop: Callable[[], bool],
) -> list[list[float]]:
    """What a method of the scorer's finds of each row, by the model as it is.

    Args:
        scorer: Of the model.
        tell: That method, and how many numbers it gives for a row.
        examples: The rows.
        batch_tokens: Of one pass.
        workers: Who share the rows.
        wants_stop: Asked before each pass.

    Raises:
        Interrupted: Somebody wants to stop.
    """
    method, width = tell
    found, stopped = np.zeros((len(examples), width), np.float32), False
    places = np.array(workers.share(range(len(examples))), np.intp)
    own = [examples[place] for place in places]
    for rows, batch in passes_of(scorer, own, batch_tokens):
        if stopped := wants_stop():
            break
        found[places[rows]] = method(batch)
    summed = workers.summed(mx.array([*found.ravel().tolist(), float(stopped)]))
    *numbers, stop = cast("list[float]", summed.tolist())
    if stop:
        raise Interrupted
    return [numbers[at : at + width] for at in range(0, len(numbers), width)]


def measure(
    scorer: Scorer,
    examples: Sequence[Example],
    batch_tokens: int,
    workers: Workers,
    wants_stop: Callable[[], bool],
) -> float:
    """Loss per learned token over rows, by the model as it is.

    Raises:
        Interrupted: Somebody wants to stop.
    """
    sums = mx.zeros(SUMS)
    for batch in batches_of(scorer, workers.share(examples), batch_tokens):
        if wants_stop():
            sums = mx.array([0.0, 0.0, 1.0])
            break
        loss = scorer(batch)
        sums = sums + mx.stack([loss, batch["weights"].sum(), mx.array(0.0)])
        mx.eval(sums)
    sums = workers.summed(sums)
    if sums[STOP].item():
        raise Interrupted
    return _number(sums[LOSS] / sums[WEIGHT])


def _number(array: mx.array) -> float:
    return cast("float", array.item())
