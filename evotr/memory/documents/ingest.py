"""Taking files into memory: what changed, and nothing of a file before all of it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from pathlib import Path
from threading import Event
from typing import Final, Self, get_args

from evotr.domain import (
    Collection,
    Document,
    FileIngested,
    FileRefused,
    FilesFound,
    IngestDone,
    IngestEvent,
    MemoryItem,
    Source,
)
from evotr.errors import DocumentRefused, ValueRefused
from evotr.journal.document_face import Documents
from evotr.journal.documents import Content
from evotr.journal.rows import new_id
from evotr.memory.documents.expiry import drop_expired
from evotr.memory.documents.group import Group, Place, Storing
from evotr.memory.documents.reader import Reader
from evotr.memory.documents.values import Chunk, Limits, Reading
from evotr.memory.documents.walk import Found, find_files, resolved
from evotr.settings import Settings

__all__ = [
    "COLLECTIONS",
    "FileIngested",
    "FileRefused",
    "FilesFound",
    "Ingest",
    "IngestDone",
    "IngestEvent",
    "limits_of",
]

COLLECTIONS: Final[tuple[Collection, ...]] = get_args(Collection)

_LIFETIMES: Final[dict[str, timedelta]] = {"news": timedelta(days=7)}
"""How long what a collection holds is recalled; for ever where it is not said."""

_BATCH: Final = 500
_LOOKED_UP: Final = 256


def limits_of(settings: Settings) -> Limits:
    """What reading one file may take, as the settings say."""
    return Limits(file_mb=settings.document_mb, seconds=settings.document_seconds)


class Ingest:
    """Takes files into collections; a context that ends its reading process.

    A file is seen in memory when all of it is. A file whose content is known is only
    read for its digest, so that a run that was cut off goes on where it was when it
    is started again. One thread at a time; `stop` is called from any.

    Args:
        documents: The journal's.
        collection: One of `COLLECTIONS`; None: a known file's own, else "general".
        workspace: The one whose recall finds it ("": the common one).
        limits: What reading one file may take.

    Raises:
        ValueRefused: There is no such collection.
    """

    def __init__(
        self,
        documents: Documents,
        *,
        collection: str | None = None,
        workspace: str = "",
        limits: Limits | None = None,
    ) -> None:
        if collection not in {None, *COLLECTIONS}:
            raise ValueRefused(
                command="evotr memory ingest",
                name="--collection",
                value=str(collection),
                expected=", ".join(COLLECTIONS),
            )
        self._documents = documents
        self._collection = collection
        self._workspace = workspace
        self._imported: frozenset[str] = frozenset()
        self._was_forgotten: Callable[[str], bool] = lambda _: False
        self._stop = Event()
        self._reader = Reader(limits, self._stop)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the reading process."""
        self._reader.close()

    def stop(self) -> None:
        """Let the run that is under way end soon: the file being read is left out."""
        self._stop.set()

    def run(
        self, paths: Sequence[Path], *, prune: bool = False
    ) -> Iterator[IngestEvent]:
        """Take in the files of ``paths`` and of the folders among them.

        Args:
            paths: Files and folders.
            prune: Also take out of memory the files below them that are no more.

        Raises:
            EvotrError: What the journal says; a file alone stops nothing.
        """
        found = list(takewhile(lambda _: not self._stop.is_set(), find_files(paths)))
        self._was_forgotten = self._documents.piece_test().result()
        self._imported = self._documents.loose_paths(self._workspace).result()
        yield FilesFound(len(found))
        changed = unchanged = refused = 0
        for event in self._files(found):
            match event:
                case FileRefused():
                    refused += 1
                case FileIngested(added=0, removed=0):
                    unchanged += 1
                case _:
                    changed += 1
            yield event
        gone = self.forget_missing(paths) if prune else ()
        yield IngestDone(changed, unchanged, refused, len(gone))

    def _files(self, found: list[Found]) -> Iterator[FileIngested | FileRefused]:
        """Some are stored while the next are read."""
        storing: Group | None = None
        for group in self._groups(found):
            group.store(self._documents)
            if storing is not None:
                yield from storing.events()
            storing = group
        if storing is not None:
            yield from storing.events()

    def _groups(self, found: list[Found]) -> Iterator[Group]:
        group = Group()
        for start in range(0, len(found), _LOOKED_UP):
            some = found[start : start + _LOOKED_UP]
            known = self._documents.find_all(
                (str(one.path) for one in some), self._workspace
            ).result()
            for number, one in enumerate(some, start + 1):
                if self._stop.is_set():
                    break
                place = Place(one.path, number, len(found))
                try:
                    if one.refused is not None:
                        raise one.refused
                    group.add(self._start(place, known.get(str(one.path))))
                except DocumentRefused as error:
                    if not self._stop.is_set():
                        group.add(FileRefused(*place, error))
                if group.is_full:
                    yield group
                    group = Group()
        yield group

    def _start(self, place: Place, known: Document | None) -> Storing:
        moved = known is not None and known.collection != self._collection_of(known)
        digest = "" if known is None or moved else known.sha256
        reading = self._reader.read(place.path, digest)
        if known is not None and reading.kind is None:
            return Storing(place, known, kept=known.chunks)
        return self._store(place, reading, known)

    def _collection_of(
        self, known: Document | None, imported: Sequence[MemoryItem] = ()
    ) -> str:
        """Where a file goes; it lies in one collection alone."""
        if self._collection is not None:
            return self._collection
        if known is not None:
            return known.collection
        return next((one.collection for one in imported), "general")

    def _store(self, place: Place, reading: Reading, known: Document | None) -> Storing:
        imported = self._pieces(str(place.path))
        collection = self._collection_of(known, imported)
        wanted = Document(
            id="" if known is None else known.id,
            path=str(place.path),
            sha256=reading.sha256,
            collection=collection,
            workspace=self._workspace,
            state="ready",
            chunks=0 if known is None else known.chunks,
            expires=_expiry(collection),
        )
        order, new = self._compared(wanted, reading, imported)
        kept = len(order) - len(new)
        own = kept - len({one.id for one in imported}.intersection(order))
        content = Content(wanted, tuple(new), tuple(order))
        return Storing(
            place,
            self._put_long(content) if len(new) > _BATCH else content,
            added=len(new),
            removed=wanted.chunks - own,
            kept=kept,
        )

    def _compared(
        self, wanted: Document, reading: Reading, imported: Sequence[MemoryItem]
    ) -> tuple[list[str], list[MemoryItem]]:
        """The ids of the file's chunks in order, and those that are new."""
        old = self._documents.chunks(wanted.id).result() if wanted.id else ()
        # What ends at another time than before is another chunk.
        known = (*old, *imported) if wanted.expires is None else ()
        # So is what lies in another collection.
        ids = _by_content(one for one in known if one.collection == wanted.collection)
        order: list[str] = []
        new: list[MemoryItem] = []
        for chunk in reading.chunks:
            if kept := ids.get((chunk.text, chunk.quote, chunk.page)):
                order.append(kept.pop())
                continue
            if self._was_forgotten(chunk.text):
                continue
            new.append(self._item(chunk, wanted, reading.modified))
            order.append(new[-1].id)
        return order, new

    def _pieces(self, path: str) -> tuple[MemoryItem, ...]:
        """The pieces of a file that were imported, and may be its own from now on."""
        if path not in self._imported:
            return ()
        found = self._documents.loose(path, self._workspace).result()
        # Nobody else's word becomes the file's, and what was to end still ends.
        return tuple(
            one for one in found if one.trust == "document" and one.valid_until is None
        )

    def _put_long(self, content: Content) -> Future[Document]:
        """In steps that let others at the journal; only the last one is seen."""
        wanted = content.wanted
        opened = self._documents.begin(
            wanted.path, collection=wanted.collection, workspace=self._workspace
        ).result()
        for start in range(0, len(content.new), _BATCH):
            batch = content.new[start : start + _BATCH]
            self._documents.add_chunks(opened.id, batch).result()
        return self._documents.finish(
            opened.id,
            wanted.sha256,
            content.order,
            expires=wanted.expires,
            collection=wanted.collection,
        )

    def _item(self, chunk: Chunk, wanted: Document, written: datetime) -> MemoryItem:
        return MemoryItem(
            id=new_id(),
            kind="document",
            text=chunk.text,
            speaker="",
            source=Source(path=wanted.path, page=chunk.page, quote=chunk.quote),
            created=written,
            valid_until=wanted.expires,
            trust="document",
            collection=wanted.collection,
            workspace=self._workspace,
        )

    def drop_expired(self, now: datetime | None = None) -> tuple[str, ...]:
        """See `evotr.memory.documents.expiry`."""
        return drop_expired(self._documents, now)

    def forget_missing(self, paths: Iterable[Path]) -> tuple[str, ...]:
        """Take out of memory the files at or below ``paths`` that are no more.

        Returns the paths of the documents.
        """
        roots = [_place(path) for path in paths]
        listed = self._documents.list(
            workspace=self._workspace, collection=self._collection
        ).result()
        gone = [
            document
            for document in listed
            if any(Path(document.path).is_relative_to(root) for root in roots)
            and _is_gone(document.path)
        ]
        if gone:
            self._documents.remove(*(document.id for document in gone)).result()
        return tuple(document.path for document in gone)


def _expiry(collection: str) -> datetime | None:
    lifetime = _LIFETIMES.get(collection)
    return None if lifetime is None else datetime.now(UTC) + lifetime


def _is_gone(path: str) -> bool:
    """Whether nothing is there; a name that is no text is not known well enough."""
    return "\ufffd" not in path and not Path(path).exists()


def _place(path: Path) -> Path:
    try:
        return resolved(path.expanduser())
    except DocumentRefused:
        return path.expanduser().absolute()


def _by_content(
    items: Iterable[MemoryItem],
) -> dict[tuple[str, str, int | None], list[str]]:
    """The ids of chunks by what they say, the first one last."""
    ids: dict[tuple[str, str, int | None], list[str]] = {}
    for item in reversed(tuple(items)):
        key = (item.text, item.source.quote, item.source.page)
        ids.setdefault(key, []).append(item.id)
    return ids
