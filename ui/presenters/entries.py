"""One message as the transcript shows it."""

from dataclasses import dataclass, field
from typing import Literal

from evotr.domain import FinishReason, MessageStatus, StoredMessage
from evotr.text import Catalog

__all__ = ["Entry", "EntryRole", "entry_of", "note_of"]

EntryRole = Literal["user", "assistant"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A message of the transcript.

    ``key`` is the stored message's id, empty until it is stored; it takes no part in
    comparison, since two entries that look the same need no new drawing. ``note`` is
    the sentence under a message that did not simply end well, ``hint`` what to do.
    """

    role: EntryRole
    text: str
    state: MessageStatus = "complete"
    note: str = ""
    hint: str = ""
    key: str = field(default="", compare=False)


def note_of(
    texts: Catalog, state: MessageStatus, reason: FinishReason | None = None
) -> str:
    """The sentence that says how a message ended, empty when it ended well."""
    if state in {"cancelled", "interrupted", "failed"}:
        return texts(f"transcript.{state}")
    return texts("transcript.length") if reason == "length" else ""


def entry_of(message: StoredMessage, texts: Catalog) -> Entry:
    """The entry of a stored message."""
    reason = message.answer.reason if message.answer else None
    return Entry(
        role="user" if message.role == "user" else "assistant",
        text=message.content,
        state=message.status,
        note=note_of(texts, message.status, reason),
        key=message.id,
    )
