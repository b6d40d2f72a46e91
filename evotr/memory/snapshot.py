"""Writing what is remembered into one file, of which the next time little changes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Final

from evotr import __version__
from evotr.domain import MemoryItem
from evotr.errors import SnapshotInHome, SnapshotOfAnother
from evotr.journal import Journal
from evotr.journal.archive import Archive, change_archive, open_archive
from evotr.journal.memory_lines import memory_line
from evotr.memory.snapshot_lines import (
    document_line,
    exemplar_line,
    lesson_line,
    mark_line,
)
from evotr.memory.snapshot_manifest import Counts, Kind, Manifest, Part, dump, parse
from evotr.memory.snapshot_reading import lessons_in, memories_in
from evotr.memory.snapshot_vectors import IndexVectors, open_vectors

__all__ = ["Line", "Taken", "runs", "take_snapshot"]

_BATCH: Final = 500
_MOST_LINES: Final = 512
_MOST_BYTES: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a snapshot; ``key`` names what it is of, whatever it says of it."""

    key: str
    text: str
    memory: MemoryItem | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A snapshot that was written.

    ``written`` of its ``parts`` were, ``written_bytes`` together; ``size`` is that of
    the whole file. ``vectors`` says whether it has the memories' vectors.
    """

    path: Path
    counts: Counts
    parts: int
    written: int
    written_bytes: int
    size: int
    vectors: bool


def take_snapshot(
    journal: Journal,
    target: Path,
    home: Path,
    *,
    index: Path | None = None,
    replace: bool = False,
) -> Taken:
    """Write all that is remembered and taught to ``target``.

    Of a snapshot that lies there already, the parts that are the same stay as they
    are. Where something was forgotten since, the file is written anew, so that it
    holds nothing of it.

    Args:
        journal: What is remembered.
        target: The file, outside of the home.
        home: All of the user's data.
        index: Where the vectors lie, if they are to be taken along.
        replace: Write over a snapshot of another home, whatever is only there.

    Raises:
        SnapshotInHome: ``target`` lies in ``home``.
        SnapshotForeign, SnapshotDamaged, SnapshotTooNew: What lies at ``target`` is
            not written over.
        SnapshotOfAnother: The same, for what is only there.
        SnapshotBusy, DiskFull, FolderNotWritable: The file is as it was.
        JournalError: And its kin.
    """
    target = target.expanduser().resolve()
    if target.is_relative_to(home.resolve()):
        raise SnapshotInHome(path=target, home=home)
    name = journal.copies.home().result()
    old = _old(journal, target, name, replace=replace)
    marks = journal.copies.marks().result()
    anew = old is None or old.home != name or old.counts.forgotten != len(marks)
    with (
        open_vectors(index) as vectors,
        change_archive(target, anew=anew) as archive,
    ):
        writing = _Writing(archive, vectors)
        writing.add("memories", _memories(journal))
        writing.add("documents", _documents(journal))
        writing.add("exemplars", _exemplars(journal))
        writing.add("lessons", _lessons(journal))
        writing.add("forgotten", (Line(mark[1], mark_line(mark)) for mark in marks))
        manifest = writing.finish(name)
    return _taken(target, manifest, archive)


def _taken(target: Path, manifest: Manifest, archive: Archive) -> Taken:
    return Taken(
        path=target,
        counts=manifest.counts,
        parts=len(manifest.digests()),
        written=archive.stored,
        written_bytes=archive.written,
        size=target.stat().st_size,
        vectors=any(part.vectors for part in manifest.parts),
    )


def _old(
    journal: Journal, target: Path, name: str, *, replace: bool
) -> Manifest | None:
    """What is written over, if that may be; None where nothing is there."""
    if not target.exists():
        return None
    with open_archive(target) as archive:
        old = parse(archive.manifest(), target)
        if old.home != name and not replace:
            lost = sum(
                journal.copies.unknown([item.id for item in items]).result()
                for items in memories_in(archive, old, target)
            )
            lost += sum(
                journal.copies.unknown_lessons([one.row.id for one in copies]).result()
                for copies in lessons_in(archive, old, target)
            )
            if lost:
                raise SnapshotOfAnother(path=target, memories=lost)
    return old


class _Writing:
    """Lines into parts of an archive."""

    def __init__(self, archive: Archive, vectors: IndexVectors | None) -> None:
        self._archive, self._vectors = archive, vectors
        self._parts: list[Part] = []
        self._counts: dict[str, int] = {}

    def add(self, kind: Kind, lines: Iterable[Line]) -> None:
        """Store lines of one kind."""
        for run in runs(lines):
            data = "".join(f"{line.text}\n" for line in run).encode()
            digest = self._archive.put(data)
            part = Part(kind, digest, len(data), len(run), self._vectors_of(run))
            self._parts.append(part)
            for line in run:
                counted = kind if line.memory is None else "memories"
                self._counts[counted] = self._counts.get(counted, 0) + 1

    def _vectors_of(self, run: list[Line]) -> str | None:
        if self._vectors is None:
            return None
        rows = self._vectors.rows([line.memory for line in run])
        return None if rows is None else self._archive.put(rows)

    def finish(self, home: str) -> Manifest:
        """Store the list of parts."""
        embedder = self._vectors.embedder if self._vectors else None
        manifest = Manifest(
            format=2,
            program=__version__,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            home=home,
            counts=Counts(**self._counts),
            embedder=embedder,
            parts=tuple(self._parts),
        )
        self._archive.finish(dump(manifest), manifest.digests())
        return manifest


def runs(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Lines in runs whose borders move little when one comes, changes or goes.

    A run ends where the hash of a key says so, 64 lines on from the last on average:
    what stands before and after a change makes the same runs as before.
    """
    run: list[Line] = []
    size = 0
    for line in lines:
        run.append(line)
        size += len(line.text)
        border = blake2b(line.key.encode("utf-8", "replace"), digest_size=1).digest()
        if border[0] % 64 == 0 or len(run) >= _MOST_LINES or size >= _MOST_BYTES:
            yield run
            run, size = [], 0
    if run:
        yield run


def _memories(journal: Journal) -> Iterator[Line]:
    ids = iter(journal.copies.loose_ids().result())
    while batch := tuple(islice(ids, _BATCH)):
        yield from map(_line, journal.memories.get(batch).result())


def _line(item: MemoryItem) -> Line:
    return Line(item.id, memory_line(item), item)


def _documents(journal: Journal) -> Iterator[Line]:
    """Each document, and its chunks after it."""
    for document in journal.documents.list().result():
        if document.state != "ingesting":
            yield Line(document.id, document_line(document))
            yield from map(_line, journal.documents.chunks(document.id).result())


def _exemplars(journal: Journal) -> Iterator[Line]:
    for state in ("active", "proposed"):
        for taught in journal.exemplars(state).result():
            yield Line(taught.id, exemplar_line(taught))


def _lessons(journal: Journal) -> Iterator[Line]:
    ids = iter(journal.copies.lesson_ids().result())
    while batch := tuple(islice(ids, _BATCH)):
        for copy in journal.copies.lessons(batch).result():
            yield Line(copy.row.id, lesson_line(copy))
