"""The child's entry: ``python -m evotr.night.training RUN_FOLDER``.

With a file descriptor as a second argument it is one of that child's lanes.
"""

import os
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TextIO

from filelock import FileLock, Timeout

from evotr.errors import EvotrError, RunBusy, TrainingFailed
from evotr.inference.device import load_blas
from evotr.night.events import (
    TrainingEvent,
    TrainingStopped,
    TrainingWentWrong,
    line_of_event,
)
from evotr.night.plan import LOCK, LOG
from evotr.night.training.control import Control
from evotr.torchless import hide_torch

__all__ = ["FINISHED", "STOPPED", "WRONG", "lane", "main"]

FINISHED, WRONG, STOPPED = 0, 1, 3
"""Exit codes."""


def main(folder: Path) -> int:
    """Train the run in ``folder``; returns the exit code."""
    tell = _teller(_own_output())
    # MLX's launcher forwards no lasting input, and its workers end with it.
    alone = "MLX_RANK" not in os.environ
    first = os.environ.get("MLX_RANK", "0") == "0"
    control = Control(sys.stdin.fileno() if first else None, end_stops=alone)
    if alone:  # a worker that waits for one that is gone could not obey
        control.obey_signals()
    try:
        end = _train(folder, control, tell, lock=first)
    except EvotrError as error:
        end = TrainingWentWrong(error=type(error).__name__, values=error.values)
    except Exception as error:  # noqa: BLE001 - every end is told
        traceback.print_exc()
        reason = f"{type(error).__name__}: {error}"
        values = {"run": folder, "reason": reason, "log": folder / LOG}
        end = TrainingWentWrong(error=TrainingFailed.__name__, values=values)
    if first:
        tell(end)
    if isinstance(end, TrainingWentWrong):
        return WRONG
    return STOPPED if isinstance(end, TrainingStopped) else FINISHED


def _train(
    folder: Path, control: Control, tell: Callable[[TrainingEvent], None], *, lock: bool
) -> TrainingEvent:
    guard = FileLock(folder / LOCK, blocking=False)
    try:
        if lock:
            guard.acquire()
    except Timeout:
        raise RunBusy(run=folder) from None
    _before_mlx()
    from evotr.night.training.session import train  # noqa: PLC0415 - after the BLAS

    try:
        return train(folder, control, tell)
    finally:
        guard.release()


def lane(folder: Path, line: int) -> int:
    """Compute parts of the steps of the run in ``folder``, until ``line`` ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who began it ends it, by going
    _before_mlx()
    from evotr.night.training.lane import serve  # noqa: PLC0415 - after the BLAS

    with suppress(EOFError, OSError):
        serve(folder, Connection(line))
    return FINISHED


def _before_mlx() -> None:
    load_blas()
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")  # it advises on stderr
    hide_torch()


def _own_output() -> TextIO:
    """Standard output for events alone; what libraries print goes to the log."""
    events = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return events


def _teller(output: TextIO) -> Callable[[TrainingEvent], None]:
    def tell(event: TrainingEvent) -> None:
        try:
            output.write(line_of_event(event) + "\n")
            output.flush()
        except OSError:  # the parent is gone; its end of the input says so too
            return

    return tell


if __name__ == "__main__":
    folder, *line = sys.argv[1:]
    run = Path(folder).absolute()
    raise SystemExit(lane(run, int(line[0])) if line else main(run))
