"""Changes that a kill leaves undone or done, and reading that waits for nobody."""

import errno
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from evotr.errors import ExpertBusy, named_os_error
from evotr.files import half_written, sync_file, sync_folder

__all__ = [
    "discard",
    "exclusive",
    "new_staging",
    "publish",
    "read_file",
    "sweep",
]

_STAGING = ".staging-"
_REMOVED = ".removed-"
_LOCK = ".lock"


@contextmanager
def exclusive(folder: Path, *, wait_s: float) -> Iterator[None]:
    """Be the one writer of an expert's ``folder`` (made if it is not there).

    What a killed writer left half-made is swept away first.

    Raises:
        ExpertBusy: Another process writes, also after ``wait_s`` seconds.
        DiskFull, FolderNotWritable: The system refuses, also inside the context.
    """
    lock = FileLock(folder / _LOCK)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock.acquire(timeout=wait_s)
    except Timeout as error:
        raise ExpertBusy(expert=folder.name) from error
    except OSError as error:
        raise named_os_error(error, folder) from error
    try:
        _sweep(folder)
        yield
    except OSError as error:
        raise named_os_error(error, folder) from error
    finally:
        lock.release()


def sweep(folder: Path) -> None:
    """Delete what a killed writer left half-made, unless somebody is writing now."""
    if not any(_leftovers(folder)):
        return
    lock = FileLock(folder / _LOCK)
    try:
        lock.acquire(timeout=0)
    except (Timeout, OSError):
        return
    try:
        _sweep(folder)
    finally:
        lock.release()


def _leftovers(folder: Path) -> Iterator[Path]:
    yield from folder.glob(f"{_STAGING}*")
    yield from folder.glob(f"{_REMOVED}*")
    yield from half_written(folder)


def _sweep(folder: Path) -> None:
    for path in _leftovers(folder):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def new_staging(folder: Path) -> Path:
    """An empty folder beside the versions, which nobody takes for one."""
    return Path(tempfile.mkdtemp(prefix=_STAGING, dir=folder))


def publish(staging: Path, target: Path) -> None:
    """Put a finished folder in its place by one rename; everything is on the disk."""
    for file in staging.iterdir():
        sync_file(file)
    sync_folder(staging)
    staging.rename(target)
    sync_folder(target.parent)


def discard(folder: Path) -> None:
    """Take a folder away by one rename, then delete it."""
    retired = folder.with_name(f"{_REMOVED}{folder.name}")
    shutil.rmtree(retired, ignore_errors=True)
    folder.rename(retired)
    sync_folder(folder.parent)
    shutil.rmtree(retired, ignore_errors=True)


def read_file(file: Path, most: int) -> bytes:
    """The first ``most`` bytes of a file.

    Raises:
        OSError: The system refuses, or it is no file: a pipe would be waited for.
    """
    # Opened first, so that nobody changes what was looked at.
    with open(file, "rb", opener=_at_once) as stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), str(file))
        return stream.read(most)


def _at_once(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK)
