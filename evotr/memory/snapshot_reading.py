"""Reading the parts of a snapshot, none of which is believed before it is checked."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from evotr.domain import Document, LessonCopy, MemoryItem, StoredExemplar
from evotr.errors import SnapshotDamaged
from evotr.journal.archive import Archive
from evotr.journal.forgotten import Mark
from evotr.memory.snapshot_lines import (
    is_document,
    read_document,
    read_exemplar,
    read_lesson,
    read_mark,
    read_memory,
)
from evotr.memory.snapshot_manifest import Counts, Kind, Manifest, Part, parse
from evotr.memory.snapshot_vectors import is_sound

__all__ = ["Reading", "lessons_in", "memories_in", "read_snapshot"]

T = TypeVar("T")


class Reading:
    """A snapshot of which every part is as it was written; see `read_snapshot`."""

    def __init__(self, archive: Archive, manifest: Manifest, path: Path) -> None:
        self._archive, self.manifest, self._path = archive, manifest, path

    def memories(self) -> Iterator[list[MemoryItem]]:
        """The memories that are in no document, some at a time."""
        return self._each("memories", read_memory)

    def documents(self) -> Iterator[tuple[Document, list[MemoryItem]]]:
        """Each document with its chunks, in order."""
        current: Document | None = None
        chunks: list[MemoryItem] = []
        for said in self._each("documents", _read_either):
            for one in said:
                if isinstance(one, MemoryItem):
                    chunks.append(one)
                    continue
                if current is not None:
                    yield current, chunks
                current, chunks = one, []
        if current is not None:
            yield current, chunks

    def exemplars(self) -> Iterator[list[StoredExemplar]]:
        """What the user taught the router, some at a time."""
        return self._each("exemplars", read_exemplar)

    def lessons(self) -> Iterator[list[LessonCopy]]:
        """Rows of the ledger, some at a time."""
        return self._each("lessons", read_lesson)

    def marks(self) -> Iterator[list[Mark]]:
        """What was forgotten, some at a time."""
        return self._each("forgotten", read_mark)

    def vectors(self) -> Iterator[tuple[list[MemoryItem | None], bytes]]:
        """Memories, or None for other lines, with a row of numbers for each."""
        for part in self.manifest.parts:
            if part.vectors is not None:
                said = _lines(self._archive, part, _read_either, self._path)
                items = [one if isinstance(one, MemoryItem) else None for one in said]
                yield items, self._archive.part(part.vectors)

    def _each(self, kind: Kind, read: Callable[[str], T]) -> Iterator[list[T]]:
        for part in self.manifest.parts:
            if part.kind == kind:
                yield _lines(self._archive, part, read, self._path)

    def check(self) -> None:
        """Read everything once.

        Raises:
            SnapshotDamaged: Something is missing, too much, or not what was written.
        """
        if self._archive.digests() != self.manifest.digests():
            raise SnapshotDamaged(path=self._path, part="parts")
        chunks = documents = 0
        for _, found in self.documents():
            documents += 1
            chunks += len(found)
        counted = Counts(
            memories=chunks + sum(map(len, self.memories())),
            documents=documents,
            exemplars=sum(map(len, self.exemplars())),
            forgotten=sum(map(len, self.marks())),
            lessons=sum(map(len, self.lessons())),
        )
        if counted != self.manifest.counts:
            raise SnapshotDamaged(path=self._path, part="manifest.json")
        for part in self.manifest.parts:
            self._check_vectors(part)

    def _check_vectors(self, part: Part) -> None:
        if part.vectors is None:
            return
        embedder, data = self.manifest.embedder, self._archive.part(part.vectors)
        if embedder is None or not is_sound(data, embedder, part.lines):
            raise SnapshotDamaged(path=self._path, part=f"parts/{part.vectors}")


def read_snapshot(archive: Archive, path: Path) -> Reading:
    """An archive whose every part was read and is what it claims to be.

    Raises:
        SnapshotTooNew: A newer program wrote it.
        SnapshotDamaged: Something is missing, too much, or not what was written.
    """
    reading = Reading(archive, parse(archive.manifest(), path), path)
    reading.check()
    return reading


def memories_in(
    archive: Archive, manifest: Manifest, path: Path
) -> Iterator[list[MemoryItem]]:
    """All memories of an archive, those of documents too, some at a time.

    Raises:
        SnapshotDamaged: A part is not what was written.
    """
    for part in manifest.parts:
        if part.kind in {"memories", "documents"}:
            said = _lines(archive, part, _read_either, path)
            yield [one for one in said if isinstance(one, MemoryItem)]


def lessons_in(
    archive: Archive, manifest: Manifest, path: Path
) -> Iterator[list[LessonCopy]]:
    """All rows of the ledger in an archive, some at a time.

    Raises:
        SnapshotDamaged: A part is not what was written.
    """
    for part in manifest.parts:
        if part.kind == "lessons":
            yield _lines(archive, part, read_lesson, path)


def _lines(
    archive: Archive, part: Part, read: Callable[[str], T], path: Path
) -> list[T]:
    data = archive.part(part.sha256)
    try:
        lines = data.decode().split("\n")
        if lines.pop() or len(lines) != part.lines or len(data) != part.bytes:
            raise ValueError(part)  # noqa: TRY301 — as the readers say it
        return [read(line) for line in lines]
    except ValueError as error:
        raise SnapshotDamaged(path=path, part=f"parts/{part.sha256}") from error


def _read_either(line: str) -> Document | MemoryItem:
    return read_document(line) if is_document(line) else read_memory(line)
