"""Some files that are stored in one transaction, and what is said of each."""

import time
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from evotr.domain import Document, FileIngested, FileRefused
from evotr.journal.document_face import Documents
from evotr.journal.documents import Content

__all__ = ["Group", "Place", "Storing"]

_MOST_FILES: Final = 64
_MOST_CHUNKS: Final = 500
# After so long whoever watches wants to see something.
_LONGEST_S: Final = 0.5


class Place(NamedTuple):
    """Which file it is: ``number`` counts from 1 to ``files``."""

    path: Path
    number: int
    files: int


@dataclass(frozen=True, slots=True)
class Storing:
    """A file that was read: what is to be stored of it, or what became of it."""

    place: Place
    outcome: Content | Document | Future[Document]
    added: int = 0
    removed: int = 0
    kept: int = 0

    def event(self, document: Document) -> FileIngested:
        """What is said of it, now that it is ``document``."""
        return FileIngested(*self.place, document, self.added, self.removed, self.kept)


class Group:
    """Files in order; small ones cost less when they are stored together."""

    def __init__(self) -> None:
        self._files: list[FileRefused | Storing] = []
        self._chunks = 0
        self._begun = time.monotonic()
        self._stored: Future[tuple[Document, ...]] | None = None

    def add(self, file: FileRefused | Storing) -> None:
        """Take in one more."""
        self._files.append(file)
        if isinstance(file, Storing) and isinstance(file.outcome, Content):
            self._chunks += len(file.outcome.new)

    @property
    def is_full(self) -> bool:
        """Whether it is to be stored now."""
        return (
            len(self._files) >= _MOST_FILES
            or self._chunks >= _MOST_CHUNKS
            or time.monotonic() - self._begun > _LONGEST_S
        )

    def store(self, documents: Documents) -> None:
        """Begin to store what is to be stored."""
        contents = [
            file.outcome
            for file in self._files
            if isinstance(file, Storing) and isinstance(file.outcome, Content)
        ]
        if contents:
            self._stored = documents.store(contents)

    def events(self) -> Iterator[FileIngested | FileRefused]:
        """What became of each, when all is stored."""
        stored = iter(self._stored.result() if self._stored else ())
        for file in self._files:
            if isinstance(file, FileRefused):
                yield file
                continue
            match file.outcome:
                case Content():
                    yield file.event(next(stored))
                case Future() as future:
                    yield file.event(future.result())
                case Document() as document:
                    yield file.event(document)
