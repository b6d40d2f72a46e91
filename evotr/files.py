"""Files that are there whole or not at all, also after a kill."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TextIO

from evotr.errors import (
    FileIsFolder,
    FileNotWritable,
    FileThere,
    FileUnnamed,
    FolderNotWritable,
    named_os_error,
)

__all__ = [
    "half_written",
    "named_file",
    "sync_file",
    "sync_folder",
    "write_whole",
    "written_file",
]

_OWNER: Final = 0o600
_NEW: Final = ".new"


def _staged(file: Path) -> Path:
    return file.with_name(f".{file.name}{_NEW}")


@contextmanager
def written_file(file: Path) -> Iterator[TextIO]:
    """A file that only its owner reads, in its place when all of it is written.

    What fails inside the context leaves what was there. Two writers of one file take
    turns themselves.

    Raises:
        FolderNotWritable, DiskFull: It cannot be written; what was there stays.
    """
    staged = _staged(file)
    try:
        # Its owner's alone from its first byte on.
        number = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _OWNER)
        try:
            with os.fdopen(number, "w", encoding="utf-8") as stream:
                yield stream
                stream.flush()
                os.fsync(number)
            staged.replace(file)
        finally:
            staged.unlink(missing_ok=True)
    except OSError as error:
        raise named_os_error(error, file) from error


@contextmanager
def named_file(file: Path | str, *, replace: bool) -> Iterator[TextIO]:
    """As `written_file`, for a file whose place the user chose.

    Args:
        file: The place.
        replace: Whether the user wants what is there to be replaced.

    Raises:
        FileUnnamed, FileIsFolder, FileThere, FileNotWritable, DiskFull: It cannot be
            written; what was there stays.
    """
    if not file:  # as a `Path` it would be the folder that one is in
        raise FileUnnamed
    file = Path(file)
    if os.path.isdir(file):  # noqa: PTH112 - `Path.is_dir` may raise
        raise FileIsFolder(file=file)
    if not replace and os.path.lexists(file):
        raise FileThere(file=file)
    try:
        with written_file(file) as stream:
            yield stream
    except FolderNotWritable as error:
        raise FileNotWritable(file=file, reason=error.__cause__) from error


def write_whole(file: Path, content: str | bytes) -> None:
    """Replace a file's content at once; a crash leaves the old or the new.

    Raises:
        OSError: The system refuses; what was there stays.
    """
    staged = _staged(file)
    try:
        staged.write_bytes(content.encode() if isinstance(content, str) else content)
        sync_file(staged)
        staged.replace(file)
    except OSError:
        staged.unlink(missing_ok=True)
        raise
    sync_folder(file.parent)


def half_written(folder: Path) -> Iterator[Path]:
    """What writers that were killed left in a folder."""
    yield from folder.glob(f".*{_NEW}")


def sync_file(file: Path) -> None:
    """Make what is written in ``file`` durable."""
    _sync(file, os.O_RDONLY)


def sync_folder(folder: Path) -> None:
    """Make the renames in ``folder`` durable."""
    _sync(folder, os.O_RDONLY | os.O_DIRECTORY)


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
