"""Unsent words, each with its conversation; they outlive the program."""

from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from evotr.domain import Conversation
from evotr.drafts import PATIENCE_S, Drafts
from evotr.errors import EvotrError, FolderHeld
from ui.bridge import AssistantPort, Inbox

__all__ = [
    "AGAIN_MS",
    "DRAFTS_MS",
    "OPEN_WAITING",
    "WAITING",
    "DraftsPresenter",
    "Part",
]

DRAFTS_MS: Final = 1000
"""So long after the first new word are drafts written; a kill costs no more."""

AGAIN_MS: Final = 10_000
"""So long after one that was in vain is the next try to write them."""

_PATIENCE_S: Final = 0.05
"""So long may another program that has the file keep the window waiting."""

_TRIES: Final = 3
"""So often may another one have it before that is told."""

Part = str
"""What of a conversation: "" its next message, else something of a message's id."""

WAITING: Final = "waiting"
"""The part that a message becomes which waits, and is being said otherwise."""

OPEN_WAITING: Final = "open:waiting"
"""The part that says which one that is, by its words."""

_SENT: Final = "sent:"
"""Parts of words that were sent, until the journal has them."""

_SLOTS: Final = frozenset({"", "quick"})
"""New conversations, which have no id yet."""


class DraftsPresenter(QObject):
    """Keeps them, and tells all who show them.

    Signals:
        changed(conversation_id, part, text): Something else is typed there now.
        failed(error): They could not be written; told once, until they are.
        kept(): They are written, after they could not be.
    """

    changed = Signal(str, str, str)
    kept = Signal()
    failed = Signal(object)

    def __init__(
        self, drafts: Drafts, inbox: Inbox, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._drafts = drafts
        self._inbox = inbox
        self._told = False
        self._tries = 0
        self._timer = self._once(self.save, DRAFTS_MS)
        self._again = self._once(self._try, AGAIN_MS)
        self._sent: list[tuple[str, Part]] = []
        self._last = 0
        for each in drafts.conversations:
            self._take_up(each)
            self.close_unchanged(each)

    def _once(self, then: Callable[[], None], after_ms: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(after_ms)
        timer.timeout.connect(then)
        return timer

    def _take_up(self, conversation_id: str) -> None:
        """What was sent when the program died, and never stored, is typed again."""
        parts = self._drafts.parts(conversation_id)
        for part in sorted((p for p in parts if p.startswith(_SENT)), reverse=True):
            self.type_again(conversation_id, part)

    def attach(self, assistant: AssistantPort | None) -> None:
        """Drop what belongs to conversations that are gone since the last start."""
        before = self._drafts.conversations - _SLOTS
        if assistant is None or not before:
            return

        def listed(
            trashed: Sequence[Conversation], live: Sequence[Conversation]
        ) -> None:
            self.drop(before - {head.id for head in (*trashed, *live)})

        def looked(trashed: Sequence[Conversation]) -> None:
            self._inbox.expect(
                assistant.conversations(), partial(listed, trashed), self.failed.emit
            )

        self._inbox.expect(
            assistant.conversations(trash=True), looked, self.failed.emit
        )

    @property
    def safe(self) -> bool:
        """Whether nothing would be lost if the program ended now."""
        self._try()
        return self._drafts.saved

    def text(self, conversation_id: str, part: Part = "") -> str:
        """What was typed there."""
        return self._drafts.get(conversation_id, part)

    def note(self, conversation_id: str, part: Part, text: str) -> None:
        """This is typed there now."""
        if self._drafts.put(conversation_id, part, text):
            if not self._timer.isActive():
                self._timer.start()
            self.changed.emit(conversation_id, part, text)

    def send(self, conversation_id: str, words: str) -> None:
        """These words were sent; they are kept here until `said` or `give_back`."""
        self._last += 1
        self._sent.append((conversation_id, f"{_SENT}{self._last:09}"))
        self.note(*self._sent[-1], words)

    def said(self, conversation_id: str, words: str) -> None:
        """What was sent there is in the journal: it is no draft any more."""
        sent = self._taken(conversation_id, words)
        if sent is not None:
            self.note(*sent, "")
            self.save()

    def give_back(self, conversation_id: str, words: str) -> None:
        """What was to be sent was not stored: it is typed there, before what is."""
        sent = self._taken(conversation_id, words)
        self._type_before(conversation_id, words)
        if sent is not None:
            self.note(*sent, "")
        self.save()

    def _taken(self, at: str, words: str) -> tuple[str, Part] | None:
        """Where such words are that were sent first in that conversation."""
        here = (each for each in self._sent if each[0] == at)
        sent = next((each for each in here if self.text(*each) == words), None)
        if sent is not None:
            self._sent.remove(sent)
        return sent

    def type_again(self, conversation_id: str, part: Part) -> None:
        """Have a part be of the next message, before what is typed there."""
        self._type_before(conversation_id, self.text(conversation_id, part))
        self.note(conversation_id, part, "")

    def close_unchanged(self, conversation_id: str) -> None:
        """A message that waits was only looked at: it is not being said otherwise."""
        if not self.text(conversation_id, WAITING):
            self.note(conversation_id, OPEN_WAITING, "")

    def _type_before(self, conversation_id: str, words: str) -> None:
        typed = self.text(conversation_id)
        both = f"{words}\n{typed}" if words and typed else words or typed
        self.note(conversation_id, "", both)

    def drop(self, conversation_ids: Collection[str]) -> None:
        """These conversations are gone."""
        self._drafts.drop(conversation_ids)
        self.save()

    @Slot()
    def save(self) -> None:
        """Write them now; a little later where another program has the file."""
        if not self._again.isActive():
            self._try()

    def save_at_last(self) -> None:
        """Write them, the window being closed: nothing else waits for it."""
        self._try(PATIENCE_S)

    @Slot()
    def _try(self, patience_s: float = _PATIENCE_S) -> None:
        self._timer.stop()
        self._again.stop()
        try:
            self._drafts.save(patience_s)
        except EvotrError as error:
            self._not_written(error)
            return
        if self._tries:
            self._tries, self._told = 0, False
            self.kept.emit()

    def _not_written(self, error: EvotrError) -> None:
        self._tries += 1
        # Who has the file is mostly done with it at once.
        self._again.start(DRAFTS_MS if self._tries == 1 else AGAIN_MS)
        passing = isinstance(error, FolderHeld) and self._tries < _TRIES
        if not (self._told or passing):
            self._told = True
            self.failed.emit(error)
