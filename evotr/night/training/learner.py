"""One step of learning: gradients over a step's rows, whatever passes they take."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import cast

import mlx.core as mx

from evotr.night.plan import TrainPlan
from evotr.night.training.attached import Attached
from evotr.night.training.batches import make_batch, passes
from evotr.night.training.examples import Example
from evotr.night.training.scoring import Arrays, Scorer, arrays_of
from evotr.night.training.updates import Updates
from evotr.night.training.workers import Workers

__all__ = ["Interrupted", "Learner", "StepResult", "measure"]

_LOSS, _WEIGHT, _STOP, _SUMS = 0, 1, 2, 3


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
    """

    def __init__(
        self,
        plan: TrainPlan,
        attached: Attached,
        scorer: Scorer,
        workers: Workers,
        wants_stop: Callable[[], bool],
    ) -> None:
        self._plan = plan
        self._attached = attached
        self._scorer = scorer
        self._workers = workers
        self._wants_stop = wants_stop
        self.updates = Updates(plan, attached.gather())
        # On the CPU, compiling costs more than it gives.
        fast = mx.default_device() != mx.Device(mx.cpu)
        self._pass = mx.compile(self._sums) if fast else self._sums

    def step(self, examples: Sequence[Example], rate: float) -> StepResult:
        """Learn from the rows of one step.

        Raises:
            Interrupted: Somebody wants to stop; nothing was learned.
        """
        own = self._workers.share(examples)
        parameters = self._attached.named(self.updates.parameters)
        sums = mx.zeros(_SUMS + self._attached.size)
        for batch in _batches(self._scorer, own, self._plan.batch_tokens):
            if self._wants_stop():
                sums = mx.zeros_like(sums)
                sums[_STOP] = 1
                break
            sums = sums + self._pass(parameters, batch)
            mx.eval(sums)
        sums = self._workers.summed(sums)
        gradient = sums[_SUMS:] / sums[_WEIGHT]
        length = mx.linalg.norm(gradient)
        mx.eval(sums, gradient, length)
        if sums[_STOP].item():
            raise Interrupted
        result = StepResult(
            loss=_number(sums[_LOSS] / sums[_WEIGHT]),
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

    def _sums(self, parameters: Arrays, batch: Arrays) -> mx.array:
        """Loss, weight, no stop, and the gradient of one pass, as one array."""

        def loss(parameters: Arrays) -> mx.array:
            self._attached.assign(parameters)
            return self._scorer(batch)

        value, gradients = mx.value_and_grad(loss)(parameters)
        head = mx.stack([value, batch["weights"].sum(), mx.array(0.0)])
        flat = [gradients[name].reshape(-1) for name in self._attached.shapes]
        return mx.concatenate([head, *flat])


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
    sums = mx.zeros(_SUMS)
    for batch in _batches(scorer, workers.share(examples), batch_tokens):
        if wants_stop():
            sums = mx.array([0.0, 0.0, 1.0])
            break
        loss = scorer(batch)
        sums = sums + mx.stack([loss, batch["weights"].sum(), mx.array(0.0)])
        mx.eval(sums)
    sums = workers.summed(sums)
    if sums[_STOP].item():
        raise Interrupted
    return _number(sums[_LOSS] / sums[_WEIGHT])


def _number(array: mx.array) -> float:
    return cast("float", array.item())


def _batches(
    scorer: Scorer, examples: Sequence[Example], batch_tokens: int
) -> Iterator[Arrays]:
    split, shared = scorer.splits, scorer.shared
    sizes = [example.sizes(split=split) for example in examples]
    sizes = [(before - shared, rest) for before, rest in sizes]
    for rows in passes(range(len(examples)), sizes, batch_tokens):
        batch = make_batch(
            [examples[row] for row in rows],
            pad=0,
            split=split,
            shared=shared,
            exact=scorer.exact,
        )
        yield arrays_of(batch)
