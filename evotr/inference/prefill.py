"""Reading prompts: several in one call of the model, long ones in pieces."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from evotr.inference.rows import Batch
from evotr.inference.scheduler import Scheduler, Ticket, urgency
from evotr.inference.task import Task

__all__ = ["Prefiller", "Unread", "read_together"]


class Unread(Ticket, Protocol):
    """A prompt that is being read, lengths in tokens.

    ``unread`` are before it; ``rest`` belong to the call that gives the answer's first
    token, the same number for all rows of that call.
    """

    @property
    def unread(self) -> int:
        """What the next calls read."""

    @property
    def rest(self) -> int:
        """What stands behind that."""


T = TypeVar("T", bound=Unread)


def read_together(
    prompts: Sequence[T], tokens: int, rows: int, *, padded: bool = True
) -> list[T]:
    """The most urgent prompt, and what is read along with it.

    The next ones by urgency, as long as all are read to their ends in one call of
    ``rows`` rows and ``tokens`` tokens, ``padded`` to the longest, or all as long as
    the first.
    """
    first = min(prompts, key=urgency)
    chosen: list[T] = []
    longest = 0
    for prompt in sorted(prompts, key=urgency):
        if prompt.rest != first.rest:
            continue
        if not padded and prompt.unread != first.unread:
            continue
        longest = max(longest, prompt.unread)
        if chosen and longest * (len(chosen) + 1) > tokens:
            break
        chosen.append(prompt)
    return chosen[:rows]


class Prefiller:
    """Reads the prompts of running tasks, a piece at a time, and lets rows join.

    Args:
        tasks: Whose prompts there are.
        batch: What they join. Every joining copies it.
        block: Rows that join at once, as long as others wait to be among them.
        chunk: Tokens to read at once.
        beside: The same while answers are under way, which stand still meanwhile.
        padded: Whether prompts of unlike lengths may be read in one call.
    """

    def __init__(
        self,
        tasks: Scheduler[Task],
        batch: Batch,
        block: int,
        chunk: int,
        beside: int,
        *,
        padded: bool,
    ) -> None:
        self._padded = padded
        self._tasks = tasks
        self._batch = batch
        self._block = block
        self._chunk = chunk
        self._beside = beside

    def work(self) -> None:
        """Read a piece of the most urgent prompt, or several short ones."""
        reading = [task for task in self._tasks.running if task.reading]
        if not reading:
            return
        answering = bool(self._batch.rows)
        tokens = self._beside if answering else self._chunk
        together = read_together(reading, tokens, self._block, padded=self._padded)
        more = len(together) == len(reading) < self._worth_waiting
        if more and answering and self._tasks.waiting:
            return  # they take the next rows that end
        for other in self._tasks.running:
            other.release()
        if len(together) == 1:
            self._read_piece(together[0], tokens)
        else:
            self._batch.begin([task.pending for task in together], together[0].rest)
            for task in together:
                task.end_reading()
        for task in together:
            task.report()

    @property
    def _worth_waiting(self) -> int:
        """The block, or its share of the rows that memory has room for."""
        return -(-self._block * len(self._tasks.running) // self._tasks.rows)

    def _read_piece(self, task: Task, tokens: int) -> None:
        caches, row = task.caches, task.row
        assert caches is not None
        assert row is not None
        stop = task.turning_point
        piece = row.ids[task.position : min(task.position + tokens, stop)]
        if piece:
            self._batch.read(piece, caches, task.reader)
            task.position += len(piece)
        if task.position == stop:
            self._batch.join(row, caches, task.rest)
            task.end_reading()
