"""What the user says of answers: good, bad, what they should be, and by whom."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from evotr.domain import GENERAL, StoredExemplar, Taught, Thumb
from evotr.errors import EvotrError
from evotr.text import Catalog
from ui.bridge import Inbox
from ui.presenters.chat import ChatPresenter

__all__ = ["Teaching"]


class Teaching(QObject):
    """Carries it to the assistant, and has the conversation in front show it.

    Signals:
        told(sentence): What came of it.
        routed(sentence, exemplar_id): The router learned who gets such questions.
        right_wanted(place): An answer is bad: what should it have been?
        corrected(): An answer has its right one; its conversation is the newest now.
        refused(conversation_id, answer_id, text): A correction that was not kept.
    """

    told = Signal(str)
    routed = Signal(str, str)
    right_wanted = Signal(int)
    corrected = Signal()
    refused = Signal(str, str, str)

    def __init__(self, texts: Catalog, inbox: Inbox, chat: ChatPresenter) -> None:
        super().__init__(chat)
        self._texts = texts
        self._inbox = inbox
        self._chat = chat

    def thumb(self, place: int, value: Thumb) -> None:
        """Say that an answer is good or bad; saying it again takes it back."""
        assistant, key = self._chat.assistant, self._key(place)
        if assistant is None or not key:
            return
        given = None if self._chat.entries[place].thumb == value else value
        self._inbox.expect(
            assistant.thumb(key, given),
            partial(self._thumbed, place),
            self._chat.failed.emit,
        )

    def correct(self, place: int, text: str) -> None:
        """Say what an answer should have been.

        Where that is what is shown of it, it is what it says already, by other numbers.
        """
        assistant, key = self._chat.assistant, self._key(place)
        conversation_id = self._chat.conversation_id or ""
        if assistant is None or not key:
            for entry in self._chat.entries[place : place + 1]:
                self.refused.emit(conversation_id, entry.key, text)
            return

        def failed(error: EvotrError) -> None:
            self._chat.failed.emit(error)
            self.refused.emit(conversation_id, key, text)

        entry = self._chat.entries[place]
        said = entry.raw if text.strip() == entry.text.strip() else text
        try:
            taught = assistant.correct(key, said)
        except EvotrError as error:
            failed(error)
            return
        self._inbox.expect(taught, self._corrected, failed)

    def answer_by(self, place: int, expert: str) -> None:
        """Have ``expert`` answer instead; where that may be learned, it is."""
        chat, assistant, key = self._chat, self._chat.assistant, self._key(place)
        if assistant is None or not key or chat.busy:
            return
        if chat.consent == "learn":
            try:
                kept = assistant.correct_route(key, expert)
            except EvotrError as error:
                chat.failed.emit(error)
                return
            self._inbox.expect(kept, self._routed, chat.failed.emit)
        chat.regenerate(place, () if expert == GENERAL else ((expert, 1.0),))

    def unteach(self, exemplar_id: str) -> None:
        """Have the router learn no more who gets such questions."""
        assistant = self._chat.assistant
        if assistant is not None:
            self._inbox.expect(
                assistant.unteach_route(exemplar_id),
                lambda _: self.told.emit(self._texts("taught.unrouted")),
                self._chat.failed.emit,
            )

    def _key(self, place: int) -> str:
        """The id of an answer that has ended; "" where it is none."""
        if self._chat.private or place >= len(self._chat.entries):
            return ""
        entry = self._chat.entries[place]
        return "" if entry.role == "user" or entry.state == "streaming" else entry.key

    def _thumbed(self, place: int, taught: Taught) -> None:
        if taught.consent == "nothing":
            self.told.emit(self._texts("taught.nothing"))
            return
        self._chat.thumb_given(taught.message_id, taught.thumb)
        if taught.waiting and self._key(place) == taught.message_id:
            self.right_wanted.emit(place)

    def _corrected(self, taught: Taught) -> None:
        kept = taught.consent != "nothing"
        self.told.emit(self._texts("taught.kept" if kept else "taught.nothing"))
        self._chat.reload()
        self.corrected.emit()

    def _routed(self, stored: StoredExemplar) -> None:
        title = self._chat.title_of(stored.exemplar.expert)
        self.routed.emit(self._texts("taught.routed", expert=title), stored.id)
