"""Unsent words, each with its conversation; they outlive the program."""

from collections.abc import Collection, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from evotr.domain import Conversation
from evotr.drafts import Drafts
from evotr.errors import EvotrError
from ui.bridge import AssistantPort, Inbox

__all__ = ["DRAFTS_MS", "DraftsPresenter", "Part"]

DRAFTS_MS: Final = 1000
"""So long after the first new word are drafts written; a kill costs no more."""

Part = str
"""What of a conversation: "" its next message, else something of a message's id."""

_SLOTS: Final = frozenset({"", "quick"})
"""New conversations, which have no id yet."""


class DraftsPresenter(QObject):
    """Keeps them, and tells all who show them.

    Signals:
        changed(conversation_id, part, text): Something else is typed there now.
        failed(error): They could not be written; told once.
    """

    changed = Signal(str, str, str)
    failed = Signal(object)

    def __init__(
        self, drafts: Drafts, inbox: Inbox, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._drafts = drafts
        self._inbox = inbox
        self._told = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DRAFTS_MS)
        self._timer.timeout.connect(self.save)

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
        self.save()
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

    def drop(self, conversation_ids: Collection[str]) -> None:
        """These conversations are gone."""
        self._drafts.drop(conversation_ids)
        self.save()

    @Slot()
    def save(self) -> None:
        """Write them now."""
        self._timer.stop()
        try:
            self._drafts.save()
        except EvotrError as error:
            if not self._told:
                self._told = True
                self.failed.emit(error)
