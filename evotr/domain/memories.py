"""What is remembered: items with their source, and what is asked of them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

from evotr.domain.chat import Message

MemoryKind = Literal["episode", "fact", "document"]
Trust = Literal["user", "assistant", "document", "web"]
"""Whose word it is, best first; no rewriting raises it."""

WordOf = Literal["user", "person", "assistant", "repeated", "document", "web"]
"""Whose words they are, as a person is told.

"repeated" are the assistant's after a document or the web; "person" is another one's.
"""

Collection = Literal["general", "news", "medical", "legal", "code", "user"]
"""What kind of documents a piece belongs to."""

Consent = Literal["learn", "remember", "nothing"]
"""What may be kept of a conversation: facts too, only its words, or nothing."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a memory comes from: a message, or a page of a file.

    ``page`` counts from 1; ``quote`` stands there literally ("": no quote).
    """

    conversation_id: str | None = None
    message_id: str | None = None
    path: str | None = None
    page: int | None = None
    quote: str = ""


@dataclass(frozen=True, slots=True)
class MemoryItem:
    """Something that is remembered.

    ``speaker`` is "user", "assistant", a name, or "" where nobody speaks. ``created``
    is when it was said or written; the validity is half-open and None has no end.
    ``superseded_by`` is the id of the memory that replaced it. ``confidence`` is
    0 … 1. ``collection`` is the kind of document (general, news, medical, legal,
    code, user); ``workspace`` "" is the common one. ``topic`` is a fact's subject and
    slot ("user.home"), "" where none was read. Times are aware and in UTC.
    """

    id: str
    kind: MemoryKind
    text: str
    speaker: str
    source: Source
    created: datetime
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    superseded_by: str | None = None
    confidence: float = 1.0
    pinned: bool = False
    trust: Trust = "user"
    collection: str = "general"
    workspace: str = ""
    topic: str = ""


def word_of(item: MemoryItem) -> WordOf:
    """Whose words a memory is; ``trust`` says how far they may be believed."""
    said = item.kind != "document" and item.source.path is None
    if said and item.speaker == "assistant" and item.trust != "user":
        return "assistant" if item.trust == "assistant" else "repeated"
    named = item.speaker not in {"user", "assistant", ""}
    if said and named and item.trust in {"user", "document"}:
        return "person"
    return item.trust


@dataclass(frozen=True, slots=True)
class Doubt:
    """A fact beside others that it may contradict: the user knows which hold."""

    item: MemoryItem
    others: tuple[MemoryItem, ...]


NEAR: Final = 0.5
"""Less relevant ones are no sources, but for the best: docs/memory.md has what that
costs and spares."""


@dataclass(frozen=True, slots=True)
class Recollection:
    """A memory that was recalled, and how well it fits.

    ``passage`` is the part of its source's quote that answers best ("": none does).
    What is not ``near`` the question is no source of its answer, unless that cites it.
    ``number`` is by which an answer that was given it cites it (0: by its place).
    """

    item: MemoryItem
    score: float
    passage: str = ""
    near: bool = True
    number: int = field(default=0, compare=False)

    @property
    def quote(self) -> str:
        """What is shown of the source: the passage, or all that is known of it."""
        return self.passage or self.item.source.quote or self.item.text


@dataclass(frozen=True, slots=True)
class RecallQuery:
    """What is to be recalled: for ``text``, as asked at ``now`` after ``history``.

    At most ``k`` memories of the ``workspace`` (and of the ``conversation``, where
    it is given) and of these ``kinds`` (none: all), but none whose source is one of
    the messages ``exclude`` (ids): they stand in the prompt already. Where the best of
    them does not answer the question there are none, or with ``anyway`` these.
    """

    text: str
    history: tuple[Message, ...] = ()
    now: datetime | None = None
    k: int = 3
    conversation: str | None = None
    workspace: str = ""
    kinds: tuple[MemoryKind, ...] = ()
    exclude: frozenset[str] = frozenset()
    anyway: bool = False


@dataclass(frozen=True, slots=True)
class MemoryFilter:
    """Which memories are meant; what is None or empty asks for nothing.

    ``since`` and ``until`` bound ``created`` (half-open); ``valid_at`` asks for what
    was valid then. ``path`` is the source's. ``topics`` are facts' (none: any). With
    ``over`` lists also have the pieces of files whose time is over.
    """

    kinds: tuple[MemoryKind, ...] = ()
    workspace: str | None = None
    collection: str | None = None
    conversation: str | None = None
    speaker: str | None = None
    path: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    valid_at: datetime | None = None
    pinned: bool | None = None
    topics: tuple[str, ...] = ()
    over: bool = False


@dataclass(frozen=True, slots=True)
class MemoryChange:
    """A memory that an index has to take up again, or (``gone``) to drop.

    ``number`` grows with every change of the journal's memories.
    """

    number: int
    id: str
    gone: bool


DocumentState = Literal["ingesting", "ready", "failed"]


@dataclass(frozen=True, slots=True)
class Document:
    """A file whose chunks are remembered.

    ``sha256`` is that of the content its visible chunks were made from, "" while there
    are none; ``chunks`` counts those. ``ingested`` is when they became visible,
    ``expires`` when they are to go. ``reason`` says why it failed. Times are UTC.
    """

    id: str
    path: str
    sha256: str
    collection: str
    workspace: str
    state: DocumentState
    chunks: int
    ingested: datetime | None = None
    expires: datetime | None = None
    reason: str = ""
