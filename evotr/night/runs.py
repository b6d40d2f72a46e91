"""The runs in a home that were begun and left: their list, and their end."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from filelock import FileLock, Timeout

from evotr.errors import (
    EvotrError,
    ExpertBusy,
    RunBusy,
    RunNotFound,
    named_os_error,
)
from evotr.experts.disk import discard, exclusive, new_staging, publish, sweep
from evotr.night.plan import LOCK, RESULT, RUN, TRAIN_ROWS, read_plan

__all__ = ["RunState", "StoredRun", "remove_run", "staged_run", "stored_runs"]

_WAIT_S = 30.0

RunState = Literal["training", "left", "finished", "damaged"]


@dataclass(frozen=True, slots=True)
class StoredRun:
    """A run's folder, with the rows that it trains on.

    ``finished`` when its adapter is there and no version yet; ``expert`` and ``data``
    are empty where its plan is ``damaged``.
    """

    name: str
    path: Path
    expert: str
    data: str
    begun_at: datetime
    state: RunState


@contextmanager
def staged_run(runs: Path, name: str) -> Iterator[Path]:
    """Yield an empty folder that becomes ``runs/name`` at the end, and not before.

    What is left of one that was killed, or met a full disk, is swept away.

    Raises:
        RunBusy: Another process is putting one there all the time.
        DiskFull, FolderNotWritable: The system refuses.
    """
    try:
        with exclusive(runs, wait_s=_WAIT_S):
            staging = new_staging(runs)
            try:
                yield staging
                publish(staging, runs / name)
            except BaseException:
                discard(staging)
                raise
    except ExpertBusy as error:
        raise RunBusy(run=runs) from error


def stored_runs(runs: Path) -> tuple[StoredRun, ...]:
    """All runs in ``runs``, the oldest first; half-made ones are swept away."""
    sweep(runs)
    found = [_read(file.parent) for file in sorted(runs.glob(f"[!.]*/{RUN}"))]
    return tuple(sorted(found, key=lambda run: run.begun_at))


def remove_run(runs: Path, name: str) -> None:
    """Delete a run with its rows, checkpoint and adapter; versions stay.

    Raises:
        RunNotFound: There is none of that name.
        RunBusy: A process trains in it.
        DiskFull, FolderNotWritable: The system refuses.
    """
    run = next((run for run in stored_runs(runs) if run.name == name), None)
    if run is None:
        raise RunNotFound(run=name)
    lock = FileLock(run.path / LOCK, blocking=False)
    try:
        with lock:
            discard(run.path)
    except Timeout:
        raise RunBusy(run=run.path) from None
    except OSError as error:
        raise named_os_error(error, run.path) from error


def _read(folder: Path) -> StoredRun:
    expert = data = ""
    state: RunState = "damaged"
    try:
        plan = read_plan(folder)
        expert, data, state = plan.expert, plan.notes.get("data", ""), _state(folder)
    except EvotrError:
        pass  # it can be deleted all the same
    begun = (folder / TRAIN_ROWS, folder)
    began_s = next(path for path in begun if path.exists()).stat().st_mtime
    begun_at = datetime.fromtimestamp(began_s, UTC)
    return StoredRun(folder.name, folder, expert, data, begun_at, state)


def _state(folder: Path) -> RunState:
    if (folder / LOCK).exists():
        lock = FileLock(folder / LOCK, blocking=False)
        try:
            with lock:
                pass
        except Timeout:
            return "training"
    return "finished" if (folder / RESULT).exists() else "left"
