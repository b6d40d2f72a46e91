"""The files that memories come from, as the other rooms use them."""

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from datetime import datetime
from functools import partial

from evotr.domain import Document, MemoryItem
from evotr.journal import documents
from evotr.journal.documents import Content
from evotr.journal.forgetting import Doomed, destroy, doomed_by_documents
from evotr.journal.forgotten import piece_test
from evotr.journal.transactions import Transactions

__all__ = ["Documents"]


class Documents:
    """The documents of a `Journal`; futures as it says there.

    Reading a file is `begin`, `add_chunks` as often as needed, and `finish`; what is
    seen of it changes at the last step alone.
    """

    def __init__(self, transactions: Transactions) -> None:
        self._read, self._write = transactions.read, transactions.write
        self._forget = transactions.forget

    def find(self, path: str, workspace: str = "") -> Future[Document | None]:
        """The document of a file in a workspace, if there is one."""
        return self._read(documents.find, path, workspace)

    def find_all(
        self, paths: Iterable[str], workspace: str = ""
    ) -> Future[dict[str, Document]]:
        """The documents of files in a workspace, by the paths that have one."""
        return self._read(documents.find_all, tuple(paths), workspace)

    def get(self, document_id: str) -> Future[Document]:
        """One document.

        Raises:
            DocumentNotFound: In the future.
        """
        return self._read(documents.document, document_id)

    def list(
        self, *, workspace: str | None = None, collection: str | None = None
    ) -> Future[tuple[Document, ...]]:
        """The documents (of a workspace, of a collection), by path."""
        return self._read(documents.document_list, workspace, collection)

    def chunks(self, document_id: str) -> Future[tuple[MemoryItem, ...]]:
        """The chunks of a document that are seen, in order."""
        return self._read(documents.chunks, document_id)

    def loose_paths(self, workspace: str = "") -> Future[frozenset[str]]:
        """The files that pieces without a document come from: those were imported."""
        return self._read(documents.loose_paths, workspace)

    def loose(self, path: str, workspace: str = "") -> Future[tuple[MemoryItem, ...]]:
        """The pieces of a file that are in no document, in the order they came."""
        return self._read(documents.loose, path, workspace)

    def piece_test(self) -> Future[Callable[[str], bool]]:
        """Says of a text whether a piece that said just this was forgotten."""
        return self._read(piece_test)

    def begin(
        self, path: str, *, collection: str = "general", workspace: str = ""
    ) -> Future[Document]:
        """Open the document of a file, new or known, for chunks.

        What an attempt before it left unfinished is dropped.
        """
        return self._write(documents.begin, path, collection, workspace)

    def add_chunks(
        self, document_id: str, items: Iterable[MemoryItem]
    ) -> Future[tuple[str, ...]]:
        """Store chunks that are not seen yet; their ids, in order.

        Raises:
            DocumentNotFound: In the future.
        """
        return self._write(documents.add_chunks, document_id, tuple(items))

    def finish(
        self,
        document_id: str,
        sha256: str,
        order: Iterable[str],
        *,
        expires: datetime | None = None,
        collection: str | None = None,
    ) -> Future[Document]:
        """Have a document consist of the chunks ``order``: old, new and `loose` ones.

        They are seen from now on; all others of it are deleted. ``sha256`` is that of
        the content they were made from; ``collection`` is where they lie (None: where
        the document did).

        Raises:
            DocumentNotFound: In the future.
        """
        return self._write(
            documents.finish, document_id, sha256, tuple(order), expires, collection
        )

    def store(self, contents: Iterable[Content]) -> Future[tuple[Document, ...]]:
        """`begin`, `add_chunks` and `finish` in one transaction: for short files."""
        return self._write(documents.store, tuple(contents))

    def fail(self, document_id: str, reason: str) -> Future[Document]:
        """Note why a file cannot be read; what is seen of it stays.

        Raises:
            DocumentNotFound: In the future.
        """
        return self._write(documents.fail, document_id, reason)

    def expired(self, at: datetime) -> Future[tuple[str, ...]]:
        """The ids of the documents whose time is over at ``at``."""
        return self._read(documents.expired, at)

    def remove(self, *document_ids: str) -> Future[tuple[str, ...]]:
        """Delete documents with their chunks, quickly; the chunks' ids."""
        return self._write(documents.remove, document_ids)

    def forget(self, *document_ids: str) -> Future[Doomed]:
        """Destroy documents with their chunks, as `Memories.forget` does."""
        choose = partial(doomed_by_documents, document_ids=document_ids)
        return self._forget(choose, destroy)
