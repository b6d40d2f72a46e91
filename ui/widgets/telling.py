"""What failed, told where the words are, with what may be done about it."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from evotr.errors import (
    ConversationInTrash,
    DiskFull,
    EvotrError,
    FolderNotWritable,
    JournalReadOnly,
    PromptTooLong,
)
from ui.presenters import ChatPresenter, Desk
from ui.presenters.desk import Store
from ui.presenters.remedies import remedy_of
from ui.presenters.trouble import details_of, lasts
from ui.widgets.mending import mend
from ui.widgets.notice import NoticeBar

__all__ = ["Telling"]

_RIGHT: Final = "right"
_OF_DISK: Final = (DiskFull, FolderNotWritable, JournalReadOnly)


class Telling(QObject):
    """Puts errors into the notice of a conversation.

    Args:
        desk: Knows the conversations, and opens panels.
        chat: Whose errors they are.
        notice: Where they are told.
        parent: Owns it.
    """

    def __init__(
        self, desk: Desk, chat: ChatPresenter, notice: NoticeBar, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._texts = desk.texts
        self._chat = chat
        self._notice = notice
        self._bad = ""  # the answer whose right one is asked for
        desk.written.connect(self._written)
        chat.thumbed.connect(self._still_bad)
        chat.changed.connect(self._still_bad)
        chat.branched.connect(self._branched)

    def ask_right(self, place: int, correct: Callable[[], object]) -> None:
        """A bad answer: offer to say what it should have been, as long as it is so."""
        self._bad = self._chat.entries[place].key
        texts = self._texts
        self._notice.propose(
            texts("taught.wanted"), texts("transcript.correct"), correct
        )
        self._notice.cause = _RIGHT

    def tell_learned(
        self, unteach: Callable[[str], object], told: str, exemplar_id: str
    ) -> None:
        """What the router learned: one wrong click is not to teach for ever."""
        undo = partial(unteach, exemplar_id)
        self._notice.propose(told, self._texts("notice.undo"), undo)

    def right_begun(self) -> None:
        """It is being said."""
        self._notice.over(_RIGHT)

    @Slot()
    def _branched(self) -> None:
        """Nothing else changes before one's eyes."""
        said = self._texts("notice.branched")
        self._notice.tell(said)
        self._to_the_ear(said)

    @Slot()
    def _still_bad(self) -> None:
        """Perhaps that was taken back, or its right one was given elsewhere."""
        place = self._chat.place_of(self._bad) if self._bad else None
        if place is None or self._chat.entries[place].thumb != "down":
            self._bad = ""
            self._notice.over(_RIGHT)

    @Slot(str)
    def _written(self, store: Store) -> None:
        """That takes again what it did not; another one says nothing of it."""
        self._notice.over(store)

    @Slot(str, object)
    def broke(self, answer_id: str, error: EvotrError) -> None:
        """An answer ended with an error: offer to try again where that can help.

        Where nothing can be done but what stands below the answer, it is said there
        alone, and to the ear.
        """
        if lasts(error):
            self._to_the_ear(" ".join(self._texts.error(error)))
            return
        if isinstance(error, PromptTooLong):
            self.tell(error)
            return
        told = (*self._texts.error(error), details_of(error))
        again = partial(self._chat.retry, answer_id)
        self._notice.tell_with(told, self._texts("trouble.again"), again)
        self._add_remedy(error)

    @Slot(object)
    def tell(self, error: EvotrError) -> None:
        """Something failed that was wanted here."""
        if isinstance(error, ConversationInTrash):
            self._tell_of_trash(str(error.values["conversation"]))
        else:
            self._notice.tell(*self._texts.error(error), details_of(error))
            self._add_remedy(error)

    @Slot(object, str)
    def announce(self, error: EvotrError, store: Store) -> None:
        """Something failed that is not of this conversation, or its export.

        A wrong place for that is of it; a full disk is not over when it goes on.
        """
        of_disk = isinstance(error, _OF_DISK)
        own = store == "file" and not of_disk
        tell = self._notice.tell if own else self._notice.announce
        tell(*self._texts.error(error), details_of(error))
        self._add_remedy(error)
        if of_disk or store == "drafts":
            self._notice.cause = store

    def _to_the_ear(self, sentence: str) -> None:
        heard = QAccessibleAnnouncementEvent(self._notice, sentence)
        QAccessible.updateAccessibility(heard)

    def _add_remedy(self, error: EvotrError) -> None:
        remedy = remedy_of(error)
        if remedy is not None:
            act = partial(mend, remedy, self._desk.panel_wanted.emit)
            self._notice.add(self._texts(remedy.key), act)

    def _tell_of_trash(self, conversation_id: str) -> None:
        """A conversation in the trash cannot go on: offer to bring it back."""
        conversations, texts = self._desk.conversations, self._texts
        title = conversations.listed_title(conversation_id)
        said = texts("notice.in_trash", title=title) if title else ""
        self._notice.tell_with(
            (said or texts("notice.this_in_trash"), "", ""),
            texts("menu.restore"),
            partial(conversations.restore, conversation_id),
        )
