"""One process at a time has a home open with an engine."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from evotr.errors import InstanceRunning, named_os_error

__all__ = ["hold_instance", "running_instance"]


def _pid_file(lock: Path) -> Path:
    return lock.with_suffix(".pid")


@contextmanager
def hold_instance(lock: Path) -> Iterator[None]:
    """Hold ``lock`` (created with its folder); the system frees it on any death.

    Raises:
        InstanceRunning: Another process holds it.
        FolderNotWritable, DiskFull: The lock cannot be written.
    """
    guard = FileLock(lock, blocking=False)
    try:
        lock.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        guard.acquire()
        _pid_file(lock).write_text(str(os.getpid()), "ascii")
    except Timeout as error:
        raise InstanceRunning(pid=_holder(lock), home=lock.parent) from error
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
