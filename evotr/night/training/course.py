"""Which rows each step of a run learns from, and at which rate.

First each row in its turn; then, as in online hard example mining (arXiv 1604.03540),
what the loss says is not known yet. That goes by lesson and not by row: one that is not
known in some of its wordings is asked in others, which are no row.
"""

import math
from collections.abc import Iterable, Sequence
from random import Random

from evotr.night.plan import TrainPlan
from evotr.night.training.batches import epoch_steps, steps_per_epoch
from evotr.night.training.examples import Example
from evotr.night.training.updates import learning_rate

__all__ = ["Again", "Course", "total_steps"]

Again = list[tuple[int, int]]
"""Lessons by their numbers, and how many of their wordings are not known."""

_LOOKED_AT = 12  # wordings of each lesson, at most
_BESIDE = 0.5  # look-alikes for each row of a lesson that is gone over


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
        self._most = int(plan.revisit * self.first) * plan.batch_rows
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

    def looked_at(self) -> list[Example]:
        """Some wordings of each lesson, which tell what is not known.

        Of each as many, and of all no more than may be gone over.
        """
        lessons: dict[int, dict[tuple[int, ...], Example]] = {}
        for row in self._rows if self._most else ():
            if row.lesson is not None:  # the same words come in many turns
                lessons.setdefault(row.lesson, {})[row.ids] = row
        size = min(_LOOKED_AT, self._most // max(len(lessons), 1))
        rng = Random(f"{self._plan.seed} looked at")  # noqa: S311 - no secret
        return [
            row
            for _, rows in sorted(lessons.items())
            for row in rng.sample(list(rows.values()), min(size, len(rows)))
        ]

    def not_known(self, rows: Sequence[Example], surprises: Sequence[float]) -> Again:
        """What is to be gone over, by how little each row's answer is expected.

        A row without a finite number is as hopeless as it was before.
        """
        counts: dict[int, int] = {}
        for row, surprise in zip(rows, surprises, strict=True):
            if row.lesson is not None and math.isfinite(surprise):
                above = surprise > self._plan.revisit_above
                counts[row.lesson] = counts.get(row.lesson, 0) + above
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
        left = self._most // 2
        share = left / sum(count for _, count in lessons)
        worded = _by_number(row.lesson for row in self._rows)
        alike = _by_number(row.beside for row in self._rows)
        own: list[int] = []
        near: list[int] = []
        drawn: set[int] = set()
        # The least known first, where there is not room for one row of each.
        for lesson, count in sorted(lessons, key=lambda one: -one[1]):
            places, others = worded[lesson], alike.get(lesson, [])
            size = min(max(int(share * count), 1), len(places), left - len(own))
            own += rng.sample(places, size)
            drawn.update(places if size else ())
            near += rng.sample(others, min(len(others), round(size * _BESIDE)))
        drawn.update(near)
        rest = [at for at in range(len(self._rows)) if at not in drawn]
        more = max(len(own) - len(near), 0)
        return own + near + rng.sample(rest, min(len(rest), more))

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


def _by_number(numbers: Iterable[int | None]) -> dict[int, list[int]]:
    """Places by the numbers that are there."""
    found: dict[int, list[int]] = {}
    for place, number in enumerate(numbers):
        if number is not None:
            found.setdefault(number, []).append(place)
    return found
