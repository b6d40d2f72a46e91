"""From a path to a database that can be used, or an error that says why not."""

from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, delete, false

from evotr.journal.backup import back_up
from evotr.journal.database import Database, connect
from evotr.journal.documents import drop_unfinished
from evotr.journal.lexical import mend
from evotr.journal.migrate import head, inspect_file, upgrade
from evotr.journal.place import examine_place
from evotr.journal.schema import stream_chunks
from evotr.journal.scrub import scrub_if_owed
from evotr.journal.writes import close_unanswered, interrupt_streaming

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
    _undo_what_was_cut_off(path, timeout)
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
            database.write(close_unanswered)
            database.write(drop_unfinished)
            database.write(mend)
            scrub_if_owed(database)
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
    examine_place(path)
    if not path.exists():
        path.touch(mode=0o600)


def _undo_what_was_cut_off(path: Path, timeout: float) -> None:
    """Take back the unfinished first steps of a database (a kill, a full disk).

    Later ones lie in the log, which readers understand as it is.
    """
    file = path.resolve()
    if file.with_name(f"{file.name}-journal").exists():
        with closing(connect(path, "rw", timeout)) as database:
            database.execute("SELECT 1 FROM sqlite_master").fetchone()
