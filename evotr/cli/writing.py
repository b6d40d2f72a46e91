"""Writing what a command is to leave in a file."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from evotr.errors import DiskFull, FileIsFolder, FileNotWritable, named_os_error

__all__ = ["written_file"]


@contextmanager
def written_file(file: Path) -> Iterator[TextIO]:
    """A file that only its owner reads, in its place when all of it is written.

    Raises:
        FileIsFolder, FileNotWritable, DiskFull: It cannot be written; what was there
            stays.
    """
    if file.is_dir():
        raise FileIsFolder(file=file)
    staged = file.with_name(f".{file.name}.new")
    try:
        number = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            with os.fdopen(number, "w", encoding="utf-8") as stream:
                yield stream
                stream.flush()
                os.fsync(number)
            staged.replace(file)
        finally:
            staged.unlink(missing_ok=True)
    except OSError as error:
        named = named_os_error(error, file)
        if isinstance(named, DiskFull):
            raise named from error
        raise FileNotWritable(file=file, reason=error) from error
