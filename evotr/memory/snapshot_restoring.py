"""Bringing back what a snapshot holds: checked as a whole, then merged piece by piece.

A process killed meanwhile has merged some whole pieces; the next restore does the rest.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from evotr.domain import Document, MemoryItem
from evotr.journal import Journal
from evotr.journal.archive import open_archive
from evotr.journal.merging import Merged
from evotr.memory.snapshot_reading import Reading, read_snapshot
from evotr.memory.snapshot_vectors import open_vectors

__all__ = ["Restored", "restore_snapshot"]

_BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Restored:
    """What became of a snapshot's things; chunks count as memories.

    ``lessons`` are rows of the ledger; the ``vectors`` need not be made again.
    """

    memories: Merged
    documents: Merged
    exemplars: Merged
    lessons: Merged
    vectors: int


def restore_snapshot(
    journal: Journal, source: Path, *, index: Path | None = None, anyway: bool = False
) -> Restored:
    """Bring what is remembered in ``source`` into a journal.

    What is here stays as it is, except that a memory which the snapshot saw replaced
    is replaced here too. What was forgotten here does not come back.

    Args:
        journal: Where it comes.
        source: The snapshot.
        index: Where the vectors lie, if those of the snapshot are to be used.
        anyway: Bring back what was forgotten too.

    Raises:
        SnapshotMissing, SnapshotDamaged, SnapshotTooNew, SnapshotBusy: Nothing was
            brought.
        JournalError, DiskFull: And their kin; the next restore does the rest.
    """
    source = source.expanduser()
    with open_archive(source) as archive:
        reading = read_snapshot(archive, source)
        memories = exemplars = Merged()
        replaced: dict[str, str] = {}
        for items in reading.memories():
            memories += journal.copies.merge_memories(items, anyway=anyway).result()
            replaced |= {i.id: i.superseded_by for i in items if i.superseded_by}
        journal.copies.close(replaced).result()
        documents, chunks = _documents(journal, reading, anyway=anyway)
        for taught in reading.exemplars():
            exemplars += journal.copies.merge_exemplars(taught, anyway=anyway).result()
        lessons = _lessons(journal, reading, anyway=anyway)
        # Last: a snapshot may hold what was forgotten and came in again after.
        for marks in reading.marks():
            journal.copies.take_over(marks).result()
        vectors = _vectors(journal, reading, index)
    return Restored(memories + chunks, documents, exemplars, lessons, vectors)


def _documents(
    journal: Journal, reading: Reading, *, anyway: bool
) -> tuple[Merged, Merged]:
    documents = chunks = Merged()
    for document, its_chunks in reading.documents():
        put = _put_long if len(its_chunks) > _BATCH else _put_short
        one, some = put(journal, document, its_chunks, anyway=anyway)
        documents += one
        chunks += some
    return documents, chunks


def _lessons(journal: Journal, reading: Reading, *, anyway: bool) -> Merged:
    lessons = Merged()
    for copies in reading.lessons():
        lessons += journal.copies.merge_lessons(copies, anyway=anyway).result()
    journal.copies.settle_lessons().result()
    return lessons


def _put_short(
    journal: Journal, document: Document, chunks: Sequence[MemoryItem], *, anyway: bool
) -> tuple[Merged, Merged]:
    return journal.copies.merge_document(document, chunks, anyway=anyway).result()


def _put_long(
    journal: Journal, document: Document, chunks: Sequence[MemoryItem], *, anyway: bool
) -> tuple[Merged, Merged]:
    """In steps that let others at the journal; only the last one is seen."""
    copies = journal.copies
    begun, added = copies.begin_document(document, anyway=anyway).result(), Merged()
    if begun.added:
        for batch in _batches(chunks):
            added += copies.add_chunks(document.id, batch, anyway=anyway).result()
        copies.end_document(document, [chunk.id for chunk in chunks]).result()
    return begun, added


def _batches(items: Sequence[MemoryItem]) -> Iterator[tuple[MemoryItem, ...]]:
    rest = iter(items)
    while batch := tuple(islice(rest, _BATCH)):
        yield batch


def _vectors(journal: Journal, reading: Reading, index: Path | None) -> int:
    """Take over the vectors of what is here now; how many."""
    embedder = reading.manifest.embedder
    if embedder is None:
        return 0
    kept = 0
    with open_vectors(index, embedder) as vectors:
        if vectors is None:
            return 0
        for items, data in reading.vectors():
            ids = [item.id for item in items if item is not None]
            here = {i.id: i.text for i in journal.memories.get(ids).result()}
            wanted = [
                item if item is not None and here.get(item.id) == item.text else None
                for item in items
            ]
            kept += vectors.put(wanted, data)
    return kept
