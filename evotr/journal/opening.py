"""From a path to a database that can be used, or an error that says why not."""

import errno
import os
from pathlib import Path

from sqlalchemy import Connection, delete, false

from evotr.journal.backup import back_up
from evotr.journal.database import Database
from evotr.journal.migrate import head, inspect_file, upgrade
from evotr.journal.schema import stream_chunks
from evotr.journal.writes import interrupt_streaming

__all__ = ["open_database"]


def open_database(
    path: Path,
    backups: Path,
    *,
    recover: bool,
    timeout: float,
    revisions: Path,
) -> Database:
    """Open ``path``; the arguments are those of ``Journal.open``.

    Raises:
        EvotrError: As ``Journal.open`` says, except for what ``faults.py`` names.
        sqlalchemy.exc.DBAPIError: It is to be named by the caller.
    """
    _make_file(path)
    revision = inspect_file(path, revisions, timeout)
    pending = revision != head(revisions)
    if pending and revision is not None:
        back_up(path, backups, revision, timeout)
    database = Database(path, timeout)
    try:
        if pending:
            upgrade(database, path, revisions)
        database.write(_must_take_writes)
        if recover:
            database.write(interrupt_streaming)
    except BaseException:
        database.close()
        raise
    return database


def _must_take_writes(connection: Connection) -> None:
    # SQLite begins a transaction on a read-only file too; a statement that writes,
    # if only nothing, is what it refuses.
    connection.execute(delete(stream_chunks).where(false()))


def _make_file(path: Path) -> None:
    """Create an empty file that only its owner reads, where there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not path.exists():
        path.touch(mode=0o600)
