"""One message as the transcript shows it."""

from dataclasses import dataclass, field
from typing import Literal

from evotr.domain import FinishReason, MessageStatus, StoredMessage, Thumb
from evotr.text import Catalog
from ui.presenters.sources import Origin

__all__ = ["Entry", "EntryRole", "entry_of", "note_of"]

EntryRole = Literal["user", "assistant"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A message of the transcript.

    ``text`` is what is shown of it: of an answer with the citations numbered for its
    reader; ``raw`` is that with the model's own numbers. ``note`` is the line under a
    message that did not simply end well, ``hint`` what to do. ``sources`` are what an
    answer may have been made from, in the order of their numbers, and ``opened`` the
    numbers of those whose words are shown; ``aside`` says why there are none, or what
    is asked. ``chip`` says who answered; where that was asked, ``details`` are the
    lines about it and ``choices`` the experts (id, title) that could answer instead.
    ``place`` is which version it is, of how many; a ``hopeless`` one would fail again
    if it was asked for again.

    What takes no part in comparison needs no new drawing: ``key`` and ``siblings`` are
    the ids of the message ("" until it is stored) and of its versions; ``thumb`` is
    what the user said of it.
    """

    role: EntryRole
    text: str
    state: MessageStatus = "complete"
    note: str = ""
    hint: str = ""
    aside: str = ""
    sources: tuple[Origin, ...] = ()
    opened: frozenset[int] = frozenset()
    chip: str = ""
    details: tuple[str, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    place: tuple[int, int] = (1, 1)
    hopeless: bool = False
    key: str = field(default="", compare=False)
    raw: str = field(default="", compare=False)
    siblings: tuple[str, ...] = field(default=(), compare=False)
    thumb: Thumb | None = field(default=None, compare=False)

    @property
    def resumable(self) -> bool:
        """Whether it is the beginning of an answer, some words of it at least."""
        over = self.role == "assistant" and self.state != "streaming"
        part = self.state != "complete" or self.note != ""
        return over and part and self.worded

    @property
    def worded(self) -> bool:
        """Whether it has words at all."""
        return bool(self.text.strip())

    def source(self, number: int) -> Origin:
        """The source that is cited by this number."""
        return next(one for one in self.sources if one.number == number)

    @property
    def teachable(self) -> bool:
        """Whether it is an answer that something can be said of."""
        over = self.role == "assistant" and self.state not in {"streaming", "failed"}
        return over and self.worded


def note_of(
    texts: Catalog, state: MessageStatus, reason: FinishReason | None = None
) -> str:
    """How a message ended, where it did not simply end well."""
    if state in {"cancelled", "interrupted", "failed"}:
        return texts(f"transcript.{state}")
    return texts("transcript.length") if reason == "length" else ""


def _forgotten(message: StoredMessage) -> bool:
    """Whether it said something that was forgotten since; it stays in its place."""
    if message.content or message.status != "complete":
        return False
    made = message.answer
    # An answer may have come to nothing by itself; words that somebody wrote did not.
    if made is None or made.corrects is not None:
        return True
    return made.usage is not None and made.usage.completion_tokens > 1


def entry_of(message: StoredMessage, texts: Catalog) -> Entry:
    """The entry of a stored message, as far as it says."""
    reason = message.answer.reason if message.answer else None
    note = note_of(texts, message.status, reason)
    return Entry(
        role="user" if message.role == "user" else "assistant",
        text=message.content,
        raw=message.content,
        state=message.status,
        note=texts("transcript.forgotten") if _forgotten(message) else note,
        place=(message.version, len(message.versions)),
        key=message.id,
        siblings=message.versions,
    )
