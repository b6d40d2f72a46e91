"""What passes between the parts that read documents."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

__all__ = ["Block", "Chunk", "Damage", "FileKind", "Limits", "Reading"]

FileKind = Literal["text", "markdown", "html", "pdf", "docx", "epub", "code", "csv"]

Damage = Literal[
    "ARCHIVE", "PARTS", "PDF_FILE", "PDF_FORMAT", "PDF_PART", "PDF_UNKNOWN"
]
"""What a file suffers from, as the catalogues call it (``damage.…``)."""

_MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a heading, a table or a run of lines, as it stands in the file.

    ``headings`` are those it stands under, the outermost first (a heading's own is
    the last). ``page`` counts from 1. In ``lines`` every line is a unit of its own.
    """

    text: str
    page: int | None = None
    headings: tuple[str, ...] = ()
    lines: bool = False


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a document to be remembered.

    ``quote`` stands literally in the document's text, all of it on ``page``;
    ``headings`` are those of the first sentence that the chunk before does not have.
    """

    quote: str
    page: int | None = None
    headings: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The quote under its headings, to be found by the words of both."""
        above = [head for head in self.headings if head not in self.quote]
        return "\n".join((" › ".join(above), self.quote)) if above else self.quote


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take.

    ``file_mb`` of the file and of its text, ``unpacked_mb`` of an archive,
    ``memory_mb`` of the process that reads, and ``seconds`` of time (MB are 10⁶
    bytes). A chunk has ``chunk_tokens``, ``overlap_tokens`` of them from the one
    before.
    """

    file_mb: int = 64
    unpacked_mb: int = 256
    memory_mb: int = 1_024
    seconds: float = 120
    chunk_tokens: int = 512
    overlap_tokens: int = 50

    @property
    def file_bytes(self) -> int:
        """The longest file, in bytes."""
        return self.file_mb * _MB

    @property
    def unpacked_bytes(self) -> int:
        """The most that an archive may unpack to, in bytes."""
        return self.unpacked_mb * _MB

    @property
    def memory_bytes(self) -> int:
        """The most memory of the reading process, in bytes."""
        return self.memory_mb * _MB


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as it was read: its content's ``sha256`` (hexadecimal) and its chunks.

    ``modified`` is when the file was last written. ``kind`` and ``chunks`` are None
    and empty where the content is the one that was known already.
    """

    sha256: str
    modified: datetime
    kind: FileKind | None = None
    chunks: tuple[Chunk, ...] = ()
