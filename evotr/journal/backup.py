"""Copies of the database, made before a migration changes it."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from evotr.journal.database import connect
from evotr.journal.faults import named_faults

__all__ = ["back_up", "drop_backups_with"]

_KEPT = 5


def back_up(path: Path, folder: Path, revision: str, timeout: float) -> Path:
    """Copy the database ``path`` at ``revision`` into ``folder``; its new place.

    A copy appears under its name only when it is whole. The newest five stay.

    Raises:
        JournalError: The folder refuses (``JournalReadOnly``), or the copy fails.
        DiskFull: The copy does not fit.
    """
    size = path.stat().st_size
    with named_faults(folder, needed=size):
        folder.mkdir(parents=True, exist_ok=True)
        for left_over in folder.glob("journal-*.partial"):
            left_over.unlink()
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
        target = folder / f"journal-{stamp}-{revision}.db"
        partial = target.with_suffix(".partial")
        partial.touch(mode=0o600)
        with (
            closing(connect(path, "ro", timeout)) as source,
            closing(connect(partial, "rw", timeout)) as copy,
        ):
            source.backup(copy)
            # One file, whole in itself: no log beside it.
            copy.execute("PRAGMA journal_mode = DELETE")
        partial.replace(target)
        for old in sorted(folder.glob("journal-*.db"))[:-_KEPT]:
            old.unlink()
    return target


def drop_backups_with(
    folder: Path, doomed: Mapping[str, Sequence[str]], timeout: float
) -> None:
    """Delete the backups that hold a doomed row, and unfinished ones.

    ``doomed`` are ids by their table. What the user destroys must not live on in a
    copy, and a copy is only there to undo a migration that went well since.

    Raises:
        JournalError: A backup cannot be read (its path); nothing is deleted then.
    """
    holding = list(folder.glob("journal-*.partial"))
    for backup in folder.glob("journal-*.db"):
        with (
            named_faults(backup),
            closing(connect(backup, "ro", timeout)) as database,
        ):
            if any(_holds(database, table, ids) for table, ids in doomed.items()):
                holding.append(backup)
    for backup in holding:
        with named_faults(backup):
            backup.unlink()


def _holds(database: sqlite3.Connection, table: str, ids: Sequence[str]) -> bool:
    # An older copy lacks the newer tables.
    known = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
    if not ids or database.execute(known, (table,)).fetchone() is None:
        return False
    wanted = f"SELECT 1 FROM {table} WHERE id IN (SELECT value FROM json_each(?))"  # noqa: S608 — a table of ours
    return database.execute(wanted, (json.dumps(ids),)).fetchone() is not None
