"""A run in this process: the model, its rows and adapters, and the loop over them."""

import dataclasses
import json
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import mlx.core as mx

from evotr.domain import Adapter
from evotr.errors import RowsBeyondContext, RowsTooLong
from evotr.experts.adapter_config import AdapterConfig
from evotr.files import write_whole
from evotr.inference.config import EngineConfig
from evotr.inference.loading import Loaded, load
from evotr.night.events import (
    BASE,
    RowLosses,
    TrainingDone,
    TrainingEvent,
    TrainingMeasured,
    TrainingPaused,
    TrainingResult,
    TrainingResumed,
    TrainingStarted,
    TrainingStopped,
    TrainingValidated,
)
from evotr.night.plan import (
    RESULT,
    TRAIN_ROWS,
    VALID_ROWS,
    TrainPlan,
    read_plan,
)
from evotr.night.rows import Row, read_rows
from evotr.night.training.attached import (
    Attached,
    attach_stored,
    key_of,
)
from evotr.night.training.control import Control
from evotr.night.training.course import total_steps
from evotr.night.training.disk import CHECKPOINT, export, load_state
from evotr.night.training.examples import Example, Examples
from evotr.night.training.lane import Begin, Lane, taught
from evotr.night.training.lanes import Lanes, usual
from evotr.night.training.learner import Interrupted, Learner, measure, told_by_row
from evotr.night.training.loop import Data, Loop
from evotr.night.training.scoring import Scorer
from evotr.night.training.workers import Workers, join

__all__ = ["train"]

Tell = Callable[[TrainingEvent], None]


def train(folder: Path, control: Control, tell: Tell) -> TrainingDone:
    """Train the run in ``folder`` from where it stands to its end, or measure by it.

    A finished run leaves the adapter in ``folder/adapter`` and what came of it in
    ``folder/result.json``. MLX's limits are put back as they were.

    Args:
        folder: With a plan and rows.
        control: What the parent wants.
        tell: Gets every event but the last, which is returned.

    Raises:
        RunDamaged, ValueRefused: The plan or a checkpoint is not usable.
        TrainingDataError: The rows are not.
        ModelError, ModelNotFound: The base cannot be loaded or trained.
        AdapterError: One that is compared cannot be read.
        TrainingDiverged: The numbers were not finite.
        DiskFull, FolderNotWritable: The folder cannot be written.
    """
    plan = read_plan(folder)
    workers = join()
    tell = tell if workers.first else _nobody
    with _limits():
        loaded = load(EngineConfig(plan.base, device=plan.device))
        mx.set_cache_limit(plan.cache_bytes)
        run = _Run(folder, plan, loaded, workers, control, tell)
        run.step = partial(_stored_step, folder)
        try:
            if plan.by_row:
                return TrainingMeasured(by_row=run.by_row())
            data = run.data()
            # First: an adapter that cannot be read must not cost a night.
            compared = run.compared(data)
        except Interrupted:
            return TrainingStopped(step=run.step())
        trained = run.learn(data)
        if isinstance(trained, TrainingStopped):
            return trained
        result = dataclasses.replace(trained, compared=compared)
        if workers.first:
            text = json.dumps(dataclasses.asdict(result), indent=2)
            write_whole(folder / RESULT, text + "\n")
        return result


def _nobody(event: TrainingEvent) -> None:
    """The other workers say nothing."""


def _stored_step(folder: Path) -> int:
    found = load_state(folder / CHECKPOINT)
    return 0 if found is None else found[1].step


@contextmanager
def _limits() -> Iterator[None]:
    wired = mx.set_wired_limit(0) if mx.metal.is_available() else None
    cache = mx.set_cache_limit(0)
    mx.set_cache_limit(cache)
    try:
        yield
    finally:
        if wired is not None:
            mx.set_wired_limit(wired)
        mx.set_cache_limit(cache)
        mx.clear_cache()


@dataclass(slots=True)
class _Run:
    folder: Path
    plan: TrainPlan
    loaded: Loaded
    workers: Workers
    control: Control
    tell: Tell
    step: Callable[[], int] = int

    def data(self) -> Data:
        examples = Examples(self.loaded, self.plan.instruction)
        file = self.folder / TRAIN_ROWS
        limit = self._limit
        train, too_long = examples.within(read_rows(file), limit)
        if not train:
            kind = RowsTooLong
            if self.plan.max_tokens > self.loaded.context:
                kind = RowsBeyondContext
            known = self.plan.notes.get("data") or file  # by the user's own name
            raise kind(file=known, rows=too_long, limit=limit)
        held = self._held() if self.plan.evaluate_every != 0 else []
        held_out, more = examples.within(held, limit)
        return Data(train, held_out, too_long + more)

    def _held(self) -> list[Row]:
        file = self.folder / VALID_ROWS
        return read_rows(file) if file.exists() else []

    @property
    def _limit(self) -> int:
        """Tokens that a row may have."""
        return min(self.plan.max_tokens, self.loaded.context)

    def learn(self, data: Data) -> TrainingResult | TrainingStopped:
        plan = self.plan
        with ExitStack() as stack:
            attached, scorer = stack.enter_context(taught(self.loaded, plan))
            beginning = scorer.share([*data.train, *data.held_out])
            lanes = self._lanes(attached, scorer, beginning, data)
            if lanes is not None:
                stack.callback(lanes.close)
            learner = Learner(
                plan, attached, scorer, self.workers, self.wants_stop, lanes
            )
            loop = Loop(
                plan, self.folder, data, learner, self.tell, writes=self.workers.first
            )
            self.step = lambda: loop.progress.step
            loop.take_up(self.workers)
            self._tell_start(loop, data, attached)
            result = loop.run()
            if isinstance(result, TrainingResult) and self.workers.first:
                keys = tuple(sorted({key_of(name) for name in attached.layers}))
                config = AdapterConfig(
                    method=plan.method, rank=plan.rank, scale=plan.scale, keys=keys
                )
                parameters = attached.named(loop.best())
                export(self.folder, parameters, config, plan.activation)
        return result

    def compared(self, data: Data) -> dict[str, float]:
        """What the plan's adapters lose on the held-out rows, where there are any.

        One whose numbers are not finite is left out: it cannot be fallen short of.
        """
        if not data.held_out:
            return {}
        losses = {one.key: self._compare(one, data) for one in self.plan.compare}
        return {key: loss for key, loss in losses.items() if loss is not None}

    def by_row(self) -> dict[str, RowLosses]:
        """What each held-out row loses by the plan's adapters, and by the base."""
        examples = Examples(self.loaded, self.plan.instruction)
        fitting = [examples.within([row], self._limit)[0] for row in self._held()]
        rows = [example for row in fitting for example in row]

        losses: dict[str, RowLosses] = {}
        for one in self.plan.compare:
            with self._attached(one) as (_, scorer):
                scorer.share(rows)
                found = told_by_row(
                    scorer,
                    (scorer.by_row, 3),
                    rows,
                    self.plan.batch_tokens,
                    self.workers,
                    self.wants_stop,
                )
            losses[one.key] = _in_place(fitting, [told[:2] for told in found])
            base = [(loss, weight) for _, weight, loss in found]
            losses.setdefault(BASE, _in_place(fitting, base))
        return losses

    @contextmanager
    def _attached(self, adapter: Adapter) -> Iterator[tuple[Attached, Scorer]]:
        with attach_stored(self.loaded, adapter.path) as attached:
            reply_only = adapter.activation == "reply"
            scorer = Scorer(self.loaded.model, attached.focus, reply_only=reply_only)
            yield attached, scorer

    def _compare(self, adapter: Adapter, data: Data) -> float | None:
        with self._attached(adapter) as (_, scorer):
            scorer.share(data.held_out)
            loss = measure(
                scorer,
                data.held_out,
                self.plan.batch_tokens,
                self.workers,
                self.wants_stop,
            )
        told = loss if math.isfinite(loss) else None
        self.tell(TrainingValidated(step=self.step(), loss=told, name=adapter.key))
        return told

    def wants_stop(self) -> bool:
        return self.control.stopped(self._on_pause, self._on_resume)

    def _on_pause(self) -> None:
        mx.clear_cache()
        self.tell(TrainingPaused(step=self.step()))

    def _on_resume(self) -> None:
        self.tell(TrainingResumed(step=self.step()))

    def _lanes(
        self,
        attached: Attached,
        scorer: Scorer,
        beginning: tuple[int, ...],
        data: Data,
    ) -> Lanes | None:
        plan = self.plan
        count = plan.lanes or usual(self.loaded, total_steps(plan, len(data.train)))
        if count == 1:
            return None
        begin = Begin(beginning, max(plan.batch_tokens // count, 1))
        own = Lane(attached, scorer, begin.batch_tokens)
        return Lanes(self.folder, own, begin, count - 1)

    def _tell_start(self, loop: Loop, data: Data, attached: Attached) -> None:
        self.tell(
            TrainingStarted(
                step=loop.progress.step,
                steps=loop.steps,
                rows=len(data.train),
                held_out=len(data.held_out),
                too_long=data.too_long,
                parameters=attached.size,
                workers=self.workers.size,
            )
        )


def _in_place(
    fitting: Sequence[Sequence[Example]], told: Sequence[Sequence[float]]
) -> RowLosses:
    """Of each row what is told of its example; one without is too long."""
    found = iter(told)
    return [tuple(next(found)) if row else (0.0, 0.0) for row in fitting]
