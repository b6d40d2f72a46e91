"""One message as the transcript shows it."""

from dataclasses import dataclass, field
from typing import Literal

from evotr.domain import (
    FinishReason,
    MessageStatus,
    Route,
    ServedExpert,
    StoredMessage,
)
from evotr.text import Catalog
from ui.presenters.sources import Origin

__all__ = ["Entry", "EntryRole", "entry_of", "note_of", "who_of"]

EntryRole = Literal["user", "assistant"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A message of the transcript.

    ``key`` is the stored message's id, empty until it is stored; it takes no part in
    comparison, since two entries that look the same need no new drawing. ``note`` is
    the line under a message: who answered, and that it did not simply end well;
    ``hint`` what to do. ``sources`` are what an answer was given of the memory, in
    the order of their numbers; ``aside`` says why there are none, or what is asked.
    """

    role: EntryRole
    text: str
    state: MessageStatus = "complete"
    note: str = ""
    hint: str = ""
    aside: str = ""
    sources: tuple[Origin, ...] = ()
    key: str = field(default="", compare=False)


def note_of(
    texts: Catalog,
    state: MessageStatus,
    reason: FinishReason | None = None,
    who: str = "",
) -> str:
    """How a message ended, where it did not simply end well, after ``who`` answered."""
    end = ""
    if state in {"cancelled", "interrupted", "failed"}:
        end = texts(f"transcript.{state}")
    elif reason == "length":
        end = texts("transcript.length")
    return " · ".join(filter(None, (who, end)))


def who_of(
    texts: Catalog, experts: tuple[ServedExpert, ...], route: Route | None
) -> str:
    """Which experts answered, and how sure the router was; empty for the base."""
    names = " + ".join(expert.id for expert in experts)
    if not names or route is None or route.stage == "pinned":
        return names
    return texts(
        "transcript.routed", experts=names, percent=round(100 * route.confidence)
    )


def entry_of(message: StoredMessage, texts: Catalog) -> Entry:
    """The entry of a stored message."""
    answer = message.answer
    reason = answer.reason if answer else None
    who = who_of(texts, answer.experts, answer.route) if answer else ""
    return Entry(
        role="user" if message.role == "user" else "assistant",
        text=message.content,
        state=message.status,
        note=note_of(texts, message.status, reason, who),
        key=message.id,
    )
