"""Those who are answered side by side: people, and beside them the background.

Each line has rows of its own. While a person is served, the background's stand still
where they are: nothing is copied, and nobody's answer gets slower.
"""

from evotr.inference.layers import Selection
from evotr.inference.loading import Loaded
from evotr.inference.prefill import Prefiller
from evotr.inference.rows import Batch
from evotr.inference.scheduler import Scheduler
from evotr.inference.task import Task

__all__ = ["Line"]


class Line:
    """Tasks, their rows, and the reading of their prompts.

    Args:
        loaded: The model whose rows they are.
        selection: Says which experts act in it.
        rows: The most.
        block: Rows that begin at once; who comes before a block is full waits for it.
        chunk: Tokens to read at once.
        beside: The same while an answer is under way.
    """

    def __init__(
        self,
        loaded: Loaded,
        selection: Selection,
        *,
        rows: int,
        block: int,
        chunk: int,
        beside: int,
    ) -> None:
        self.tasks = Scheduler[Task](rows)
        self.batch = Batch(loaded.model, selection)
        self._prefiller = Prefiller(
            self.tasks, self.batch, block, chunk, beside, padded=loaded.attention
        )

    @property
    def busy(self) -> bool:
        """Whether anybody runs or waits."""
        return bool(self.tasks.running or self.tasks.waiting)

    def read(self) -> None:
        """Read a piece of a prompt, or some short ones."""
        self._prefiller.work()
