"""A loaded model at work: fetches experts, reads prompts, decodes, keeps what was read.

Everything here runs on the engine's thread, the owner of every MLX array.
"""

import itertools
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import mlx.core as mx

from evotr.domain import (
    Adapter,
    FinishReason,
    Priority,
    TokenCount,
    WeightedAdapter,
)
from evotr.errors import (
    AdapterError,
    AdapterOverflowed,
    EvotrError,
    GenerationBroken,
)
from evotr.inference.bank import Bank
from evotr.inference.bank_metrics import BankMetrics
from evotr.inference.config import EngineConfig
from evotr.inference.keeper import Keeper
from evotr.inference.layers import Selection, adapt
from evotr.inference.line import Line
from evotr.inference.loading import Loaded, load
from evotr.inference.prompt import Prompts
from evotr.inference.stream import Job
from evotr.inference.task import Task

__all__ = ["Session"]

# Of a prompt chunk, while a person's answer streams, and while only others do.
_BESIDE_PEOPLE, _BESIDE_OTHERS = 4, 2
_BLOCKS = 4  # in which the background's rows begin


class Session:
    """One model from load to unload.

    Args:
        config: The engine's settings.
        done: Called after every answer's end, on this thread.
        wake: Called on another thread when `turn` has something new to do.

    Raises:
        ModelError, ModelNotFound, InvalidSetting: The model cannot be loaded (see
            ``loading.load``).
    """

    def __init__(
        self,
        config: EngineConfig,
        done: Callable[[], None],
        wake: Callable[[], None],
    ) -> None:
        self.loaded: Loaded = load(config)
        self._config = config
        self._done = done
        self._order = itertools.count()
        self._prompts = Prompts(self.loaded)
        selection = Selection()
        linears = adapt(self.loaded.model, selection)
        self._bank = Bank(linears, config.adapter_bytes, wake, self._in_use)
        self._people, self._background = self._lines_over(selection)
        self._keeper = Keeper(
            self.loaded, self._prompts, config.cache_bytes, self._people.batch.read
        )
        self._fetching: list[Task] = []  # their experts are on the way

    def _lines_over(self, selection: Selection) -> tuple[Line, Line]:
        config, batchable = self._config, self.loaded.batchable
        chunk = config.prefill_chunk
        line = partial(Line, self.loaded, selection, chunk=chunk)
        people = config.max_batch if batchable else 1
        others = config.background_rows if batchable else 1
        block = max(others // _BLOCKS, 1)
        return (
            line(rows=people, block=1, beside=max(chunk // _BESIDE_PEOPLE, 1)),
            line(rows=others, block=block, beside=max(chunk // _BESIDE_OTHERS, 1)),
        )

    @property
    def busy(self) -> bool:
        """Whether there is anything to do now."""
        lines = self._people.busy or self._background.busy
        return lines or self._bank.busy or self._keeper.busy

    @property
    def waiting(self) -> bool:
        """Whether there will be, as soon as something was read from disk."""
        return bool(self._fetching)

    @property
    def bank_metrics(self) -> BankMetrics:
        """What the bank of experts counted."""
        return self._bank.metrics

    @property
    def cache_bytes(self) -> int:
        """Bytes kept for later turns."""
        return self._keeper.nbytes

    def add(self, job: Job) -> None:
        """Queue a request."""
        task = Task(job, next(self._order))
        self._bank.request(task.adapters)
        self._fetching.append(task)
        self._welcome()

    def count(self, texts: Sequence[str]) -> TokenCount:
        """What texts take of the window."""
        return self._prompts.count(texts)

    def prefetch(self, adapters: tuple[Adapter, ...]) -> None:
        """Read adapters that may be wanted soon."""
        self._bank.prefetch(adapters)

    def close(self) -> None:
        """Let go of the thread that reads adapters, and of the model; once.

        Its own circles end here: nobody has to collect for the memory to be free.
        """
        self._bank.close()
        self._prompts.close()
        del self._bank, self._prompts

    def forget(self, conversation: str) -> None:
        """Drop what is kept of a conversation, and keep nothing of a running answer."""
        for task in self._all_tasks():
            if task.job.request.conversation == conversation:
                task.kept = False
        self._keeper.forget(conversation)

    def turn(self) -> None:
        """Do one round: experts, cancel, admit, one decode step, one piece of a prompt.

        The background goes on while no person is served, and what was cut off is read
        again while no answer at all is under way.
        """
        if self._bank.busy:
            self._bank.work()
        self._welcome()
        self._drop_cancelled()
        line = self._people if self._people.busy else self._background
        if line.busy:
            self._admit(line)
            self._decode(line)
            line.read()
        elif self._keeper.busy:
            self._keeper.work()

    def _line(self, task: Task) -> Line:
        background = task.priority is Priority.BACKGROUND
        return self._background if background else self._people

    def _all_tasks(self) -> list[Task]:
        lines = self._people.tasks, self._background.tasks
        in_lines = [task for line in lines for task in (*line.running, *line.waiting)]
        return [*in_lines, *self._fetching]

    def _in_use(self) -> set[str]:
        return {key for task in self._all_tasks() for key in task.keys}

    def _welcome(self) -> None:
        """Let those wait for a row whose experts are in the bank."""
        for task in list(self._fetching):
            try:
                ready = task.job.ended or self._bank.ready(task.adapters)
            except AdapterError as error:
                task.job.fail(error)
                ready = True
            if not ready:
                continue
            if task.job.ended:
                self._fetching.remove(task)
                self._done()
                continue
            parts = task.job.request.adapters
            always = tuple(p for p in parts if p.adapter.activation == "always")
            task.reader = self._bank.delta(always)
            task.speaker = self._bank.delta(parts)
            self._fetching.remove(task)
            self._line(task).tasks.add(task)

    def _drop_cancelled(self) -> None:
        for task in self._all_tasks():
            if task.job.cancelled and task not in self._fetching:
                self._end(task, "cancelled")

    def _admit(self, line: Line) -> None:
        while (task := line.tasks.start(self._fits)) is not None:
            self._open(task)

    def _fits(self, task: Task) -> bool:
        """Whether what it takes fits beside what its line's running rows do.

        That is keys and values, and copies of experts where rows have different ones.
        """
        running = self._line(task).tasks.running
        if not running:
            return True
        if task.prompt is None and not self._prepare(task):
            return True  # it has failed and ends when it is started
        together = [*running, task]
        needs, cap = [self._needs(one) for one in together], self._config.cache_bytes
        needed = sum(needs)
        if task.priority is Priority.BACKGROUND:
            # So many rows are as long as the longest: the others are padded.
            needed, cap = len(needs) * max(needs), cap // 2
        return needed + _mixture_bytes(together) <= cap

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
            self._line(task).tasks.remove(task)
            self._done()
            return
        needed = sum(map(self._needs, self._people.tasks.running))
        task.begin(*self._keeper.take(task, beside=needed))

    def _decode(self, line: Line) -> None:
        owners = {task.row: task for task in line.tasks.running}
        tasks = [owners[row] for row in line.batch.rows]
        if not tasks:
            return
        last = all(task.left == 1 for task in tasks)
        ends: list[tuple[Task, FinishReason | GenerationBroken]] = []
        steps = line.batch.step(last=last)
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

    def _end(self, task: Task, reason: FinishReason) -> None:
        task.flush()
        task.job.finish(reason, task.usage())
        line = self._line(task)
        line.tasks.remove(task)
        self._keeper.keep(task, line.batch)
        self._bank.shrink()
        mx.clear_cache()  # buffers of this answer's lengths fit no other
        self._done()

    def _break(self, task: Task, error: GenerationBroken) -> None:
        """End with an error; nothing that the broken row read is kept."""
        culprit = self._culprit(task)
        task.job.fail(AdapterOverflowed(path=culprit) if culprit else error)
        line = self._line(task)
        line.tasks.remove(task)
        if task.row in line.batch.rows:
            line.batch.drop(task.row)
        self._bank.shrink()
        self.forget(task.job.request.conversation)
        self._done()

    def _culprit(self, task: Task) -> Path | str:
        """The adapter that broke an answer; all of them where none does alone.

        Empty where there is none, or the model breaks without them.
        """
        adapters, row = task.adapters, task.row
        assert row is not None
        token = row.ids[row.prompt - 1]
        sound = self._line(task).batch.sound
        if not (adapters and sound(token, None)):
            return ""
        if len(adapters) > 1:
            whole = {a: self._bank.delta((WeightedAdapter(a),)) for a in adapters}
            alone = [a for a in adapters if not sound(token, whole[a])]
            adapters = alone[:1] or adapters
        if len(adapters) == 1:
            return adapters[0].path
        return ", ".join(str(adapter.path) for adapter in adapters)


def _mixture_bytes(tasks: list[Task]) -> int:
    """What a batch of these copies of their experts (`layers.mix`)."""
    deltas = {task.speaker for task in tasks}
    if len(deltas) == 1:
        return 0
    return len(tasks) * max(delta.nbytes for delta in deltas if delta is not None)
