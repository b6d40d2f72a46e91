"""The memory with its index, for commands that search or add."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from evotr.cli.context import Context
from evotr.cli.render import print_error, printable
from evotr.domain import MemoryFilter
from evotr.errors import EvotrError, named_os_error
from evotr.instance import running_instance

if TYPE_CHECKING:  # numpy
    from evotr.memory.service import MemoryService

__all__ = [
    "bring_up",
    "counting",
    "fault",
    "forget_vectors",
    "note",
    "opened_memory",
    "watched",
]

_LOOK_S: Final = 0.2
_UNOPENED: Final = {"closed", "opening"}


@contextmanager
def opened_memory(context: Context) -> Iterator["MemoryService"]:
    """The memory, also beside a running assistant.

    Raises:
        JournalError: And its kin: the database cannot be used.
    """
    # numpy, for which the commands that read the journal alone must not wait.
    from evotr.wiring import open_memory  # noqa: PLC0415

    with open_memory(context.settings) as memory:
        yield memory


def bring_up(
    context: Context, memory: "MemoryService", most_s: float | None = None
) -> bool:
    """Take up in the index what it lacks; whether every memory has its vector then.

    It takes as long as it takes, or ``most_s`` seconds: the rest is taken up another
    time. Standard error says so, and what keeps the index from serving.

    Raises:
        EvotrError, OSError: The index cannot be written.
    """
    whole = watched(context, memory, memory.refresh(), most_s)
    state = memory.state()
    if state.fault is not None:
        print_error(state.fault, context.say, context.errors)
    elif not whole:
        known = memory.journal.memories.count(MemoryFilter()).result()
        note(context, "memory.index.left", embedded=state.embedded, known=known)
    elif state.stage != "ready":
        note(context, "memory.index.words")
    return whole and state.stage == "ready"


def watched(
    context: Context,
    memory: "MemoryService",
    work: Future[None],
    most_s: float | None = None,
) -> bool:
    """Wait for ``work`` on the index, with a bar on a terminal; whether it is done.

    ``most_s`` seconds count from when the memory is open: nothing can be asked before.

    Raises:
        EvotrError, OSError: What the work does.
    """
    end: float | None = None
    with counting(context, "memory.index.bar") as bar:
        while not wait([work], _LOOK_S).done:
            state = memory.state()
            bar(state.embedded, state.known)
            if end is not None and time.monotonic() > end:
                return False
            if most_s is not None and end is None and state.stage not in _UNOPENED:
                end = time.monotonic() + most_s
    work.result()
    return True


@contextmanager
def counting(context: Context, key: str) -> Iterator[Callable[[int, int | None], None]]:
    """Yield what is told how many of how many are done: a bar on a terminal."""
    console = context.errors
    if not console.is_terminal:
        yield lambda _done, _all: None
        return
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(context.say(key), total=None)

        def show(done: int, whole: int | None) -> None:
            bar.update(task, completed=done, total=whole)

        yield show


def forget_vectors(context: Context) -> None:
    """Take the vectors out of the index now; whoever has it open does so himself.

    They hold no words, and go at the next start at the latest: what fails is only told.
    """
    if running_instance(context.settings.paths.lock):
        note(context, "memory.forget.running")
    elif context.settings.index.exists():
        try:
            with opened_memory(context) as memory:
                memory.refresh().result()
        except EvotrError as error:
            fault(context, error)
        except OSError as error:
            fault(context, named_os_error(error, context.settings.index))


def note(context: Context, key: str, **values: object) -> None:
    """A sentence on standard error, beside the output."""
    sentence = printable(context.say(key, **values))
    context.errors.print(sentence, style="dim", markup=False, soft_wrap=True)


def fault(context: Context, error: EvotrError) -> None:
    """What is wrong with one of many, in one sentence on standard error."""
    message, _ = context.say.error(error)
    context.errors.print(printable(message), style="red", markup=False, soft_wrap=True)
