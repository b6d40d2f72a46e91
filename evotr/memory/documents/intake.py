"""Files that a face has taken into memory: a stream of events that may be stopped."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from evotr.domain import IngestEvent
from evotr.memory.documents.ingest import Ingest

__all__ = ["Intake"]


class Intake:
    """Iterate it once, off the main thread; cancel it from any.

    What was taken in until it is cancelled stays, and `IngestDone` counts it.

    Args:
        ingest: Takes files in; it is closed at the end.
        paths: Files and folders.
        taken: Called at the end, however it comes, to have the memory index them.
    """

    def __init__(
        self, ingest: Ingest, paths: Sequence[Path], taken: Callable[[], None]
    ) -> None:
        self._ingest = ingest
        self._paths = tuple(paths)
        self._taken = taken

    def cancel(self) -> None:
        """End soon: the file that is being read is left out."""
        self._ingest.stop()

    def __iter__(self) -> Iterator[IngestEvent]:
        """What becomes of each file; `IngestDone` comes last.

        Raises:
            EvotrError: What the journal says; a file alone stops nothing.
        """
        try:
            with self._ingest:
                yield from self._ingest.run(self._paths)
        finally:
            self._taken()
