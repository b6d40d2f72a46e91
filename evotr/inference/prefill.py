"""Reading prompts: several in one call of the model, long ones in pieces."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from evotr.domain import Priority
from evotr.inference.rows import Batch
from evotr.inference.scheduler import Scheduler, Ticket, urgency
from evotr.inference.task import Task

__all__ = ["Prefiller", "Unread", "read_together"]

# Of a chunk: while a person's answer streams, and while only others do.
_STREAMING_SHARE, _BACKGROUND_SHARE = 4, 2
_BLOCK_SHARE = 4  # of the rows: so many background answers begin at once


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


def read_together(prompts: Sequence[T], tokens: int, rows: int) -> list[T]:
    """The most urgent prompt, and what is read along with it.

    Those of the same urgency, the older first, as long as all are read to their ends
    in one call of ``rows`` rows and ``tokens`` tokens, padded to the longest.
    """
    first = min(prompts, key=urgency)
    chosen: list[T] = []
    longest = 0
    for prompt in sorted(prompts, key=urgency):
        if (prompt.priority, prompt.rest) != (first.priority, first.rest):
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
        batch: What they join.
        chunk: Tokens to read at once while no answer is under way.
    """

    def __init__(self, tasks: Scheduler[Task], batch: Batch, chunk: int) -> None:
        self._tasks = tasks
        self._batch = batch
        self._chunk = chunk

    def work(self) -> None:
        """Read a piece of the most urgent prompt, or several short ones."""
        reading = [task for task in self._tasks.running if task.reading]
        if not reading:
            return
        tokens, block = self._size(), max(self._tasks.rows // _BLOCK_SHARE, 1)
        together = read_together(reading, tokens, block)
        if len(together) == len(reading) < block and self._more_come(together[0]):
            return
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

    def _size(self) -> int:
        """Tokens to read at once, so that no answer under way stands still for long."""
        rows = self._batch.rows
        if not rows:
            return self._chunk
        people = any(
            task.row in rows and task.priority is not Priority.BACKGROUND
            for task in self._tasks.running
        )
        return max(
            self._chunk // (_STREAMING_SHARE if people else _BACKGROUND_SHARE), 1
        )

    def _more_come(self, task: Task) -> bool:
        """Whether a background prompt had better wait for others to join with it.

        Every joining copies the whole batch; what waits takes the next row to end.
        """
        background = task.priority is Priority.BACKGROUND
        return background and bool(self._tasks.waiting and self._batch.rows)

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
            self._batch.join(row, self._batch.first(row, caches, task.rest))
            task.end_reading()
