"""What is being said otherwise, a question or an answer: there until it is done."""

from collections.abc import Callable
from typing import Literal, Protocol

from PySide6.QtCore import QObject, Slot

from ui.presenters import ChatPresenter
from ui.presenters.drafts import OPEN_WAITING, WAITING, DraftsPresenter
from ui.widgets.correcting import AnswerEditor
from ui.widgets.drafting import FieldDraft, MessageDraft

__all__ = ["Begin", "Unfinished"]

Kind = Literal["edit", "correct", "waiting"]


class Begin(Protocol):
    """Begins to have the message at ``place`` said otherwise."""

    def __call__(self, place: int, /, *, focus: bool) -> None:
        """Take the keyboard there, or leave it where it is."""
        ...


Held = Callable[[str, str], bool]
"""Whether such words wait in a conversation, whoever has it in front."""


class Unfinished(QObject):
    """Keeps new words for old messages, by conversation and message.

    Nothing of it is lost when another conversation is shown, or the program ends: who
    comes back finds it open. Left with Esc, it is there when it is begun again; but a
    message that waits is then what it was.
    """

    def __init__(
        self,
        chat: ChatPresenter,
        drafts: DraftsPresenter,
        message: MessageDraft,
        editor: AnswerEditor,
        held: Held,
    ) -> None:
        super().__init__(editor)
        self._held = held
        self._chat = chat
        self._drafts = drafts
        self._message = message
        self._editor = editor
        self._right = FieldDraft(editor.edit, drafts)
        self._key = ""
        editor.left.connect(self._leave_answer)
        editor.kept.connect(self._kept)

    def open_question(self, place: int) -> None:
        """Show the question at ``place`` in the message field, or what it became."""
        entry = self._chat.entries[place]
        self._note("edit", entry.key)
        self._message.turn_to(self._message.here, f"edit:{entry.key}", entry.text)

    def close_question(self) -> None:
        """Show the next message there again."""
        self._note("edit", "")
        self._message.turn_back()

    def open_waiting(self, words: str) -> None:
        """Show a message that waits in the message field, or what it became.

        What another one became that waits no more is of the next message.
        """
        here = self._message.here
        if words != self._drafts.text(here, OPEN_WAITING):
            self._drafts.type_again(here, WAITING)
        self._note("waiting", words)
        self._message.turn_to(self._message.here, WAITING, words)

    def close_waiting(self) -> None:
        """That is said, or not wanted: show the next message there again."""
        self._note("waiting", "")
        self._message.drop()
        self._message.turn_back()

    @property
    def changed_waiting(self) -> bool:
        """Whether the message that waits says something else in the field."""
        self._message.keep()
        return bool(self._drafts.text(self._message.here, WAITING))

    def edits(self, words: str) -> bool:
        """Whether these words, which waited, are being said otherwise."""
        opened = self._drafts.text(self._message.here, OPEN_WAITING)
        return bool(words) and words == opened and self.changed_waiting

    @Slot()
    def settle(self) -> None:
        """All that waits is there again; what a message became that does not is typed.

        So it is where the program died at that, and the message waits nowhere.
        """
        here = self._message.here
        words = self._drafts.text(here, OPEN_WAITING)
        if not (words and self._held(here, words)):
            self._note("waiting", "")
            self._drafts.type_again(here, WAITING)

    @Slot()
    def keep(self) -> None:
        """The program ends: keep what stands in the field, and open that again."""
        self._message.keep()
        self._drafts.close_unchanged(self._message.here)

    def open_answer(self, place: int, *, focus: bool = True) -> None:
        """Have the answer at ``place`` corrected, or gone on with."""
        entry = self._chat.entries[place]
        self._key = entry.key
        self._note("correct", entry.key)
        self._right.turn_to(self._message.here, f"correct:{entry.key}", entry.text)
        asked = self._chat.entries[place - 1] if place else None
        question = asked.text if asked and asked.role == "user" else ""
        self._editor.begin(place, question, focus=focus)

    def take_back(self, conversation_id: str, answer_id: str, text: str) -> None:
        """A correction could not be kept: its words are unfinished again."""
        self._drafts.note(conversation_id, f"correct:{answer_id}", text)
        self._drafts.note(conversation_id, "open:correct", answer_id)

    def come_back(self, edit: Begin, correct: Begin) -> None:
        """Open what was open when this conversation was in front last."""
        if not self._message.part:
            self._reopen("edit", edit)
        if not self._editor.open:
            self._reopen("correct", correct)

    def come_back_to_waiting(self, begin: Begin) -> None:
        """The same of a message that waits."""
        words = self._drafts.text(self._message.here, OPEN_WAITING)
        waiting, edited = self._chat.waiting, self._chat.edited
        if not self._message.part and words in waiting and self.changed_waiting:
            begin(waiting.index(words) if edited is None else edited, focus=False)

    def leave(self) -> None:
        """Another conversation is about to come: keep all, and close."""
        self._right.turn_to(None)
        self._editor.go_to(-1)

    @Slot()
    def follow(self) -> None:
        """The messages stand elsewhere now, or are others."""
        if self._editor.open:
            place = self._chat.place_of(self._key)
            if place is None:
                self.leave()
            else:
                self._editor.go_to(place)

    def _reopen(self, kind: Kind, begin: Begin) -> None:
        here = self._message.here
        key = self._drafts.text(here, f"open:{kind}")
        place = self._chat.place_of(key) if key else None
        if place is not None and self._drafts.text(here, f"{kind}:{key}"):
            begin(place, focus=False)

    def _note(self, kind: Kind, key: str) -> None:
        self._drafts.note(self._message.here, f"open:{kind}", key)

    @Slot()
    def _leave_answer(self) -> None:
        self._note("correct", "")
        self._right.turn_to(None)

    @Slot()
    def _kept(self) -> None:
        self._drafts.note(self._message.here, f"correct:{self._key}", "")
