"""Where unfinished downloads lie: beside the models, under a dotted name."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from evotr.errors import PullRunning
from evotr.models.names import folder_name

__all__ = ["exclusive", "folder_bytes", "retire", "retired_folder", "staging_folder"]


def staging_folder(models: Path, model_id: str) -> Path:
    """The folder (it may not exist) in which a pull of ``model_id`` gathers files."""
    return models / ".staging" / folder_name(model_id)


@contextmanager
def exclusive(staging: Path, model_id: str) -> Iterator[None]:
    """Keep other processes from pulling or removing the model meanwhile.

    Raises:
        PullRunning: One of them is at it.
        OSError: The lock cannot be made.
    """
    staging.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(staging.with_name(f"{staging.name}.lock"))
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise PullRunning(model=model_id) from error
    try:
        yield
    finally:
        lock.release()


def retired_folder(staging: Path) -> Path:
    """Where a model lies that is out of the library and not yet deleted."""
    return staging.with_name(f"{staging.name}.removed")


def retire(staging: Path, folder: Path) -> Path:
    """Take ``folder`` out of the library by one rename; deleting may be cut short.

    Returns:
        Where it lies now, to be deleted.
    """
    retired = retired_folder(staging)
    shutil.rmtree(retired, ignore_errors=True)
    if folder.exists():
        folder.rename(retired)
    return retired


def folder_bytes(folder: Path) -> int:
    """What the files of a folder take; 0 when it is not there."""
    try:
        return sum(file.stat().st_size for file in folder.iterdir() if file.is_file())
    except OSError:
        return 0
