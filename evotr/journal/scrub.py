"""Taking destroyed words out of the file and its log, also after a kill."""

import logging
import sqlite3

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from evotr.journal.database import Database

__all__ = ["owe_scrub", "scrub", "scrub_if_owed"]

_log = logging.getLogger(__name__)


def owe_scrub(connection: Connection) -> None:
    """Note, in the transaction that destroys words, that the file still holds them."""
    connection.exec_driver_sql("PRAGMA user_version = 1")


def scrub(database: Database) -> None:
    """Write the file anew and empty its log; the cost grows with the whole file.

    Where another process reads at this moment, the log cannot be emptied: then the
    note stays, and the next start does it again.

    Raises:
        sqlalchemy.exc.DBAPIError, sqlite3.Error: To be named by the caller; the note
            stays too.
    """
    # secure_delete zeroes deleted rows where they lie. Copies that SQLite left in a
    # page when it moved rows to another one are only gone from a new file.
    database.run("VACUUM")
    (busy,) = database.run("PRAGMA wal_checkpoint(TRUNCATE)")
    if not busy:
        database.run("PRAGMA user_version = 0")


def scrub_if_owed(database: Database) -> None:
    """Do what a killed process left undone; a failure waits for the next start."""
    if database.run("PRAGMA user_version") == [0]:
        return
    try:
        scrub(database)
    except (DBAPIError, sqlite3.Error) as error:
        _log.warning("destroyed words are still in the file: %s", error)
