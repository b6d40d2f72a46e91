"""What the journal keeps: conversations, and messages with their versions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from evotr.domain.chat import Message, Role
from evotr.domain.experts import ServedExpert
from evotr.domain.failing import error_of
from evotr.domain.generation import FinishReason, SamplingParams, Usage
from evotr.domain.memories import Consent
from evotr.domain.routing import Route
from evotr.errors import EvotrError

MessageStatus = Literal["complete", "streaming", "cancelled", "interrupted", "failed"]


@dataclass(frozen=True, slots=True)
class Answer:
    """How an assistant message came to be.

    ``model`` is the model's id or folder name; ``usage`` and ``reason`` are None while
    it streams, or when it never finished; ``error`` is the name of the error that ended
    it, ``error_values`` are those of its sentence (`failure` is both). ``instruction``
    is what the experts' card said, ``route`` how they were picked (None: nobody
    picked). ``corrects`` is the id of the answer in whose place the user wrote this
    one, or of the message whose words of the user it gives again (None: a model made
    it, or the program). ``own_prompt`` where ``system_prompt`` is its conversation's.
    """

    model: str
    system_prompt: str
    sampling: SamplingParams
    reason: FinishReason | None = None
    usage: Usage | None = None
    error: str | None = None
    instruction: str = ""
    experts: tuple[ServedExpert, ...] = ()
    route: Route | None = None
    corrects: str | None = None
    error_values: Mapping[str, object] = field(default_factory=dict)
    own_prompt: bool = False

    @property
    def failure(self) -> EvotrError | None:
        """The error that ended it, as far as this version of the program knows it."""
        return error_of(self.error, self.error_values)


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A message of the journal.

    Messages form a tree: an edit or a regenerated answer is a sibling with the same
    ``parent_id``. ``versions`` are the ids of the siblings of one role, oldest first,
    this message among them. Times are aware and in UTC.
    """

    id: str
    conversation_id: str
    parent_id: str | None
    role: Role
    content: str
    status: MessageStatus
    created_at: datetime
    versions: tuple[str, ...]
    answer: Answer | None = None

    @property
    def version(self) -> int:
        """Which of the versions this is, counted from 1: "‹ 2/3 ›"."""
        return self.versions.index(self.id) + 1


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation's head; ``deleted_at`` is set while it lies in the trash.

    ``pinned`` says who answers in it, as a user writes it (``law``, ``base``,
    ``law:0.6,science:0.4``); None leaves that to the router. ``consent`` says what
    may be remembered of it. One ``on_top`` stands above the others in a list;
    ``folder`` is the name of the one it is in ("": none). ``system_prompt`` stands in
    the place of the settings' ("": it has none of its own).
    """

    id: str
    title: str
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None = None
    pinned: str | None = None
    consent: Consent = "learn"
    on_top: bool = False
    folder: str = ""
    system_prompt: str = ""


@dataclass(frozen=True, slots=True)
class Transcript:
    """A conversation with the messages of its active branch, oldest first."""

    conversation: Conversation
    messages: tuple[StoredMessage, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """What a turn has to know of its conversation.

    ``messages`` are the branch up to and including the question, for the prompt;
    ``previous`` is the expert that gave the answer before it ("general": the base;
    None: nobody has answered yet); ``pinned`` and ``system_prompt`` are the
    conversation's. ``ids`` are those
    of the messages, ``answers`` those of what was answered to any version of it before.
    In a conversation that branched from another, ``origins`` are the ids under which
    the messages were said first; those of copied answers and versions are in
    ``answers``, too.
    """

    messages: tuple[Message, ...]
    previous: str | None = None
    pinned: str | None = None
    ids: tuple[str, ...] = ()
    answers: frozenset[str] = frozenset()
    system_prompt: str = ""
    origins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A conversation that matches, with the place that does.

    ``message_id`` is None when only the title matched; ``excerpt`` is plain text
    and ``spans`` are the half-open character ranges in it that matched.
    """

    conversation: Conversation
    message_id: str | None
    excerpt: str
    spans: tuple[tuple[int, int], ...]
