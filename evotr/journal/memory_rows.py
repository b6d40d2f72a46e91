"""Rows of memories and documents into values of ``evotr.domain``, and back."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, func, select

from evotr.domain import Document, MemoryItem, Source
from evotr.journal.rows import new_id, utc
from evotr.journal.wording import storable

__all__ = [
    "among",
    "listed",
    "memory_columns",
    "stored_time",
    "to_document",
    "to_memory",
]


def among(key: ColumnElement[Any], values: Iterable[object]) -> ColumnElement[bool]:
    """Whether ``key`` is one of ``values``, of which there may be any number."""
    listed = func.json_each(json.dumps(list(values))).table_valued("value")
    return key.in_(select(listed.c.value))


def listed(name: str) -> Select[Any]:
    """The values of the bound JSON array ``name``, for statements that are built once.

    Building one costs more than a small search.
    """
    return select(func.json_each(bindparam(name)).table_valued("value").c.value)


def stored_time(time: datetime | None) -> datetime | None:
    """A time as the tables hold it; one without a zone is taken for UTC."""
    if time is None:
        return None
    return time if time.tzinfo is None else time.astimezone(UTC).replace(tzinfo=None)


def memory_columns(item: MemoryItem) -> dict[str, object]:
    """The columns of ``memories`` that ``item`` fills; without an id it gets one."""
    source = item.source
    return {
        "id": storable(item.id) or new_id(),
        "kind": item.kind,
        "workspace": storable(item.workspace),
        "collection": storable(item.collection),
        "created_at": stored_time(item.created),
        "valid_from": stored_time(item.valid_from),
        "valid_until": stored_time(item.valid_until),
        "conversation_id": _storable(source.conversation_id),
        "speaker": storable(item.speaker),
        "pinned": item.pinned,
        "confidence": item.confidence,
        "trust": item.trust,
        "superseded_by": item.superseded_by,
        "message_id": _storable(source.message_id),
        "page": source.page,
        "path": _storable(source.path),
        "quote": storable(source.quote),
        "text": storable(item.text),
        "topic": storable(item.topic),
    }


def _storable(text: str | None) -> str | None:
    return None if text is None else storable(text)


def to_memory(row: Row[Any]) -> MemoryItem:
    """A row with the columns of ``memories``."""
    return MemoryItem(
        id=row.id,
        kind=row.kind,
        text=row.text,
        speaker=row.speaker,
        source=Source(
            row.conversation_id, row.message_id, row.path, row.page, row.quote
        ),
        created=row.created_at.replace(tzinfo=UTC),
        valid_from=utc(row.valid_from),
        valid_until=utc(row.valid_until),
        superseded_by=row.superseded_by,
        confidence=row.confidence,
        pinned=row.pinned,
        trust=row.trust,
        collection=row.collection,
        workspace=row.workspace,
        topic=row.topic,
    )


def to_document(row: Row[Any]) -> Document:
    """A row with the columns of ``documents``."""
    return Document(
        id=row.id,
        path=row.path,
        sha256=row.sha256,
        collection=row.collection,
        workspace=row.workspace,
        state=row.state,
        chunks=row.chunks,
        ingested=utc(row.ingested_at),
        expires=utc(row.expires_at),
        reason=row.reason,
    )
