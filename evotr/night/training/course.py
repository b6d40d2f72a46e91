"""Which rows each step of a run learns from, and at which rate.

First each row in its turn; then, as in online hard example mining (arXiv 1604.03540),
what the loss says is not known yet. That goes by lesson and not by row: one that is not
known in some of its wordings is asked in others, which are no row.
"""

from collections.abc import Mapping, Sequence
from random import Random

from evotr.night.plan import TrainPlan
from evotr.night.training.batches import epoch_steps, steps_per_epoch
from evotr.night.training.examples import Example
from evotr.night.training.updates import learning_rate

__all__ = ["Again", "Course", "total_steps"]

Again = list[tuple[int, int]]
"""Lessons by their numbers, and how many of their wordings are not known."""

_LOOKED_AT = 12  # wordings of each lesson


def total_steps(plan: TrainPlan, rows: int) -> int:
    """Steps in which each row has its turn."""
    return plan.steps or plan.epochs * steps_per_epoch(rows, plan.batch_rows)


class Course:
    """The steps of a run; they follow from the plan, the rows and what is not known.

    Args:
        plan: The run.
        rows: What is trained on.
    """

    def __init__(self, plan: TrainPlan, rows: Sequence[Example]) -> None:
        self._plan = plan
        self._rows = rows
        self._lengths = [row.length for row in rows]
        self.epoch = steps_per_epoch(len(rows), plan.batch_rows)
        self.first = total_steps(plan, len(rows))
        self._again: list[list[int]] | None = None
        self._order: tuple[int, list[list[int]]] = (-1, [])

    @property
    def steps(self) -> int:
        """Of the whole run; before `go_over`, at most so many."""
        if self._again is None:
            return self.first + int(self._plan.revisit * self.first)
        return self.first + len(self._again)

    def rate(self, step: int) -> float:
        """The learning rate of a step (from 0)."""
        if step < self.first:
            return learning_rate(self._plan, step, self.first)
        left = (self.steps - step) / (self.steps - self.first)
        return self._plan.learning_rate * self._plan.revisit_rate * left

    def rows(self, step: int) -> list[Example]:
        """The rows of a step (from 0)."""
        return [self._rows[row] for row in self._places(step)]

    def looked_at(self) -> dict[int, list[Example]]:
        """Some wordings of each lesson, which tell what is not known."""
        lessons: dict[int, list[Example]] = {}
        for row in self._rows if self._plan.revisit else ():
            if row.lesson is not None:
                lessons.setdefault(row.lesson, []).append(row)
        return {lesson: _some(rows) for lesson, rows in sorted(lessons.items())}

    def not_known(self, surprises: Mapping[int, Sequence[float]]) -> Again:
        """What is to be gone over, by how little each wording's answer is expected."""
        above = self._plan.revisit_above
        counts = {
            lesson: sum(not surprise <= above for surprise in found)
            for lesson, found in surprises.items()
        }
        return [(lesson, count) for lesson, count in counts.items() if count]

    def go_over(self, lessons: Again) -> None:
        """Let the last steps be for these."""
        plan = self._plan
        places = self._drawn(lessons) if lessons else []
        lengths = [self._lengths[place] for place in places]
        steps = epoch_steps(lengths, plan.batch_rows, plan.seed, -1)
        self._again = [[places[at] for at in step] for step in steps]

    def _drawn(self, lessons: Again) -> list[int]:
        """Rows of lessons, the more the less is known, and as many of the others."""
        plan = self._plan
        rng = Random(f"{plan.seed} again")  # noqa: S311 - no secret
        most = int(plan.revisit * self.first) * plan.batch_rows // 2
        share = most / sum(count for _, count in lessons)
        own: list[int] = []
        for lesson, count in lessons:
            places = [at for at, row in enumerate(self._rows) if row.lesson == lesson]
            own += rng.sample(places, min(len(places), int(share * count)))
        gone_over = frozenset(lesson for lesson, _ in lessons)
        rest = [at for at, row in enumerate(self._rows) if row.lesson not in gone_over]
        return own + rng.sample(rest, min(len(rest), len(own)))

    def _places(self, step: int) -> list[int]:
        if step >= self.first:
            assert self._again is not None
            return self._again[step - self.first]
        epoch, at = divmod(step, self.epoch)
        if self._order[0] != epoch:
            plan = self._plan
            order = epoch_steps(self._lengths, plan.batch_rows, plan.seed, epoch)
            self._order = epoch, order
        return self._order[1][at]


def _some(rows: Sequence[Example]) -> list[Example]:
    """Evenly from the first turn to the last."""
    size = min(len(rows), _LOOKED_AT)
    return [rows[at * len(rows) // size] for at in range(size)]
