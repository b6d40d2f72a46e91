"""Documents and their chunks. Every function runs inside one transaction.

New chunks are out of sight until their document is finished: then they take the place
of the old ones at once, and a process killed before leaves what was there.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from evotr.domain import Document, MemoryItem
from evotr.errors import DocumentNotFound
from evotr.journal.memory_rows import among, stored_time, to_document, to_memory
from evotr.journal.memory_writes import add, delete_memories, show
from evotr.journal.rows import new_id, now
from evotr.journal.schema import documents, memories
from evotr.journal.wording import storable

__all__ = [
    "Content",
    "add_chunks",
    "begin",
    "chunks",
    "document",
    "document_list",
    "drop_unfinished",
    "expired",
    "fail",
    "find",
    "find_all",
    "finish",
    "loose",
    "loose_paths",
    "remove",
    "store",
]

_PLACE = (
    update(memories)
    .where(memories.c.id == bindparam("chunk"))
    .values(document_id=bindparam("document"), position=bindparam("place"))
)


def document(connection: Connection, document_id: str) -> Document:
    """One document.

    Raises:
        DocumentNotFound: There is none with this id.
    """
    query = select(documents).where(documents.c.id == document_id)
    row = connection.execute(query).first()
    if row is None:
        raise DocumentNotFound(document=document_id)
    return to_document(row)


def find(connection: Connection, path: str, workspace: str) -> Document | None:
    """The document of a file in a workspace, if there is one."""
    row = connection.execute(
        select(documents).where(
            documents.c.path == storable(path),
            documents.c.workspace == storable(workspace),
        )
    ).first()
    return None if row is None else to_document(row)


def document_list(
    connection: Connection, workspace: str | None, collection: str | None
) -> tuple[Document, ...]:
    """All documents (of a workspace, of a collection), by path."""
    query = select(documents).order_by(documents.c.path, documents.c.seq)
    if workspace is not None:
        query = query.where(documents.c.workspace == storable(workspace))
    if collection is not None:
        query = query.where(documents.c.collection == storable(collection))
    return tuple(to_document(row) for row in connection.execute(query))


def find_all(
    connection: Connection, paths: Iterable[str], workspace: str
) -> dict[str, Document]:
    """The documents of files in a workspace, by those of the paths that have one."""
    given = {storable(path): path for path in paths}
    rows = connection.execute(
        select(documents).where(
            among(documents.c.path, given), documents.c.workspace == storable(workspace)
        )
    )
    return {given[row.path]: to_document(row) for row in rows}


def begin(
    connection: Connection, path: str, collection: str, workspace: str
) -> Document:
    """Open a document for chunks; what an earlier attempt left is dropped."""
    known = find(connection, path, workspace)
    if known is not None:
        _drop_hidden(connection, known.id)
        return known
    row = {
        "id": new_id(),
        "path": storable(path),
        "workspace": storable(workspace),
        "collection": storable(collection),
        "sha256": "",
        "state": "ingesting",
        "chunks": 0,
        "reason": "",
    }
    connection.execute(insert(documents).values(row))
    return document(connection, str(row["id"]))


def add_chunks(
    connection: Connection, document_id: str, items: Iterable[MemoryItem]
) -> tuple[str, ...]:
    """Store chunks of a document out of sight; their ids, in order.

    Raises:
        DocumentNotFound: There is none with this id.
    """
    document(connection, document_id)
    return add(connection, items, {"document_id": document_id, "hidden": True})


def chunks(connection: Connection, document_id: str) -> tuple[MemoryItem, ...]:
    """The chunks of a document that are seen, in order."""
    own = memories.c
    rows = connection.execute(
        select(memories)
        .where(own.document_id == document_id, own.hidden.is_(False))
        .order_by(own.position)
    )
    return tuple(to_memory(row) for row in rows)


def loose_paths(connection: Connection, workspace: str) -> frozenset[str]:
    """The files that pieces without a document come from: those were imported."""
    query = select(memories.c.path).where(_is_loose(workspace)).distinct()
    return frozenset(filter(None, connection.scalars(query)))


def loose(connection: Connection, path: str, workspace: str) -> tuple[MemoryItem, ...]:
    """The pieces of a file that are in no document, in the order they came."""
    own = memories.c
    rows = connection.execute(
        select(memories)
        .where(_is_loose(workspace), own.path == storable(path))
        .order_by(own.seq)
    )
    return tuple(to_memory(row) for row in rows)


def _is_loose(workspace: str) -> ColumnElement[bool]:
    own = memories.c
    return (
        own.document_id.is_(None)
        & (own.kind == "document")
        & (own.workspace == storable(workspace))
        & own.hidden.is_(False)
    )


def finish(
    connection: Connection,
    document_id: str,
    sha256: str,
    order: Sequence[str],
    expires: datetime | None,
    collection: str | None = None,
) -> Document:
    """Have a document consist of the chunks ``order``: its own, or `loose` ones.

    All others of it are deleted. ``sha256`` is that of its content; ``collection`` is
    where its chunks lie (None: where it did).

    Raises:
        DocumentNotFound: There is none with this id.
    """
    document(connection, document_id)
    own = memories.c
    of_it = own.document_id == document_id
    connection.execute(
        update(memories)
        .where(among(own.id, order), own.document_id.is_(None))
        .values(document_id=document_id)
    )
    rows = connection.execute(select(own.id, own.seq, own.hidden).where(of_it)).all()
    places = {key: position for position, key in enumerate(dict.fromkeys(order))}
    kept = [row for row in rows if row.id in places]
    delete_memories(connection, [row.id for row in rows if row.id not in places])
    for row in kept:
        connection.execute(
            update(memories).where(own.seq == row.seq).values(position=places[row.id])
        )
    show(connection, [row.seq for row in kept if row.hidden])
    moved = {} if collection is None else {"collection": storable(collection)}
    return _change(
        connection,
        document_id,
        sha256=sha256,
        state="ready",
        chunks=len(kept),
        ingested_at=now(),
        expires_at=stored_time(expires),
        reason="",
        **moved,
    )


@dataclass(frozen=True, slots=True)
class Content:
    """What a file is to be in memory.

    Path, collection, workspace, digest and end are those of ``wanted``; ``order`` are
    the ids of its chunks, of which the ``new`` ones were not seen before.
    """

    wanted: Document
    new: tuple[MemoryItem, ...]
    order: tuple[str, ...]


def store(connection: Connection, contents: Sequence[Content]) -> tuple[Document, ...]:
    """Begin, add and finish documents of few chunks in one step; they, in order."""
    paths = [content.wanted.path for content in contents]
    known = {
        workspace: find_all(connection, paths, workspace)
        for workspace in {content.wanted.workspace for content in contents}
    }
    is_known = [
        content.wanted.path in known[content.wanted.workspace] for content in contents
    ]
    unknown = [
        content for content, here in zip(contents, is_known, strict=True) if not here
    ]
    made = iter(_store_new(connection, unknown))
    return tuple(
        _store_again(connection, content) if here else next(made)
        for content, here in zip(contents, is_known, strict=True)
    )


def _store_again(connection: Connection, content: Content) -> Document:
    wanted = content.wanted
    opened = begin(connection, wanted.path, wanted.collection, wanted.workspace)
    add_chunks(connection, opened.id, content.new)
    order, collection = content.order, wanted.collection
    return finish(
        connection, opened.id, wanted.sha256, order, wanted.expires, collection
    )


def _store_new(
    connection: Connection, contents: Sequence[Content]
) -> tuple[Document, ...]:
    """All with a few statements: each costs more than what it stores of a file."""
    if not contents:
        return ()
    ingested = now()
    rows = [
        {
            "id": new_id(),
            "path": storable(content.wanted.path),
            "workspace": storable(content.wanted.workspace),
            "collection": storable(content.wanted.collection),
            "sha256": content.wanted.sha256,
            "state": "ready",
            "chunks": len(content.order),
            "ingested_at": ingested,
            "expires_at": stored_time(content.wanted.expires),
            "reason": "",
        }
        for content in contents
    ]
    connection.execute(insert(documents), rows)
    add(connection, [item for content in contents for item in content.new])
    places = [
        {"chunk": chunk, "document": row["id"], "place": place}
        for row, content in zip(rows, contents, strict=True)
        for place, chunk in enumerate(content.order)
    ]
    if places:
        connection.execute(_PLACE, places)
    listed = among(documents.c.id, [row["id"] for row in rows])
    found = connection.execute(select(documents).where(listed))
    made = {document.id: document for document in map(to_document, found)}
    return tuple(made[str(row["id"])] for row in rows)


def fail(connection: Connection, document_id: str, reason: str) -> Document:
    """Note why a document cannot be read; the chunks that are seen stay.

    Raises:
        DocumentNotFound: There is none with this id.
    """
    _drop_hidden(connection, document_id)
    return _change(connection, document_id, state="failed", reason=storable(reason))


def _change(connection: Connection, document_id: str, **columns: object) -> Document:
    connection.execute(
        update(documents).where(documents.c.id == document_id).values(**columns)
    )
    return document(connection, document_id)


def _drop_hidden(connection: Connection, document_id: str) -> None:
    own = memories.c
    left_over = select(own.id).where(
        own.document_id == document_id, own.hidden.is_(True)
    )
    delete_memories(connection, connection.scalars(left_over).all())


def drop_unfinished(connection: Connection) -> None:
    """Take back what a dead process had begun to read."""
    own = memories.c
    # By way of the documents: their chunks are indexed, "hidden" is not.
    left_over = select(own.id).where(
        own.document_id.in_(select(documents.c.id)), own.hidden.is_(True)
    )
    delete_memories(connection, connection.scalars(left_over).all())
    connection.execute(delete(documents).where(documents.c.state == "ingesting"))


def remove(connection: Connection, document_ids: Sequence[str]) -> tuple[str, ...]:
    """Delete documents with their chunks; the chunks' ids."""
    owners = memories.c.document_id
    ids = connection.scalars(
        select(memories.c.id).where(among(owners, document_ids))
    ).all()
    gone = delete_memories(connection, ids)
    connection.execute(delete(documents).where(among(documents.c.id, document_ids)))
    return gone


def expired(connection: Connection, at: datetime) -> tuple[str, ...]:
    """The ids of the documents whose time is over at ``at``."""
    time = stored_time(at)
    return tuple(
        connection.scalars(select(documents.c.id).where(documents.c.expires_at <= time))
    )
