"""A journal that is in no file: it goes when it is closed."""

from pathlib import Path
from typing import Final

from evotr.journal.database import Database
from evotr.journal.journal import Journal
from evotr.journal.migrate import REVISIONS, upgrade
from evotr.journal.storage import StorageThread

__all__ = ["open_fleeting"]

_NOWHERE: Final = Path(":memory:")
_TIMEOUT_S: Final = 5.0  # nobody else holds it


def open_fleeting() -> Journal:
    """A new, empty journal in memory; blocks until it can be used.

    Raises:
        JournalError: A revision of the schema fails.
    """
    thread = StorageThread(_NOWHERE)
    try:
        database = thread.run(_open).result()
    except BaseException:
        thread.close()
        raise
    return Journal(thread, database, _NOWHERE, _TIMEOUT_S)


def _open() -> Database:
    database = Database(None, _TIMEOUT_S)
    try:
        upgrade(database, _NOWHERE, REVISIONS)
    except BaseException:
        database.close()
        raise
    return database
