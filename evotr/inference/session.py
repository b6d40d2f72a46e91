"""A loaded model at work: admits, reads prompts, decodes, keeps what was read.

Everything here runs on the engine's thread, the owner of every MLX array.
"""

import itertools
from collections.abc import Callable

import mlx.core as mx

from evotr.domain import FinishReason
from evotr.errors import EvotrError, GenerationBroken
from evotr.inference.config import EngineConfig
from evotr.inference.loading import Loaded, load
from evotr.inference.prompt import Prompts
from evotr.inference.prompt_cache import PromptCache
from evotr.inference.rows import Batch
from evotr.inference.scheduler import Scheduler
from evotr.inference.stream import Job
from evotr.inference.task import Task

__all__ = ["Session"]

_CHUNK_SHARE = 4  # of a prompt chunk while other answers stream


class Session:
    """One model from load to unload.

    Args:
        config: The engine's settings.
        done: Called after every answer's end, on this thread.

    Raises:
        ModelError, ModelNotFound, InvalidSetting: The model cannot be loaded (see
            ``loading.load``).
    """

    def __init__(self, config: EngineConfig, done: Callable[[], None]) -> None:
        self.loaded: Loaded = load(config)
        self._config = config
        self._done = done
        self._order = itertools.count()
        self._prompts = Prompts(self.loaded)
        self._kept = PromptCache(self.loaded.model, config.cache_bytes)
        self._batch = Batch(self.loaded.model)
        rows = config.max_batch if self.loaded.batchable else 1
        self._tasks: Scheduler[Task] = Scheduler(rows)

    @property
    def busy(self) -> bool:
        """Whether there is anything to do."""
        return bool(self._tasks.running or self._tasks.waiting)

    @property
    def cache_bytes(self) -> int:
        """Bytes kept for later turns."""
        return self._kept.nbytes

    def add(self, job: Job) -> None:
        """Queue a request."""
        self._tasks.add(Task(job, next(self._order)))

    def forget(self, conversation: str) -> None:
        """Drop what is kept of a conversation, and keep nothing of a running answer."""
        for task in [*self._tasks.running, *self._tasks.waiting]:
            if task.job.request.conversation == conversation:
                task.kept = False
        self._kept.forget(conversation)
        self._prompts.forget(conversation)

    def turn(self) -> None:
        """Do one round: cancel, admit, one decode step, one piece of a prompt."""
        self._drop_cancelled()
        self._admit()
        self._decode()
        self._read()

    def _drop_cancelled(self) -> None:
        for task in [*self._tasks.running, *self._tasks.waiting]:
            if task.job.cancelled:
                self._end(task, "cancelled")

    def _admit(self) -> None:
        while (victim := self._tasks.victim(self._fits)) is not None:
            self._pause(victim)
        while (task := self._tasks.start(self._fits)) is not None:
            if task.seat is not None and task.row is not None:
                self._batch.join(task.row, task.seat)
                task.seat = None
            elif not task.reading:
                self._open(task)

    def _fits(self, task: Task) -> bool:
        """Whether its keys and values fit beside those of the running rows."""
        running = self._tasks.running
        if not running:
            return True
        if task.prompt is None and not self._prepare(task):
            return True  # it has failed and ends when it is started
        needed = sum(map(self._needs, [*running, task]))
        return needed <= self._config.cache_bytes

    def _needs(self, task: Task) -> int:
        prompt = len(task.prompt.ids) if task.prompt else 0
        return (prompt + task.limit) * self.loaded.kv_bytes

    def _prepare(self, task: Task) -> bool:
        if task.job.ended:
            return False
        try:
            prompt = self._prompts.build(task.job.request)
            task.open(self.loaded, prompt, self._prompts.silent)
        except EvotrError as error:
            task.job.fail(error)
            return False
        return True

    def _open(self, task: Task) -> None:
        ready = task.prompt is not None or self._prepare(task)
        if not (ready and task.job.begin()) or task.prompt is None:
            self._tasks.remove(task)
            self._done()
            return
        needed = sum(map(self._needs, self._tasks.running))
        conversation = task.job.request.conversation
        caches, cached = self._kept.take(conversation, task.prompt.ids)
        self._kept.shrink(max(self._config.cache_bytes - needed, 0))
        task.begin(caches, cached)

    def _pause(self, task: Task) -> None:
        self._tasks.pause(task)
        if task.row in self._batch.rows:
            task.seat = self._batch.leave(task.row)

    def _decode(self) -> None:
        owners = {task.row: task for task in self._tasks.running}
        tasks = [owners[row] for row in self._batch.rows]
        if not tasks:
            return
        last = all(task.left == 1 for task in tasks)
        ends: list[tuple[Task, FinishReason | GenerationBroken]] = []
        steps = self._batch.step(last=last)
        for task, (token, score) in zip(tasks, steps, strict=True):
            end = self._deliver(task, token, score)
            if end is not None:
                ends.append((task, end))
        for task, end in ends:
            if isinstance(end, GenerationBroken):
                self._break(task, end)
            else:
                self._end(task, end)

    def _deliver(
        self, task: Task, token: int, score: float
    ) -> FinishReason | GenerationBroken | None:
        task.clock()
        try:
            task.check(score, self.loaded)
        except GenerationBroken as error:
            return error
        if token in self.loaded.tokenizer.eos_token_ids:
            return "stop"
        task.take(token)
        if task.text is not None and task.text.stopped:
            return "stop"
        return None if task.left > 0 else "length"

    def _read(self) -> None:
        task = self._tasks.most_urgent([t for t in self._tasks.running if t.reading])
        if task is None or task.prompt is None or task.row is None:
            return
        ids, caches = task.prompt.ids, task.caches
        assert caches is not None
        size = self._config.prefill_chunk
        if self._batch.rows:
            size = max(size // _CHUNK_SHARE, 1)
        chunk = ids[task.position : min(task.position + size, len(ids) - 1)]
        if chunk:
            for other in self._tasks.running:
                other.release()
            self.loaded.model(mx.array([chunk]), cache=caches)
            mx.eval([cache.state for cache in caches])
            mx.clear_cache()  # a chunk's buffers fit no decode step
            task.position += len(chunk)
        if task.position == len(ids) - 1:
            self._batch.join(task.row, self._batch.first(task.row, caches))
            task.caches = None
            task.position += 1
        task.report()

    def _end(self, task: Task, reason: FinishReason) -> None:
        task.flush()
        task.job.finish(reason, task.usage())
        self._tasks.remove(task)
        self._keep(task)
        mx.clear_cache()  # buffers of this answer's lengths fit no other
        self._done()

    def _break(self, task: Task, error: GenerationBroken) -> None:
        """End with an error; nothing that the broken row read is kept."""
        task.job.fail(error)
        self._tasks.remove(task)
        if task.row in self._batch.rows:
            self._batch.leave(task.row)
        self.forget(task.job.request.conversation)
        self._done()

    def _keep(self, task: Task) -> None:
        """Keep what a task has read and said for the conversation's next turn."""
        row, text = task.row, task.text
        if row is None or text is None:
            return
        if not task.kept:
            if row in self._batch.rows:
                self._batch.leave(row)
            return
        conversation = task.job.request.conversation
        if task.caches is not None:  # cancelled while its prompt was read
            ids, caches = row.ids[: task.position], task.caches
        elif row in self._batch.rows:
            caches = self._batch.leave(row).caches
            ids = row.ids[: row.fed]
        elif task.seat is not None:  # cancelled while it was paused
            ids, caches = row.ids[: row.fed], task.seat.caches
        else:
            return
        if ids:
            self._kept.put(conversation, ids, caches)
        if task.answer and text.stopped:
            self._prompts.remember_cut(conversation, text, task.answer)
        elif task.answer:
            self._prompts.remember(conversation, text.shown, task.answer)
