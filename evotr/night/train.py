"""Training in a child process: prepare a run's folder, start it, watch it, hold it."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self

from evotr import errors
from evotr.errors import (
    EvotrError,
    RowsMissing,
    RunNotFound,
    TrainingFailed,
    named_os_error,
)
from evotr.night.events import (
    TrainingDone,
    TrainingEnd,
    TrainingEvent,
    TrainingWentWrong,
    event_of_line,
)
from evotr.night.plan import (
    LOG,
    RUN,
    TRAIN_ROWS,
    VALID_ROWS,
    TrainPlan,
    write_plan,
)
from evotr.night.rows import Row, write_rows
from evotr.paths import python_path

__all__ = ["TrainingRun", "prepare_run"]

_MODULE = "evotr.night.training"


def prepare_run(
    folder: Path, plan: TrainPlan, rows: Sequence[Row], held_out: Sequence[Row] = ()
) -> None:
    """Put everything that a run needs into its ``folder`` (made if it is not there).

    Args:
        folder: The run's own; nothing else is ever written by the child.
        plan: The run.
        rows: To train on.
        held_out: To measure by, never trained on.

    Raises:
        RowsMissing: There are no rows.
        ValueRefused: A value of the plan cannot be meant.
        DiskFull, FolderNotWritable: The folder cannot be written.
    """
    if not rows:
        raise RowsMissing(file=folder / TRAIN_ROWS)
    plan.checked()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_rows(folder / TRAIN_ROWS, rows)
        if held_out:
            write_rows(folder / VALID_ROWS, held_out)
        write_plan(folder, plan)  # last: a folder with a plan is whole
    except OSError as error:
        raise named_os_error(error, folder) from error


class TrainingRun:
    """A child process that trains the run in a folder; a context that ends it.

    Iterate `events` on one thread; the other methods may be called from any.

    Args:
        folder: As `prepare_run` left it; a run that was stopped goes on from its
            last checkpoint.

    Raises:
        RunNotFound: No run lies there.
        FolderNotWritable, DiskFull: Its log cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        if not (folder / RUN).is_file():
            raise RunNotFound(run=folder)
        self.folder = folder
        self._end: TrainingEnd | None = None
        self._writing = threading.Lock()
        try:
            with (folder / LOG).open("ab") as log:
                self._process = subprocess.Popen(  # noqa: S603 - our own module
                    [sys.executable, "-P", "-m", _MODULE, str(folder.absolute())],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    env={**os.environ, "PYTHONPATH": python_path()},
                    start_new_session=True,  # Ctrl-C is ours to hear
                )
        except OSError as error:
            raise named_os_error(error, folder) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """The child's."""
        return self._process.pid

    def events(self) -> Iterator[TrainingEvent]:
        """What the child says, as it says it, to its end."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            event = event_of_line(line.decode("utf-8", errors="replace"))
            if isinstance(event, TrainingEnd):
                self._end = event
            if event is not None:
                yield event

    def result(self) -> TrainingDone:
        """How it ended; waits for it.

        Raises:
            EvotrError: What the child met, by its name; TrainingFailed when it was
                killed or ended without a word.
        """
        for _ in self.events():
            pass
        code = self._process.wait()
        match self._end:
            case TrainingWentWrong(error=name, values=values):
                raise _named(name)(**values)
            case None:
                raise TrainingFailed(
                    run=self.folder, reason=_ending(code), log=self.folder / LOG
                )
            case end:
                return end

    def pause(self) -> None:
        """Compute nothing from the next pass on, until `resume`."""
        self._say("pause")

    def resume(self) -> None:
        """Go on after `pause`."""
        self._say("resume")

    def stop(self) -> None:
        """Write a checkpoint and end; `result` is then `TrainingStopped`."""
        self._say("stop")

    def kill(self) -> None:
        """End at once; the last checkpoint stays."""
        self._process.kill()

    def close(self) -> None:
        """Stop the child if it still runs, and wait until its memory is free."""
        for stream in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if stream is not None:
                    stream.close()
        self._process.wait()

    def _say(self, word: str) -> None:
        assert self._process.stdin is not None
        with self._writing, suppress(OSError, ValueError):  # it has ended
            self._process.stdin.write(f"{word}\n".encode())
            self._process.stdin.flush()


def _named(name: str) -> type[EvotrError]:
    kind = getattr(errors, name, None)
    if isinstance(kind, type) and issubclass(kind, EvotrError):
        return kind
    return EvotrError


def _ending(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"
