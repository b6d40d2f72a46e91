"""One process at a time has a home open with an engine, and one makes its nights."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from evotr.errors import EvotrError, InstanceRunning, NightRunning, named_os_error

__all__ = ["hold_instance", "hold_night", "running_instance"]


def _pid_file(lock: Path) -> Path:
    return lock.with_suffix(".pid")


@contextmanager
def hold_instance(lock: Path) -> Iterator[None]:
    """Hold ``lock`` (created with its folder); the system frees it on any death.

    Raises:
        InstanceRunning: Another process holds it.
        FolderNotWritable, DiskFull: The lock cannot be written.
    """

    def taken(pid: str) -> EvotrError:
        return InstanceRunning(pid=pid, home=lock.parent)

    with _held(lock, taken):
        yield


@contextmanager
def hold_night(lock: Path) -> Iterator[None]:
    """Hold ``lock`` as `hold_instance` does: who makes a night in a home does.

    Raises:
        NightRunning: Another holds it, also one of this process.
        FolderNotWritable, DiskFull: The lock cannot be written.
    """
    with _held(lock, lambda pid: NightRunning(pid=pid)):
        yield


@contextmanager
def _held(lock: Path, taken: Callable[[str], EvotrError]) -> Iterator[None]:
    guard = FileLock(lock, blocking=False)
    try:
        lock.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        guard.acquire()
        _pid_file(lock).write_text(str(os.getpid()), "ascii")
    except Timeout as error:
        raise taken(_holder(lock)) from error
    except OSError as error:
        guard.release()
        raise named_os_error(error, lock.parent) from error
    try:
        yield
    finally:
        _pid_file(lock).unlink(missing_ok=True)
        guard.release()


def running_instance(lock: Path) -> str | None:
    """The process that holds ``lock``, None when nobody does."""
    if not lock.exists():
        return None
    guard = FileLock(lock, blocking=False)
    try:
        guard.acquire()
    except Timeout:
        return _holder(lock)
    guard.release()
    return None


def _holder(lock: Path) -> str:
    try:
        return _pid_file(lock).read_text("ascii").strip() or "?"
    except OSError:
        return "?"
