"""Bringing back what a snapshot holds. Every function runs inside one transaction.

What is here stays as it is; what was forgotten here, and what the user does not let be
remembered, does not come back.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from evotr.domain import Document, MemoryItem, StoredExemplar
from evotr.journal import documents as kept_documents
from evotr.journal.forgotten import Thing, were_forgotten
from evotr.journal.memory_rows import among, stored_time
from evotr.journal.memory_writes import add
from evotr.journal.remembering import mark, may_be_kept
from evotr.journal.schema import documents, exemplars, memories, messages

__all__ = [
    "Merged",
    "add_chunks",
    "begin_document",
    "end_document",
    "loose_ids",
    "merge_exemplars",
    "merge_memories",
    "unknown",
]


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of some things: how many are new, and were here already.

    ``forgotten`` were forgotten here, ``forbidden`` may not be kept of their
    conversation.
    """

    added: int = 0
    known: int = 0
    forgotten: int = 0
    forbidden: int = 0

    def __add__(self, other: "Merged") -> "Merged":
        """Both together."""
        return Merged(
            self.added + other.added,
            self.known + other.known,
            self.forgotten + other.forgotten,
            self.forbidden + other.forbidden,
        )


def loose_ids(connection: Connection) -> tuple[str, ...]:
    """The ids of the memories that are seen and in no document, the oldest first."""
    own = memories.c
    seen = own.hidden.is_(False) & own.document_id.is_(None)
    return tuple(
        connection.scalars(select(own.id).where(seen).order_by(own.created_at, own.seq))
    )


def unknown(connection: Connection, memory_ids: Sequence[str]) -> int:
    """How many of these memories are neither stored nor forgotten here."""
    stored = connection.scalars(
        select(memories.c.id).where(among(memories.c.id, memory_ids))
    )
    others = set(memory_ids).difference(stored)
    return len(others - were_forgotten(connection, "memories", others))


def merge_memories(
    connection: Connection, items: Sequence[MemoryItem], *, anyway: bool
) -> Merged:
    """Store memories under their ids; ``anyway``: also what was forgotten."""
    own = memories.c
    ids = [item.id for item in items]
    stored = set(connection.scalars(select(own.id).where(among(own.id, ids))))
    said = [_message(item) for item in items if item.kind == "episode"]
    # The same words under another id: this home remembered them by itself.
    again = set(
        connection.scalars(
            select(own.message_id).where(
                own.kind == "episode", among(own.message_id, filter(None, said))
            )
        )
    )
    fresh = [
        item
        for item in items
        if item.id not in stored
        and not (item.kind == "episode" and _message(item) in again)
    ]
    wanted = fresh if anyway else _not_forgotten(connection, fresh)
    kept = _allowed(connection, wanted)
    add(connection, kept)
    sources = [_message(item) for item in kept if item.kind == "episode"]
    mark(connection, filter(None, sources), learned=False)
    return Merged(
        added=len(kept),
        known=len(items) - len(fresh),
        forgotten=len(fresh) - len(wanted),
        forbidden=len(wanted) - len(kept),
    )


def _message(item: MemoryItem) -> str | None:
    return item.source.message_id


def _not_forgotten(
    connection: Connection, items: Iterable[MemoryItem]
) -> list[MemoryItem]:
    named: dict[Thing, set[str | None]] = {
        "memories": {item.id for item in items},
        "messages": {_message(item) for item in items},
        "conversations": {item.source.conversation_id for item in items},
    }
    gone = {
        thing: were_forgotten(connection, thing, filter(None, ids))
        for thing, ids in named.items()
    }
    return [
        item
        for item in items
        if item.id not in gone["memories"]
        and _message(item) not in gone["messages"]
        and item.source.conversation_id not in gone["conversations"]
    ]


def _allowed(connection: Connection, items: Sequence[MemoryItem]) -> list[MemoryItem]:
    """Those whose message is not here, or may be remembered."""
    named = list(filter(None, map(_message, items)))
    here = set(
        connection.scalars(select(messages.c.id).where(among(messages.c.id, named)))
    )
    refused = here - may_be_kept(connection, here)
    return [item for item in items if _message(item) not in refused]


def begin_document(
    connection: Connection, document: Document, *, anyway: bool
) -> Merged:
    """Store a document under its id, without chunks and out of sight.

    What an attempt before it left unfinished is taken up. Nothing is ``added`` where
    its file is known here in the same workspace, or was forgotten.
    """
    here = kept_documents.find(connection, document.path, document.workspace)
    if here is not None:
        unfinished = here.id == document.id and here.state == "ingesting"
        return Merged(added=1) if unfinished else Merged(known=1)
    if not anyway and were_forgotten(connection, "documents", [document.id]):
        return Merged(forgotten=1)
    row = {
        "id": document.id,
        "path": document.path,
        "workspace": document.workspace,
        "collection": document.collection,
        "sha256": "",
        "state": "ingesting",
        "chunks": 0,
        "reason": "",
    }
    connection.execute(insert(documents).values(row))
    return Merged(added=1)


def add_chunks(
    connection: Connection,
    document_id: str,
    items: Sequence[MemoryItem],
    *,
    anyway: bool,
) -> Merged:
    """Store chunks of a begun document, out of sight."""
    wanted = list(items) if anyway else _not_forgotten(connection, items)
    added = kept_documents.add_chunks(connection, document_id, wanted)
    known, gone = len(wanted) - len(added), len(items) - len(wanted)
    return Merged(added=len(added), known=known, forgotten=gone)


def end_document(
    connection: Connection, document: Document, order: Sequence[str]
) -> None:
    """Have a begun document and its chunks ``order`` be seen, as it was."""
    expires = document.expires
    kept_documents.finish(connection, document.id, document.sha256, order, expires)
    connection.execute(
        update(documents)
        .where(documents.c.id == document.id)
        .values(
            state=document.state,
            reason=document.reason,
            ingested_at=stored_time(document.ingested),
        )
    )


def merge_exemplars(
    connection: Connection, taught: Sequence[StoredExemplar], *, anyway: bool
) -> Merged:
    """Store what the user taught the router; the same words stay what they are here."""
    own = exemplars.c
    rows = connection.execute(select(own.id, own.text)).all()
    ids, texts = {row.id for row in rows}, {row.text for row in rows}
    fresh = [e for e in taught if e.id not in ids and e.exemplar.text not in texts]
    gone: set[str] = set()
    if not anyway:
        gone.update(were_forgotten(connection, "exemplars", [e.id for e in fresh]))
        sources = [e.exemplar.source for e in fresh]
        gone.update(were_forgotten(connection, "messages", sources))
    kept = [e for e in fresh if not {e.id, e.exemplar.source} & gone]
    if kept:
        connection.execute(insert(exemplars), list(map(_exemplar_columns, kept)))
    return Merged(
        added=len(kept),
        known=len(taught) - len(fresh),
        forgotten=len(fresh) - len(kept),
    )


def _exemplar_columns(taught: StoredExemplar) -> dict[str, object]:
    return {
        "id": taught.id,
        "text": taught.exemplar.text,
        "expert": taught.exemplar.expert,
        "source": taught.exemplar.source,
        "negative": taught.exemplar.negative,
        "state": taught.state,
        "created_at": stored_time(taught.created_at),
    }
