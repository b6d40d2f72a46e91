"""What is told while files are taken into memory."""

from dataclasses import dataclass
from pathlib import Path

from evotr.domain.memories import Document
from evotr.errors import DocumentRefused


@dataclass(frozen=True, slots=True)
class FilesFound:
    """The start: so many ``files`` are to be looked at."""

    files: int


@dataclass(frozen=True, slots=True)
class FileIngested:
    """A file is in memory; ``number`` counts from 1 to ``files``.

    Chunks were ``added``, ``removed``, or ``kept`` as they were. ``document`` is as
    the journal has it now.
    """

    path: Path
    number: int
    files: int
    document: Document
    added: int = 0
    removed: int = 0
    kept: int = 0


@dataclass(frozen=True, slots=True)
class FileRefused:
    """A file was passed over because of ``error``; what was known of it stays."""

    path: Path
    number: int
    files: int
    error: DocumentRefused


@dataclass(frozen=True, slots=True)
class IngestDone:
    """The end: so many files were new or changed, unchanged, refused, or are gone.

    ``removed`` are the documents whose files are no more, where that was asked for.
    """

    changed: int
    unchanged: int
    refused: int
    removed: int = 0


IngestEvent = FilesFound | FileIngested | FileRefused | IngestDone
