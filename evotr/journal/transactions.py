"""Work on the database, queued to the thread that owns it."""

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection

from evotr.journal.backup import drop_backups_with
from evotr.journal.database import Database
from evotr.journal.forgetting import Doomed
from evotr.journal.scrub import scrub
from evotr.journal.storage import StorageThread

__all__ = ["Transactions"]

P = ParamSpec("P")
T = TypeVar("T")


class Transactions:
    """What the faces of the journal share; the copies lie in ``backups``."""

    def __init__(
        self, thread: StorageThread, database: Database, backups: Path, timeout: float
    ) -> None:
        self._thread = thread
        self._database = database
        self._backups = backups
        self._timeout = timeout

    def read(
        self, work: Callable[Concatenate[Connection, P], T], *a: P.args, **k: P.kwargs
    ) -> Future[T]:
        """Run ``work(connection, ...)`` on one state of the database."""
        return self._thread.run(partial(self._database.read, work, *a, **k))

    def write(
        self, work: Callable[Concatenate[Connection, P], T], *a: P.args, **k: P.kwargs
    ) -> Future[T]:
        """Run ``work(connection, ...)`` whole or not at all."""
        return self._thread.run(partial(self._database.write, work, *a, **k))

    def forget(
        self,
        choose: Callable[[Connection], Doomed],
        destroy: Callable[[Connection, Doomed], object],
    ) -> Future[Doomed]:
        """Destroy what is chosen, in every file; what it was.

        Copies that hold some of it are deleted before, and the file is written anew
        after. Nothing chosen, nothing done.
        """
        return self._thread.run(partial(self._forget, choose, destroy))

    def _forget(
        self,
        choose: Callable[[Connection], Doomed],
        destroy: Callable[[Connection, Doomed], object],
    ) -> Doomed:
        doomed = self._database.read(choose)
        if doomed != Doomed():
            drop_backups_with(self._backups, doomed.tables(), self._timeout)
            self._database.write(destroy, doomed)
            scrub(self._database)
        return doomed
