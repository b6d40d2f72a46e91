"""Conversations that go: to the trash, for ever, or because they were private."""

from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication, QWidget

from evotr.domain import Conversation
from ui.presenters import Desk
from ui.presenters.titles import named
from ui.widgets.asking import ask
from ui.widgets.notice import NoticeBar
from ui.widgets.sidebar import Sidebar
from ui.widgets.trash import TrashAsking
from ui.widgets.typing_on import focused_field
from ui.widgets.undoing import undo_words, words_to_undo

__all__ = ["Partings"]

_DELETED: Final = "deleted:"


class Partings(QObject):
    """Asks over ``window`` before one goes, and offers to undo it in ``notice``."""

    def __init__(
        self, window: QWidget, desk: Desk, side: Sidebar, notice: NoticeBar
    ) -> None:
        super().__init__(window)
        self._window, self._desk, self._notice = window, desk, notice
        TrashAsking(window, desk.texts, desk.trash)
        side.deletion_asked.connect(self._ask_trash)
        side.destruction_asked.connect(self._ask_destruction)
        desk.moved_to_trash.connect(self._offer_undo)
        desk.conversations.restored.connect(self._undone)
        # Slots, which end with the window: the desk closes a private one after it.
        desk.aside.began.connect(side.private_began)
        desk.aside.ended.connect(side.private_ended)
        side.private_asked.connect(desk.begin_private)

    def end_private(self) -> None:
        """End the private conversation; ask first where something was said in it."""
        texts, aside = self._desk.texts, self._desk.aside
        if not aside.held:
            aside.end()
            return
        keys = ("ask.end_private", "ask.end_private_more", "menu.end_private")
        ask(
            self._window,
            lambda: (texts(keys[0]), texts(keys[1]), texts(keys[2])),
            aside.end,
            careful=True,
        )

    @Slot(str)
    def _ask_trash(self, conversation_id: str) -> None:
        texts = self._desk.texts
        row = next(r for r in self._desk.conversations.rows if r.id == conversation_id)
        ask(
            self._window,
            lambda: (
                texts("ask.trash", title=named(row.title)),
                texts("ask.trash_more"),
                texts("menu.delete"),
            ),
            partial(self._desk.delete, conversation_id),
        )

    @Slot(str)
    def _ask_destruction(self, conversation_id: str) -> None:
        if conversation_id:
            self._desk.trash.ask(conversation_id)
        else:
            self._desk.trash.ask_all()

    @Slot(object)
    def _offer_undo(self, conversation: Conversation) -> None:
        texts = self._desk.texts
        title = self._desk.conversations.title_of(conversation)
        self._notice.offer(
            texts("notice.deleted", title=named(title)),
            texts("notice.undo"),
            lambda: self._desk.conversations.restore(conversation.id),
        )
        self._notice.cause = f"{_DELETED}{conversation.id}"

    @Slot(str)
    def _undone(self, conversation_id: str) -> None:
        """Perhaps by the key, or from the trash."""
        self._notice.over(f"{_DELETED}{conversation_id}")

    @property
    def undoes(self) -> str:
        """What Undo would do now, by the key of its words."""
        words = words_to_undo(focused_field()) or not self._deletion
        return "undo" if words else "undo_delete"

    def undo(self) -> None:
        """Undo what was typed where the keyboard is, or else a deletion."""
        if not undo_words() and self._deletion:
            self._desk.conversations.undo_delete()

    @property
    def _deletion(self) -> bool:
        """Not behind another window: there nobody would see what comes back."""
        front = QApplication.activeWindow()
        return self._desk.conversations.can_undo and front is self._window
