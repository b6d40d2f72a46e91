"""Memories as lines of JSON: out of the journal, and into it from anywhere.

A line is an object with ``text`` and, where they are known, ``speaker``, ``time``
(ISO 8601 or seconds since 1970), ``conversation`` and the other fields that an export
writes. What it does not know it passes over. What comes from a file or was said by
anybody but the user is never taken for the user's word, whatever the line claims.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from itertools import islice
from typing import Any, get_args

from evotr.domain import (
    Collection,
    MemoryFilter,
    MemoryItem,
    MemoryKind,
    Source,
    Trust,
)
from evotr.errors import MemoryLineNotJson, MemoryLineWrong
from evotr.journal.memories import Memories
from evotr.journal.wording import storable

__all__ = [
    "Imported",
    "export_lines",
    "import_lines",
    "memory_fields",
    "memory_line",
    "read_line",
]

_BATCH = 500
_LONGEST_ID = 200
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of some lines: how many there were, and how many are new or known.

    ``wrong`` are the ones that were passed over.
    """

    lines: int
    added: int
    known: int
    wrong: tuple[MemoryLineWrong, ...]


def export_lines(
    memories: Memories, wanted: MemoryFilter | None = None
) -> Iterator[str]:
    """The memories of ``wanted`` (None: all), a line each, the oldest first.

    Raises:
        JournalError: And its kin: the journal cannot be read.
    """
    ids = iter(memories.ids(wanted or MemoryFilter()).result())
    while batch := tuple(islice(ids, _BATCH)):
        yield from map(memory_line, memories.get(batch).result())


def import_lines(
    memories: Memories, lines: Iterable[str], defaults: Mapping[str, Any] | None = None
) -> Iterator[Imported]:
    """Store what lines say, some hundred at a time, each such part all or none.

    ``defaults`` stand where a line says nothing. A line without an ``id`` gets one made
    from what it says, so that it is stored once however often it is imported. Blank
    lines count but say nothing.

    Raises:
        JournalError, DiskFull: And their kin: what was yielded is stored.
    """
    numbered = enumerate(lines, 1)
    now = datetime.now(UTC)
    while batch := tuple(islice(numbered, _BATCH)):
        items, wrong = [], []
        for number, line in batch:
            if line.strip():
                try:
                    items.append(read_line(line, number, now, defaults or {}))
                except MemoryLineWrong as error:
                    wrong.append(error)
        added = len(memories.add(items).result())
        yield Imported(len(batch), added, len(items) - added, tuple(wrong))


def memory_fields(item: MemoryItem) -> dict[str, object]:
    """``item`` as the fields of a line; None stands where it says nothing."""
    source = item.source
    return {
        "id": item.id,
        "kind": item.kind,
        "text": item.text,
        "speaker": item.speaker,
        "time": item.created.isoformat(),
        "conversation": source.conversation_id,
        "message": source.message_id,
        "path": source.path,
        "page": source.page,
        "quote": source.quote or None,
        "valid_from": item.valid_from and item.valid_from.isoformat(),
        "valid_until": item.valid_until and item.valid_until.isoformat(),
        "superseded_by": item.superseded_by,
        "confidence": item.confidence,
        "pinned": item.pinned or None,
        "trust": item.trust,
        "collection": item.collection,
        "workspace": item.workspace or None,
        "topic": item.topic or None,
    }


def memory_line(item: MemoryItem) -> str:
    """``item`` as one line of JSON, without what says nothing."""
    fields = memory_fields(item)
    said = {key: value for key, value in fields.items() if value is not None}
    return json.dumps(said, ensure_ascii=False)


def read_line(
    line: str, number: int, now: datetime, defaults: Mapping[str, Any]
) -> MemoryItem:
    """The memory that line ``number`` says; without a time it is of ``now``.

    Raises:
        MemoryLineNotJson: It is no JSON object.
        MemoryLineWrong: A field is missing, or holds something else.
    """
    try:
        said = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise MemoryLineNotJson(line=number, key="{}") from error
    if not isinstance(said, dict):
        raise MemoryLineNotJson(line=number, key="{}")
    given = {key: value for key, value in said.items() if value is not None}
    fields = _Fields({**defaults, **given}, number)
    speaker = fields.speaker()
    kind = fields.one_of("kind", get_args(MemoryKind), "episode")
    path = fields.text("path")
    best = _best_trust(speaker, kind, path)
    trust = fields.one_of("trust", get_args(Trust), best)
    valid_from, valid_until = fields.validity()
    return MemoryItem(
        id=fields.id(),
        kind=kind,
        text=fields.said(),
        speaker=speaker,
        source=Source(
            conversation_id=fields.text("conversation") or None,
            message_id=fields.text("message") or None,
            path=path or None,
            page=fields.page(),
            quote=fields.text("quote"),
        ),
        created=fields.time("time") or now,
        valid_from=valid_from,
        valid_until=valid_until,
        superseded_by=fields.text("superseded_by") or None,
        confidence=fields.confidence(),
        pinned=fields.flag("pinned"),
        trust=max(trust, best, key=get_args(Trust).index),
        collection=fields.one_of("collection", get_args(Collection), "general"),
        workspace=fields.text("workspace"),
        topic=fields.text("topic"),
    )


def _best_trust(speaker: str, kind: MemoryKind, path: str) -> Trust:
    """The best that a line may claim: only what nobody else said is the user's word."""
    if path.lower().startswith(("http://", "https://")):
        return "web"
    if kind == "document" or path or speaker not in {"", "user", "assistant"}:
        return "document"
    return "assistant" if speaker == "assistant" else "user"


class _Fields:
    """The fields of a line; whoever asks for one that is wrong is told which."""

    def __init__(self, values: Mapping[str, Any], number: int) -> None:
        self._values = values
        self._number = number

    def _wrong(self, key: str) -> MemoryLineWrong:
        return MemoryLineWrong(line=self._number, key=key)

    def text(self, key: str) -> str:
        """A text, "" where there is none; a number is one too."""
        value = self._values.get(key, "")
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise self._wrong(key)
        return storable(str(value))

    def said(self) -> str:
        """What is remembered: it must say something."""
        text = self.text("text")
        if not text.strip():
            raise self._wrong("text")
        return text

    def speaker(self) -> str:
        """Who said it: a name, no text of its own."""
        name = self.text("speaker")
        if len(name) > _LONGEST_NAME:
            raise self._wrong("speaker")
        return name

    def id(self) -> str:
        """The id, or one made of what the line says."""
        given = self.text("id")
        if len(given) > _LONGEST_ID:
            raise self._wrong("id")
        if given:
            return given
        keys = ("kind", "conversation", "speaker", "time", "workspace", "path", "text")
        made = json.dumps([self._values.get(key) for key in keys])
        return sha256(made.encode()).hexdigest()[:32]

    def time(self, key: str) -> datetime | None:
        """A time, None where there is none; without a zone it is UTC."""
        value = self._values.get(key)
        if value is None or value == "":
            return None
        try:
            if isinstance(value, str):
                time = datetime.fromisoformat(value.strip())
            elif isinstance(value, int | float) and not isinstance(value, bool):
                time = datetime.fromtimestamp(value, UTC)
            else:
                raise self._wrong(key)
            time = time if time.tzinfo else time.replace(tzinfo=UTC)
            return time.astimezone(UTC)
        except (ValueError, OverflowError, OSError) as error:
            raise self._wrong(key) from error

    def validity(self) -> tuple[datetime | None, datetime | None]:
        """From when until when it is valid; it does not end before it begins."""
        begin, end = self.time("valid_from"), self.time("valid_until")
        if begin and end and end < begin:
            raise self._wrong("valid_until")
        return begin, end

    def one_of(self, key: str, values: tuple[Any, ...], usual: Any) -> Any:  # noqa: ANN401 — one of the values
        """One of ``values``, ``usual`` where there is none."""
        value = self._values.get(key, usual)
        if value not in values:
            raise self._wrong(key)
        return value

    def page(self) -> int | None:
        """The page, if there is one."""
        page = self._values.get("page")
        if page is None:
            return None
        if isinstance(page, bool) or not isinstance(page, int) or not 0 < page < 2**31:
            raise self._wrong("page")
        return page

    def confidence(self) -> float:
        """How sure it is, 0 … 1."""
        value = self._values.get("confidence", 1.0)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._wrong("confidence")
        if not 0 <= value <= 1:
            raise self._wrong("confidence")
        return float(value)

    def flag(self, key: str) -> bool:
        """A yes or no, no where there is none."""
        value = self._values.get(key, False)
        if not isinstance(value, bool):
            raise self._wrong(key)
        return value
