"""The quick panel's conversation: its own, until the window takes it."""

from typing import Literal

from PySide6.QtCore import QObject, Slot

from evotr.domain import Conversation
from ui.presenters.desk import Desk

__all__ = ["QuickPresenter", "QuickThread"]

QuickThread = Literal["new", "last"]


class QuickPresenter(QObject):
    """Which conversation the panel shows.

    Args:
        desk: Whose assistant answers.
        thread: What the panel opens with: an empty conversation, or its last one (at
            first the newest that there is).
        parent: Qt's.
    """

    def __init__(
        self, desk: Desk, thread: QuickThread, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self.chat = desk.another_chat()
        self.opens_with = thread
        self._shown = False
        self._unread = False
        self.chat.ended.connect(self._ended)
        desk.moved_to_trash.connect(self._gone)

    @property
    def answered_unseen(self) -> bool:
        """Whether an answer has ended that the panel has not shown."""
        return self._unread

    def begin(self) -> None:
        """The panel is about to be seen.

        What is being answered stays, and what was answered while it was hidden.
        """
        self._shown = True
        if self.chat.busy or self._unread:
            self._unread = False
            return
        last = self.chat.conversation_id
        if self.opens_with == "last":
            rows = self._desk.conversations.rows
            self.chat.show(last or (rows[0].id if rows else None))
        elif last is not None:
            self.chat.show(None)

    def end(self) -> None:
        """The panel is hidden; an answer under way goes on."""
        self._shown = False

    def start_anew(self) -> None:
        """Show an empty conversation; what is being answered is in the list."""
        self.chat.show(None)

    def carry_over(self) -> None:
        """Let the window go on with the conversation, answers under way included."""
        given = self.chat.hand_over()
        self._desk.chat.take_over(given)
        if given.conversation_id is None and given.front is not None:
            # Its words are being stored: it will be selected by its id.
            self._desk.selected.emit("")
        else:
            self._desk.select(given.conversation_id or "")

    @Slot(str)
    def _ended(self, conversation_id: str) -> None:
        if conversation_id == self.chat.conversation_id and not self._shown:
            self._unread = True

    @Slot(object)
    def _gone(self, conversation: Conversation) -> None:
        if conversation.id == self.chat.conversation_id:
            self.chat.show(None)
