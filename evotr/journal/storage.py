"""The thread that owns the database."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from evotr.errors import JournalClosed
from evotr.journal.faults import named_faults

__all__ = ["StorageThread"]

T = TypeVar("T")


class StorageThread:
    """One worker, named ``evotr-storage``, that runs what it is given in order.

    ``path`` is the database's, for the errors.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="evotr-storage")

    def run(self, work: Callable[[], T]) -> Future[T]:
        """Queue ``work``; its failures leave the future under their names.

        The future holds ``JournalClosed`` when the thread is closed already.
        """
        try:
            return self._executor.submit(self._named, work)
        except RuntimeError as error:
            closed: Future[T] = Future()
            closed.set_exception(JournalClosed(path=self._path, reason=str(error)))
            return closed

    def _named(self, work: Callable[[], T]) -> T:
        with named_faults(self._path):
            return work()

    def close(self) -> None:
        """Finish what is queued, then end the thread."""
        self._executor.shutdown(wait=True)
