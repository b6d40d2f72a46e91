"""What failed, told where the words are, with what may be done about it."""

from functools import partial

from PySide6.QtCore import QObject, Slot

from evotr.errors import ConversationInTrash, EvotrError, MessageTooLong
from ui.presenters import ChatPresenter, Desk
from ui.presenters.remedies import remedy_of
from ui.presenters.trouble import details_of
from ui.widgets.mending import mend
from ui.widgets.notice import NoticeBar

__all__ = ["Telling"]


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

    @Slot(str, object)
    def broke(self, answer_id: str, error: EvotrError) -> None:
        """An answer ended with an error: offer to try again where that can help."""
        if isinstance(error, MessageTooLong):
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

    @Slot(object)
    def announce(self, error: EvotrError) -> None:
        """Something failed that is not of this conversation."""
        self._notice.announce(*self._texts.error(error), details_of(error))
        self._add_remedy(error)

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
