"""A run from its first step, or its last checkpoint, to its end."""

import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import mlx.core as mx

from evotr.errors import TrainingDiverged
from evotr.night.events import (
    TrainingEvent,
    TrainingResult,
    TrainingSaved,
    TrainingStep,
    TrainingStopped,
    TrainingValidated,
)
from evotr.night.plan import TrainPlan
from evotr.night.training.course import Again, Course
from evotr.night.training.disk import (
    BEST,
    CHECKPOINT,
    Progress,
    load_state,
    save_state,
)
from evotr.night.training.examples import Example
from evotr.night.training.learner import Interrupted, Learner, StepResult
from evotr.night.training.workers import Workers

__all__ = ["Data", "Loop"]

_LEAST_BETWEEN_LOOKS = 10
_LOOKS_PER_EPOCH = 4
_RECENT = 20  # steps that speeds are taken from


@dataclass(frozen=True, slots=True)
class Data:
    """The rows that are trained on, those held out, and how many were too long."""

    train: list[Example]
    held_out: list[Example]
    too_long: int = 0


class Loop:
    """Steps, looks at the held-out rows, and checkpoints, in a run's folder.

    Args:
        plan: The run.
        folder: Where its files lie.
        data: Its rows.
        learner: What moves the parameters.
        tell: Gets every event.
        writes: Whether this process keeps files (the first worker's does).
    """

    def __init__(
        self,
        plan: TrainPlan,
        folder: Path,
        data: Data,
        learner: Learner,
        tell: Callable[[TrainingEvent], None],
        *,
        writes: bool = True,
    ) -> None:
        self._plan = plan
        self._folder = folder
        self._data = data
        self._learner = learner
        self._tell = tell
        self._writes = writes
        self._course = Course(plan, data.train)
        usual = max(self._course.epoch // _LOOKS_PER_EPOCH, _LEAST_BETWEEN_LOOKS)
        self._every = usual if plan.evaluate_every is None else plan.evaluate_every
        self._recent: deque[tuple[float, StepResult]] = deque(maxlen=_RECENT)
        self._saved = -1
        self.progress = Progress()

    @property
    def steps(self) -> int:
        """Of the whole run; at most so many, until it is known what is gone over."""
        return self._course.steps

    def take_up(self, workers: Workers) -> None:
        """Go on from the folder's checkpoint, where it has one.

        The first worker's counts: the others have none, or an older one.

        Raises:
            RunDamaged: It cannot be read.
        """
        size = self._learner.updates.parameters.size
        if (found := load_state(self._folder / CHECKPOINT, size)) is not None:
            state, self.progress = found
            self._learner.updates.restore(state)
            self._saved = self.progress.step
        if workers.size > 1:
            state = workers.from_first(self._learner.updates.state())
            self._learner.updates.restore(state)
            self.progress = Progress(**workers.words_of_first(asdict(self.progress)))
        if self.progress.again is not None:
            self._course.go_over(self.progress.again)

    def run(self) -> TrainingResult | TrainingStopped:
        """Train to the end, or until somebody wants to stop.

        Raises:
            TrainingDiverged: Too many steps in a row were not finite.
            DiskFull, FolderNotWritable: A checkpoint cannot be written.
        """
        try:
            return self._run()
        except Interrupted:
            self._save()
            return TrainingStopped(step=self.progress.step)

    def _run(self) -> TrainingResult:
        self._look_at_base()
        progress = self.progress
        while True:
            if progress.step == self._course.first and progress.again is None:
                progress.again = self._not_known()
                self._course.go_over(progress.again)
                self._saved = -1  # it took a while, and is not to be done again
                self._save()
            done = progress.step >= self.steps or self._out_of_patience()
            if progress.looked != progress.step and self._look_is_due():
                self._look()
                continue
            if done or progress.step % self._plan.save_every == 0:
                self._save()
            if done:
                return self._result()
            self._step()

    def _look_is_due(self) -> bool:
        step = self.progress.step
        if not (self._data.held_out and step):
            return False
        return step % self._every == 0 or step == self.steps

    def _step(self) -> None:
        progress = self.progress
        rate = self._course.rate(progress.step)
        start = time.perf_counter()
        result = self._learner.step(self._course.rows(progress.step), rate)
        seconds = time.perf_counter() - start
        progress.step += 1
        progress.seconds += seconds
        self._recent.append((seconds, result))
        if result.finite:
            progress.skipped_in_a_row = 0
            progress.trained_tokens += result.trained
        else:
            progress.skipped += 1
            progress.skipped_in_a_row += 1
        self._tell_step(result, rate)
        if progress.skipped_in_a_row >= self._plan.skips_in_a_row:
            raise TrainingDiverged(
                run=self._folder,
                skipped=progress.skipped_in_a_row,
                step=progress.step,
            )

    def _not_known(self) -> Again:
        """What is gone over at the end, by the parameters as they are."""
        rows = self._course.looked_at()
        return self._course.not_known(rows, self._learner.surprises(rows))

    def _tell_step(self, result: StepResult, rate: float) -> None:
        seconds = sum(s for s, _ in self._recent)
        left = self.steps - self.progress.step
        self._tell(
            TrainingStep(
                step=self.progress.step,
                steps=self.steps,
                loss=result.loss if result.finite else None,
                gradient=result.gradient if result.finite else None,
                learning_rate=rate,
                tokens_per_s=sum(r.tokens for _, r in self._recent) / seconds,
                trained_per_s=sum(r.trained for _, r in self._recent) / seconds,
                peak_bytes=mx.get_peak_memory(),
                left_s=left * seconds / len(self._recent),
                skipped=self.progress.skipped,
            )
        )

    def _look_at_base(self) -> None:
        """Adapters that have learned nothing yet are the base."""
        progress = self.progress
        if progress.step == 0 and progress.base_loss is None and self._data.held_out:
            loss = self._learner.loss(self._data.held_out)
            if not math.isfinite(loss):
                raise TrainingDiverged(run=self._folder, skipped=0, step=0)
            progress.base_loss = loss
            self._tell(TrainingValidated(step=0, loss=loss, name="base"))

    def _look(self) -> None:
        progress = self.progress
        loss = self._learner.loss(self._data.held_out)
        finite = math.isfinite(loss)
        best = finite and (progress.best_loss is None or loss < progress.best_loss)
        progress.looked = progress.step
        progress.last_loss = loss if finite else None
        progress.without_best = 0 if best else progress.without_best + 1
        if best:
            progress.best_step, progress.best_loss = progress.step, loss
            self._keep_best()
        event = TrainingValidated(
            step=progress.step, loss=progress.last_loss, best=best
        )
        self._tell(event)

    def _out_of_patience(self) -> bool:
        patience = self._plan.patience
        return patience is not None and self.progress.without_best >= patience

    def _keep_best(self) -> None:
        if self._writes:
            state = {"parameters": self._learner.updates.parameters}
            save_state(self._folder / BEST, state, self.progress)

    def _save(self) -> None:
        progress = self.progress
        if progress.step == self._saved:
            return
        self._saved = progress.step
        if self._writes:
            state = self._learner.updates.state()
            save_state(self._folder / CHECKPOINT, state, progress)
            self._tell(TrainingSaved(step=progress.step))

    def best(self) -> mx.array:
        """The parameters of the best look; the last where nothing was held out.

        Raises:
            TrainingDiverged: No look was finite.
            RunDamaged: What was kept of it cannot be read.
        """
        size = self._learner.updates.parameters.size
        if not self._data.held_out:
            return self._learner.updates.parameters
        found = load_state(self._folder / BEST, size)
        if found is None:
            raise TrainingDiverged(
                run=self._folder, skipped=self.progress.skipped, step=self.progress.step
            )
        return found[0]["parameters"]

    def _result(self) -> TrainingResult:
        progress = self.progress
        return TrainingResult(
            step=progress.step,
            best_step=progress.best_step or progress.step,
            best_loss=progress.best_loss,
            base_loss=progress.base_loss,
            last_loss=progress.last_loss,
            rows=len(self._data.train),
            held_out=len(self._data.held_out),
            too_long=self._data.too_long,
            skipped=progress.skipped,
            early=progress.step < self.steps,
            seconds=progress.seconds,
            trained_tokens=progress.trained_tokens,
        )
