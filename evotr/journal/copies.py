"""What a snapshot takes out of the journal and brings into it."""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future

from sqlalchemy import Connection

from evotr.domain import Document, LessonCopy, MemoryItem, StoredExemplar
from evotr.journal import forgotten, ledger_copies, memory_writes, merging
from evotr.journal.forgotten import Mark
from evotr.journal.merging import Merged
from evotr.journal.transactions import Transactions

__all__ = ["Copies"]


class Copies:
    """The side of a `Journal` that snapshots see; futures as it says there.

    With ``anyway``, what was forgotten here is brought back too.
    """

    def __init__(self, transactions: Transactions) -> None:
        self._read, self._write = transactions.read, transactions.write

    def home(self) -> Future[str]:
        """The name of this home, which says nothing of it."""
        return self._write(forgotten.home_id)

    def loose_ids(self) -> Future[tuple[str, ...]]:
        """The ids of the memories that are in no document, the oldest first."""
        return self._read(merging.loose_ids)

    def marks(self) -> Future[tuple[Mark, ...]]:
        """The hashes of what was forgotten, the oldest first."""
        return self._read(forgotten.marks)

    def unknown(self, memory_ids: Sequence[str]) -> Future[int]:
        """How many of these memories are neither stored nor forgotten here."""
        return self._read(merging.unknown, memory_ids)

    def take_over(self, marks: Iterable[Mark]) -> Future[None]:
        """Let what another home forgot not come back here; what is here stays."""
        return self._write(forgotten.take_over, tuple(marks))

    def merge_memories(
        self, items: Sequence[MemoryItem], *, anyway: bool
    ) -> Future[Merged]:
        """Store memories under their ids, all or none."""
        return self._write(merging.merge_memories, items, anyway=anyway)

    def merge_document(
        self, document: Document, chunks: Sequence[MemoryItem], *, anyway: bool
    ) -> Future[tuple[Merged, Merged]]:
        """Store a document of few chunks, all or nothing; of it, and of its chunks."""
        return self._write(_whole, document, chunks, anyway=anyway)

    def begin_document(self, document: Document, *, anyway: bool) -> Future[Merged]:
        """Store a document of many chunks, out of sight until `end_document`."""
        return self._write(merging.begin_document, document, anyway=anyway)

    def add_chunks(
        self, document_id: str, chunks: Sequence[MemoryItem], *, anyway: bool
    ) -> Future[Merged]:
        """Store some chunks of a begun document."""
        return self._write(merging.add_chunks, document_id, chunks, anyway=anyway)

    def end_document(self, document: Document, order: Sequence[str]) -> Future[None]:
        """Have a begun document be seen with the chunks ``order``."""
        return self._write(merging.end_document, document, order)

    def merge_exemplars(
        self, taught: Sequence[StoredExemplar], *, anyway: bool
    ) -> Future[Merged]:
        """Store what the user taught the router, all or none."""
        return self._write(merging.merge_exemplars, taught, anyway=anyway)

    def lesson_ids(self) -> Future[tuple[str, ...]]:
        """The ids of the ledger's rows, the oldest first."""
        return self._read(ledger_copies.lesson_ids)

    def lessons(self, ids: Sequence[str]) -> Future[tuple[LessonCopy, ...]]:
        """Rows of the ledger with these ids, and what was decided of them."""
        return self._read(ledger_copies.copies_of, ids)

    def unknown_lessons(self, ids: Sequence[str]) -> Future[int]:
        """How many of these rows are neither in the ledger nor forgotten here."""
        return self._read(ledger_copies.unknown, ids)

    def merge_lessons(
        self, copies: Sequence[LessonCopy], *, anyway: bool
    ) -> Future[Merged]:
        """Store rows of the ledger with what was decided of them, all or none.

        Of two answers to one question the newer word of the user stands.
        """
        return self._write(ledger_copies.merge_lessons, copies, anyway=anyway)

    def settle_lessons(self) -> Future[None]:
        """Drop what was decided for rows that are not here; after the last merge."""
        return self._write(ledger_copies.settle)

    def close(self, replaced: Mapping[str, str]) -> Future[None]:
        """Let memories (the keys) end where what replaces them begins."""
        return self._write(memory_writes.close, replaced)


def _whole(
    connection: Connection,
    document: Document,
    chunks: Sequence[MemoryItem],
    *,
    anyway: bool,
) -> tuple[Merged, Merged]:
    begun = merging.begin_document(connection, document, anyway=anyway)
    if not begun.added:
        return begun, Merged()
    added = merging.add_chunks(connection, document.id, chunks, anyway=anyway)
    merging.end_document(connection, document, [chunk.id for chunk in chunks])
    return begun, added
