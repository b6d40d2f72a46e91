"""One process's part of a step: the sums of some rows, with a model's adapters."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import mlx.core as mx
import numpy as np

from evotr.inference.config import EngineConfig
from evotr.inference.device import limit_blas
from evotr.inference.loading import Loaded, load
from evotr.night.plan import TrainPlan, read_plan
from evotr.night.training.attached import Attached, Shape, attach, block_linears
from evotr.night.training.batches import make_batch, passes
from evotr.night.training.blocks import recomputed
from evotr.night.training.examples import Example
from evotr.night.training.scoring import Arrays, Scorer, arrays_of

__all__ = [
    "LOSS",
    "STOP",
    "SUMS",
    "WEIGHT",
    "Begin",
    "Lane",
    "Numbers",
    "Part",
    "batches_of",
    "passes_of",
    "serve",
    "taught",
]

LOSS, WEIGHT, STOP, SUMS = 0, 1, 2, 3
_SILENT_S = 5

Numbers = np.ndarray[Any, np.dtype[np.float32]]


@dataclass(frozen=True, slots=True)
class Begin:
    """What a lane is told first: how all rows begin, and the tokens of its passes."""

    beginning: tuple[int, ...]
    batch_tokens: int


@dataclass(frozen=True, slots=True)
class Part:
    """A lane's part of a step: the parameters as they are, (size,), and its rows."""

    parameters: Numbers
    examples: tuple[Example, ...]


def _never() -> bool:
    return False


class Lane:
    """Computes sums over rows.

    Args:
        attached: The adapters.
        scorer: The loss.
        batch_tokens: Most tokens (with padding) of a pass.
    """

    def __init__(self, attached: Attached, scorer: Scorer, batch_tokens: int) -> None:
        self._attached = attached
        self._scorer = scorer
        self._batch_tokens = batch_tokens
        # On the CPU, compiling costs more than it gives.
        gpu = mx.default_device() != mx.Device(mx.cpu)
        self._pass = mx.compile(self._of_pass) if gpu else self._of_pass

    def sums(
        self,
        parameters: mx.array,
        examples: Sequence[Example],
        wants_stop: Callable[[], bool] = _never,
    ) -> mx.array:
        """Loss, weight, whether it was stopped, and the gradient, (3 + size,)."""
        named = self._attached.named(parameters)
        sums = mx.zeros(SUMS + self._attached.size)
        for batch in batches_of(self._scorer, examples, self._batch_tokens):
            if wants_stop():
                sums = mx.zeros_like(sums)
                sums[STOP] = 1
                break
            sums = sums + self._pass(named, batch)
            mx.eval(sums)
        return sums

    def _of_pass(self, parameters: Arrays, batch: Arrays) -> mx.array:
        def loss(parameters: Arrays) -> mx.array:
            self._attached.assign(parameters)
            return self._scorer(batch)

        value, gradients = mx.value_and_grad(loss)(parameters)
        head = mx.stack([value, batch["weights"].sum(), mx.array(0.0)])
        flat = [gradients[name].reshape(-1) for name in self._attached.shapes]
        return mx.concatenate([head, *flat])


def batches_of(
    scorer: Scorer, examples: Sequence[Example], batch_tokens: int
) -> Iterator[Arrays]:
    """The passes that some rows take."""
    return (batch for _, batch in passes_of(scorer, examples, batch_tokens))


def passes_of(
    scorer: Scorer, examples: Sequence[Example], batch_tokens: int
) -> Iterator[tuple[list[int], Arrays]]:
    """The same, each with the places of its rows among ``examples``."""
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
        yield rows, arrays_of(batch)


@contextmanager
def taught(loaded: Loaded, plan: TrainPlan) -> Iterator[tuple[Attached, Scorer]]:
    """A plan's fresh adapters on a model, and its loss, while the context lasts.

    Raises:
        ValueRefused, ModelUnsupported: As `block_linears`.
    """
    linears = block_linears(loaded, plan.keys)
    shape = Shape(plan.method, plan.rank, plan.scale, plan.seed)
    twice = recomputed(loaded.model.layers) if plan.checkpoint_blocks else nullcontext()
    with attach(loaded, linears, shape) as attached, twice:
        reply_only = plan.activation == "reply"
        yield attached, Scorer(loaded.model, attached.focus, reply_only=reply_only)


def serve(folder: Path, line: Connection) -> None:
    """Answer each `Part` that comes over ``line`` with its sums (`lanes.Lanes` asks).

    Raises:
        EOFError, OSError: The other end is gone; nothing else ends it.
    """
    plan = read_plan(folder)
    loaded = load(EngineConfig(plan.base, device=plan.device))
    limit_blas(1)
    mx.set_cache_limit(plan.cache_bytes)
    with taught(loaded, plan) as (attached, scorer):
        begin: Begin = line.recv()
        scorer.begin(begin.beginning)
        lane = Lane(attached, scorer, begin.batch_tokens)
        while True:
            if not line.poll(_SILENT_S):  # the user is being answered
                mx.clear_cache()
            part: Part = line.recv()
            sums = lane.sums(mx.array(part.parameters), part.examples)
            line.send(np.array(sums))
