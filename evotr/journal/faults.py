"""Every failure of the database under its name in ``evotr/errors.py``."""

import errno
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from evotr.errors import (
    DiskFull,
    EvotrError,
    JournalDamaged,
    JournalError,
    JournalLocked,
    JournalReadOnly,
)

__all__ = ["named_faults"]

_PAGE_BYTES = 4096
_OPENING_BYTES = 64 * 1024
"""More than the log's index (32 KB) and the first pages together."""


@contextmanager
def named_faults(path: Path, needed: int = _PAGE_BYTES) -> Iterator[None]:
    """Raise what SQLite and the file system report as errors about ``path``.

    ``needed`` bytes are at least what the work writes: one page, unless said.

    Raises:
        DiskFull: There is no room left.
        JournalDamaged: The file is not a database, or a page of it is broken.
        JournalLocked: Another program holds it, longer than the timeout.
        JournalReadOnly: The file or its folder cannot be written.
        JournalError: Anything else, with SQLite's own words as ``reason``.
    """
    try:
        yield
    except DBAPIError as error:
        raise _named(error.orig or error, path, needed) from error
    except (sqlite3.Error, OSError) as error:
        raise _named(error, path, needed) from error


def _named(error: BaseException, path: Path, needed: int) -> EvotrError:
    code = None
    if isinstance(error, sqlite3.Error):
        # The low byte is the kind, the rest says more about it.
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        kind = _BY_SQLITE_CODE.get(code, JournalError)
    else:
        kind = _BY_ERRNO.get(getattr(error, "errno", None), JournalError)
    reason = str(error)
    folder = path.resolve().parent
    if kind is DiskFull or (code in _VAGUE and _takes_no_more(folder)):
        free = shutil.disk_usage(folder).free
        return DiskFull(path=path, needed=needed, free=free, reason=reason)
    return kind(path=path, reason=reason)


def _takes_no_more(folder: Path) -> bool:
    """Whether the disk refuses the little that a database needs to be opened."""
    try:
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(bytes(_OPENING_BYTES))
            probe.flush()
            os.fsync(probe.fileno())
    except OSError as error:
        return _BY_ERRNO.get(error.errno) is DiskFull
    return False


# What SQLite says of a full disk when it makes the log or the log's index.
_VAGUE = frozenset({sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN})

_BY_SQLITE_CODE: dict[int, type[EvotrError]] = {
    sqlite3.SQLITE_BUSY: JournalLocked,
    sqlite3.SQLITE_LOCKED: JournalLocked,
    sqlite3.SQLITE_PERM: JournalReadOnly,
    sqlite3.SQLITE_READONLY: JournalReadOnly,
    # The database opens, but the log beside it cannot be made: the folder refuses.
    sqlite3.SQLITE_CANTOPEN: JournalReadOnly,
    sqlite3.SQLITE_CORRUPT: JournalDamaged,
    sqlite3.SQLITE_NOTADB: JournalDamaged,
    sqlite3.SQLITE_FULL: DiskFull,
}

_BY_ERRNO: dict[int | None, type[EvotrError]] = {
    errno.EACCES: JournalReadOnly,
    errno.EPERM: JournalReadOnly,
    errno.EROFS: JournalReadOnly,
    errno.ENOSPC: DiskFull,
    errno.EDQUOT: DiskFull,
}
