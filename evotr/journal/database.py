"""One SQLite connection through SQLAlchemy, with its settings and transactions."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, NullPool, create_engine, event

__all__ = ["Database", "connect"]

P = ParamSpec("P")
T = TypeVar("T")

_PRAGMAS = (
    # Readers and the one writer do not wait for each other; NORMAL is safe against
    # a killed process (only a power cut can take the last transactions with it).
    "journal_mode = WAL",
    "synchronous = NORMAL",
    "foreign_keys = ON",
    "secure_delete = ON",
)


def connect(path: Path, mode: str, timeout: float) -> sqlite3.Connection:
    """Open the existing file ``path``, in SQLite's ``mode`` ``"ro"`` or ``"rw"``.

    ``timeout`` is how many seconds a call waits for another connection's lock.
    """
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    # Without isolation_level the driver begins no transactions of its own: they
    # would leave out reads and the statements that change the schema.
    return sqlite3.connect(uri, uri=True, timeout=timeout, isolation_level=None)


def _in_memory() -> sqlite3.Connection:
    database = sqlite3.connect(":memory:", isolation_level=None)
    # What is sorted or set aside would else be written to a file.
    database.execute("PRAGMA temp_store = MEMORY")
    return database


class Database:
    """The connection; it belongs to the thread that made it.

    Without a ``path`` the database lies in memory, and goes with the connection.

    Raises:
        sqlalchemy.exc.DBAPIError: From every method; callers name it (``faults.py``).
    """

    def __init__(self, path: Path | None, timeout: float) -> None:
        self._engine = create_engine(
            "sqlite://",
            creator=lambda: connect(path, "rw", timeout) if path else _in_memory(),
            poolclass=NullPool,
            # An error's text may reach a log; the user's words stay out of it.
            hide_parameters=True,
        )
        self._begin = "BEGIN"
        event.listen(self._engine, "begin", self._on_begin)
        self.connection = self._engine.connect()
        try:
            for pragma in _PRAGMAS:
                self.run(f"PRAGMA {pragma}")
        except BaseException:
            self.close()
            raise

    def _on_begin(self, connection: Connection) -> None:
        connection.exec_driver_sql(self._begin)

    def run(self, statement: str) -> list[object]:
        """Run a statement outside any transaction; its rows' first columns."""
        cursor = self.connection.connection.cursor()
        try:
            cursor.execute(statement)
            return [row[0] for row in cursor.fetchall()]
        finally:
            cursor.close()

    def read(
        self, work: Callable[Concatenate[Connection, P], T], *a: P.args, **k: P.kwargs
    ) -> T:
        """Run ``work(connection, ...)`` on one consistent state of the database."""
        self._begin = "BEGIN"
        with self.connection.begin():
            return work(self.connection, *a, **k)

    def write(
        self, work: Callable[Concatenate[Connection, P], T], *a: P.args, **k: P.kwargs
    ) -> T:
        """Run ``work(connection, ...)`` whole or not at all; it is kept on return."""
        # A transaction that begins by reading cannot wait for another writer.
        self._begin = "BEGIN IMMEDIATE"
        with self.connection.begin():
            return work(self.connection, *a, **k)

    def close(self) -> None:
        """Close the file; the last connection to it also folds the log into it."""
        self.connection.close()
        self._engine.dispose()
