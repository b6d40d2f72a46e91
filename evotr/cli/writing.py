"""Files that the user names and a command writes."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from evotr.errors import FileIsFolder, FileNotWritable, FolderNotWritable
from evotr.files import written_file

__all__ = ["named_file"]


@contextmanager
def named_file(file: Path) -> Iterator[TextIO]:
    """As `written_file`, for a file whose place the user chose.

    Raises:
        FileIsFolder, FileNotWritable, DiskFull: It cannot be written; what was there
            stays.
    """
    if os.path.isdir(file):  # noqa: PTH112 - `Path.is_dir` may raise
        raise FileIsFolder(file=file)
    try:
        with written_file(file) as stream:
            yield stream
    except FolderNotWritable as error:
        raise FileNotWritable(file=file, reason=error.__cause__) from error
