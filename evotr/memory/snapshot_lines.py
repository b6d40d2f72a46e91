"""What a snapshot says of each thing: a line of JSON, and only one way to say it.

A line that does not come out again as it went in was not written by this program:
readers raise ValueError for it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, TypeVar

from pydantic import TypeAdapter

from evotr.domain import (
    Document,
    LessonCopy,
    MemoryItem,
    StoredExemplar,
    checksum_of,
)
from evotr.errors import MemoryLineWrong
from evotr.journal.forgotten import Mark
from evotr.journal.memory_lines import memory_line, read_line

__all__ = [
    "document_line",
    "exemplar_line",
    "is_document",
    "lesson_line",
    "mark_line",
    "read_document",
    "read_exemplar",
    "read_lesson",
    "read_mark",
    "read_memory",
]

T = TypeVar("T")

_NEVER: Final = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Line:
    document: Document


_DOCUMENT: Final = TypeAdapter(_Line)
_EXEMPLAR: Final = TypeAdapter(StoredExemplar)
_LESSON: Final = TypeAdapter(LessonCopy)
_MARK: Final = TypeAdapter[Mark](Mark)


def read_memory(line: str) -> MemoryItem:
    """The memory of a line that `memory_line` wrote."""
    try:
        item = read_line(line, 0, _NEVER, {})
    except MemoryLineWrong as error:
        raise ValueError(line) from error
    return _same(item, memory_line, line)


def document_line(document: Document) -> str:
    """A document, without its chunks."""
    return _DOCUMENT.dump_json(_Line(document)).decode()


def is_document(line: str) -> bool:
    """Whether it is of a document and not of a memory."""
    return line.startswith('{"document":{')


def read_document(line: str) -> Document:
    """The document of a line that `document_line` wrote."""
    document = _DOCUMENT.validate_json(line, strict=True).document
    if document.state == "ingesting":
        raise ValueError(line)
    return _same(document, document_line, line)


def exemplar_line(taught: StoredExemplar) -> str:
    """What the user taught the router."""
    return _EXEMPLAR.dump_json(taught).decode()


def read_exemplar(line: str) -> StoredExemplar:
    """The exemplar of a line that `exemplar_line` wrote."""
    taught = _EXEMPLAR.validate_json(line, strict=True)
    return _same(taught, exemplar_line, line)


def lesson_line(copy: LessonCopy) -> str:
    """A row of the ledger, and what was decided of it."""
    return _LESSON.dump_json(copy).decode()


def read_lesson(line: str) -> LessonCopy:
    """The row of a line that `lesson_line` wrote."""
    copy = _LESSON.validate_json(line, strict=True)
    row = copy.row
    born = (row.state, row.reason, row.sha256) == ("active", "", checksum_of(row))
    if not born or any(each.decision.row_id != row.id for each in copy.events):
        raise ValueError(line)
    return _same(copy, lesson_line, line)


def mark_line(mark: Mark) -> str:
    """The salt and hash of something that was forgotten."""
    return _MARK.dump_json(mark).decode()


def read_mark(line: str) -> Mark:
    """What was forgotten, of a line that `mark_line` wrote."""
    return _same(_MARK.validate_json(line, strict=True), mark_line, line)


def _same(value: T, write: Callable[[T], str], line: str) -> T:
    if write(value) != line:
        raise ValueError(line)
    return value
