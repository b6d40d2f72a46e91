"""What an answer leaves behind for its conversation's next turn, and for others."""

from typing import Any

from mlx_lm.models.cache import can_trim_prompt_cache, trim_prompt_cache

from evotr.inference.loading import Loaded
from evotr.inference.prompt import Prompts
from evotr.inference.prompt_cache import LEAST_SHARED, PromptCache
from evotr.inference.reread import Read, Rereader
from evotr.inference.rows import Batch
from evotr.inference.task import Task

__all__ = ["Keeper"]


class Keeper:
    """Keys and values, and how an answer was cut into tokens, from turn to turn.

    Args:
        loaded: The model that read them.
        prompts: Where an answer's own tokens are remembered.
        max_bytes: The most to keep.
        read: Reads tokens into caches with the weights of a delta.
    """

    def __init__(
        self, loaded: Loaded, prompts: Prompts, max_bytes: int, read: Read
    ) -> None:
        self._attention = loaded.attention
        self._prompts = prompts
        self._max_bytes = max_bytes
        self._kept = PromptCache(loaded.model, max_bytes)
        self._rereader = Rereader(self._kept, read)

    @property
    def nbytes(self) -> int:
        """Bytes kept for later turns."""
        return self._kept.nbytes

    @property
    def busy(self) -> bool:
        """Whether what was cut off waits to be read again."""
        return self._rereader.busy

    def work(self) -> None:
        """Read a piece of it."""
        self._rereader.work()

    def take(self, task: Task, *, beside: int) -> tuple[list[Any], int]:
        """Caches that hold the longest known beginning of a prompt, and its length.

        What is kept shrinks to leave room for ``beside`` bytes of running answers.
        """
        assert task.prompt is not None
        request = task.job.request
        conversation = request.conversation if request.cache_prompt else None
        known = task.prompt.ids[: task.turning_point]
        taken = self._kept.take(conversation, task.weights, known)
        self._kept.shrink(max(self._max_bytes - beside, 0))
        return taken

    def forget(self, conversation: str) -> None:
        """Drop what is kept of a conversation."""
        self._rereader.drop(conversation)
        self._kept.forget(conversation)
        self._prompts.forget(conversation)

    def keep(self, task: Task, batch: Batch) -> None:
        """Keep what an ended task has read and said; its row leaves the batch."""
        if not self._wanted(task):
            if task.row in batch.rows:
                batch.drop(task.row)
            return
        left = _leave(task, batch)
        if left is None or task.prompt is None or task.text is None:
            return
        size, caches = left
        ids = task.row.ids[:size] if task.row else []
        request = task.job.request
        if not request.cache_prompt:
            self._kept.put_opening(task.weights, task.opening, caches, size)
            return
        conversation = request.conversation
        answer: tuple[int, ...] = ()
        if task.answer:
            begun = request.begun
            answer = self._prompts.remember(conversation, task.text, task.answer, begun)
        if task.shared < len(task.prompt.ids):
            size = _cut(caches, size, task.shared)
            if answer and size:
                lasting = [*task.prompt.lasting, *answer]
                self._rereader.add(conversation, lasting, task.reader)
        if size:
            self._kept.put(conversation, task.weights, ids[:size], caches)

    def _wanted(self, task: Task) -> bool:
        """Whether a later turn can use what a task has read.

        Of a conversation that ends with it, that is the opening, if it is not known.
        """
        if not task.kept or task.prompt is None:
            return False
        if task.job.request.cache_prompt:
            return True
        opening = task.opening
        long = len(opening) >= LEAST_SHARED
        known = long and self._kept.knows(task.weights, opening)
        return self._attention and long and not known


def _leave(task: Task, batch: Batch) -> tuple[int, list[Any]] | None:
    """Take an ended task's caches, with how many tokens they hold, if any."""
    if task.row is None:
        return None
    if task.caches is not None:  # cancelled while its prompt was read
        return task.position, task.caches
    if task.row in batch.rows:
        caches = batch.leave(task.row)
        return task.row.fed, caches
    return None


def _cut(caches: list[Any], size: int, shared: int) -> int:
    """Cut off the keys and values that later turns cannot use; what is left."""
    if size <= shared:
        return size
    if not can_trim_prompt_cache(caches):
        return 0
    trim_prompt_cache(caches, size - shared)
    return shared
