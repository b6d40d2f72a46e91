"""The whole desk: opens the assistant, hands it to every presenter, closes it."""

from typing import Literal

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from evotr.domain import Conversation
from evotr.drafts import Drafts
from evotr.errors import EvotrError, InstanceRunning
from evotr.text import Language
from ui.bridge import (
    AssistantPort,
    FindNights,
    Inbox,
    IntakeRunner,
    Opening,
    TurnRunner,
)
from ui.presenters.aside import Aside
from ui.presenters.chat import ChatPresenter
from ui.presenters.conversations import ConversationsPresenter, Row
from ui.presenters.documents import DocumentsPresenter
from ui.presenters.drafts import DraftsPresenter
from ui.presenters.exporting import ExportPresenter
from ui.presenters.nights import NightsPresenter
from ui.presenters.pause import PausePresenter
from ui.presenters.speeds import Speeds
from ui.presenters.status import StatusPresenter
from ui.presenters.teaching import Teaching
from ui.presenters.trash import TrashPresenter
from ui.presenters.turns import Work
from ui.text import Speech

__all__ = ["Desk", "Store"]

Store = Literal["journal", "drafts", "file"]
"""Where something could not be written; a file is one that the user chose."""

PATIENCE_MS = 5000
"""So long are cancelled turns and intakes waited for before the assistant is closed."""


class Desk(QObject):
    """The presenters and the life of the assistant behind them.

    Signals:
        opened(): The journal is open; messages can be sent.
        attached(assistant): What is there to be asked from now on (None: nothing).
        not_opened(error, hint): It is not, and why; ``hint`` is what to do.
        home_taken(): Another process has it open; `open_again` tries once more.
        selected(conversation_id): The conversation in front, empty for a new one.
        told(sentence): Something was done that the person should know.
        troubled(error, store): Something failed that the person should know.
        written(store): There something was stored, or could be written after all.
        panel_wanted(section): A panel is to be opened, to mend something there.
        moved_to_trash(conversation): `conversations.undo_delete` takes it back.
        spoken(): The language is another one; what was said is said anew.
        closing(): The end has begun.
        closed(): Everything has been closed; the program may end.
    """

    opened = Signal()
    attached = Signal(object)
    not_opened = Signal(object, str)
    home_taken = Signal()
    selected = Signal(str)
    told = Signal(str)
    troubled = Signal(object, str)
    written = Signal(str)
    panel_wanted = Signal(str)
    moved_to_trash = Signal(object)
    spoken = Signal()
    closing = Signal()
    closed = Signal()

    def __init__(
        self,
        texts: Speech,
        opening: Opening,
        parent: QObject | None = None,
        *,
        find_nights: FindNights = lambda: None,
        drafts: Drafts | None = None,
    ) -> None:
        super().__init__(parent)
        self._find_nights = find_nights
        self.texts = texts
        self._opening = opening
        opening.setParent(self)
        self.inbox = inbox = Inbox(self)
        self.drafts = DraftsPresenter(drafts or Drafts(), inbox, self)
        self.runner = TurnRunner(self)
        self.assistant: AssistantPort | None = None
        self.speeds = Speeds(self.runner, self)
        self.chat = ChatPresenter(texts, inbox, self.runner, self)
        self._beside: list[ChatPresenter] = []
        self.aside = Aside(texts, inbox, self.runner, self)
        self.conversations = ConversationsPresenter(texts, inbox, self)
        self.documents = DocumentsPresenter(texts, IntakeRunner(self), self)
        self.status = StatusPresenter(texts, self.work, self)
        self.nights = NightsPresenter(texts, self)
        self.trash = TrashPresenter(texts, self)
        self.pause = PausePresenter(self)
        self.exporting = ExportPresenter(texts, self)
        self._fresh = True  # nothing has been chosen yet: show the newest
        self._closing = False
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._connect()

    def _connect(self) -> None:
        self._opening.opened.connect(self._opened)
        self._opening.failed.connect(self._not_opened)
        self._opening.closed.connect(self.closed)
        self.chat.begun.connect(self.conversations.take_in)
        self.chat.branched.connect(self.conversations.leave_trash)
        self.chat.stored.connect(self._stored)
        self.chat.ended.connect(self.conversations.refresh)
        self.chat.ended.connect(self.status.poll)
        self.chat.gave_back.connect(self._given_back)
        self.aside.failed.connect(self.tell)
        self.aside.ended.connect(self._work_ended)
        self.conversations.failed.connect(self.tell)
        self.conversations.changed.connect(self._listed)
        self.conversations.deleted.connect(self._deleted)
        self.conversations.restored.connect(self.select)
        self.trash.destroyed.connect(self._destroyed)
        self.drafts.failed.connect(lambda error: self.tell(error, "drafts"))
        self.drafts.kept.connect(lambda: self.written.emit("drafts"))
        for beside in (self.trash, self.exporting):
            beside.told.connect(self.told)
        self.trash.failed.connect(self.tell)
        self.exporting.failed.connect(lambda error: self.tell(error, "file"))
        self.documents.failed.connect(self.tell)
        self.documents.ended.connect(self._work_ended)
        self.runner.idle.connect(self._work_ended)
        self._patience.timeout.connect(self._close)

    @property
    def ending(self) -> bool:
        """Whether the end has begun: nothing can be sent any more."""
        return self._closing

    def open(self) -> None:
        """Begin to open the assistant beside the main thread."""
        self._opening.start()

    def open_again(self) -> None:
        """Try once more, where it was not opened."""
        self.status.opening()
        self._opening.again()

    def close(self) -> None:
        """Stop what runs, wait for its last words, close; ends in ``closed``."""
        if self._closing:
            return
        self._closing = True
        self.closing.emit()
        self.assistant = None
        self.attached.emit(None)
        self.status.closing()
        self.nights.close()
        self.trash.close()
        self.pause.attach(None)
        self.exporting.attach(None)
        self.exporting.close()
        for chat in (self.chat, *self._beside):
            chat.attach(None)
        self.conversations.attach(None)
        self.documents.attach(None)
        self.runner.cancel_all()
        self.documents.stop()
        self._patience.start()
        self.aside.end()  # in the end this calls `_work_ended`

    @Slot(str)
    def select(self, conversation_id: str) -> None:
        """Bring a conversation to the front; empty is a new one."""
        self._fresh = False
        if not conversation_id or conversation_id != self.chat.conversation_id:
            self.chat.show(conversation_id or None)
        self.selected.emit(conversation_id)

    def delete(self, conversation_id: str) -> None:
        """Move a conversation to the trash; its answer under way is stopped."""
        self.chat.stop_in(conversation_id)
        self.conversations.delete(conversation_id)

    def another_chat(self) -> ChatPresenter:
        """A second front, with a conversation of its own, to the same assistant."""
        chat = ChatPresenter(self.texts, self.inbox, self.runner, self)
        chat.attach(self.assistant)
        chat.stored.connect(self.conversations.refresh)
        chat.stored.connect(lambda _: self.written.emit("journal"))
        chat.branched.connect(self.conversations.leave_trash)
        chat.ended.connect(self._ended_beside)
        chat.gave_back.connect(self._given_back)
        self._beside.append(chat)
        return chat

    def teaching(self, chat: ChatPresenter) -> Teaching:
        """What carries what the user says of the answers of ``chat``."""
        teaching = Teaching(self.texts, self.inbox, chat)
        teaching.corrected.connect(self.conversations.refresh)
        return teaching

    def speak(self, language: Language) -> None:
        """Say everything in this language from now on, also what stands already."""
        if language == self.texts.language:
            return
        self.texts.speak(language)
        for chat in self._chats():
            chat.retell()
        self.conversations.retell()
        self.status.retell()
        self.nights.retell()
        self.spoken.emit()

    @Slot(str)
    def show_anew(self, message_id: str) -> None:
        """A message was changed elsewhere: read again what shows it, and the list."""
        self.conversations.refresh()
        for chat in self._chats():
            if chat.place_of(message_id) is not None:
                chat.reload()

    @Slot()
    def show_all_anew(self) -> None:
        """Any message may say something else, or nothing: read what is in front."""
        for chat in self._chats():
            chat.reload()

    def unfinished(self) -> tuple[str, ...]:
        """What would be lost, or cut short, if the program ended now: sentences."""
        aside = self.aside.chat
        private = aside is not None and aside.running
        kept = (chat for chat in self._chats() if chat is not aside)
        found = {
            "ask.quit_answering": any(chat.running for chat in kept),
            "ask.quit_private_answering": private,
            "ask.quit_private": self.aside.held and not private,
            "ask.quit_documents": self.documents.busy,
            "nights.quit": self.nights.running,
        }
        return tuple(self.texts(key) for key, is_so in found.items() if is_so)

    def work(self) -> Work:
        """What is being answered in any conversation, and what waits for that."""
        all_work = [chat.work for chat in self._chats()]
        return Work(
            sum(each.running for each in all_work),
            sum(each.waiting for each in all_work),
        )

    def _chats(self) -> list[ChatPresenter]:
        private = [self.aside.chat] if self.aside.chat else []
        return [self.chat, *self._beside, *private]

    def holds(self, conversation_id: str, words: str) -> bool:
        """Whether these words wait to be sent in a conversation, in whichever front."""
        return any(chat.holds(conversation_id, words) for chat in self._chats())

    def begin_private(self) -> None:
        """Begin a private conversation, or return to the one that there is."""
        if self.assistant is not None:
            self.aside.begin(self.assistant)

    @Slot(str)
    def _ended_beside(self, conversation_id: str) -> None:
        self.conversations.refresh()
        self.status.poll()
        if conversation_id == self.chat.conversation_id and not self.chat.busy:
            self.chat.show(conversation_id)

    @Slot(str)
    def _given_back(self, conversation_id: str) -> None:
        """Words wait for whoever shows their conversation."""
        for chat in (self.chat, *self._beside):
            if chat.conversation_id == conversation_id:
                chat.take_returned()

    def tell(self, error: EvotrError, store: Store = "journal") -> None:
        """Have the person told of an error, until something is written to ``store``."""
        self.troubled.emit(error, store)

    @Slot(object)
    def _opened(self, assistant: AssistantPort) -> None:
        if self._closing:
            return
        self.assistant = assistant
        self.texts.introduce(assistant.cards())
        for chat in (self.chat, *self._beside):
            chat.attach(assistant)
        self.conversations.attach(assistant)
        self.documents.attach(assistant)
        self.status.attach(assistant)
        nights = self._find_nights()
        self.nights.attach(nights)
        self.trash.attach(assistant, nights)
        self.pause.attach(assistant)
        self.exporting.attach(assistant)
        self.drafts.attach(assistant)
        self.attached.emit(assistant)
        assistant.preload()
        self.opened.emit()

    @Slot(object)
    def _not_opened(self, error: EvotrError) -> None:
        if self._closing:
            return
        self.status.opening_failed()
        hint = self.texts.error(error)[1]
        if isinstance(error, InstanceRunning):
            hint = f"{hint}\n{self.texts('nights.waits')}"
            self.home_taken.emit()
        self.not_opened.emit(error, hint)

    @Slot(object)
    def _listed(self, rows: tuple[Row, ...]) -> None:
        if self._fresh and not self.chat.busy:
            newest = max(rows, key=lambda row: row.updated_at, default=None)
            # Words for a new conversation are gone on with.
            begun = self.drafts.text("")
            self.select(newest.id if newest and not begun else "")

    @Slot(str)
    def _stored(self, conversation_id: str) -> None:
        self._fresh = False
        self.conversations.refresh()
        self.written.emit("journal")
        if conversation_id == self.chat.conversation_id:
            self.selected.emit(conversation_id)

    @Slot(object)
    def _deleted(self, conversation: Conversation) -> None:
        if conversation.id == self.chat.conversation_id:
            following = self._neighbour(conversation.id)
            self.select(following)
        self.moved_to_trash.emit(conversation)

    @Slot(object)
    def _destroyed(self, ids: tuple[str, ...]) -> None:
        if self.chat.conversation_id in ids:
            self.select("")
        for chat in self._beside:
            if chat.conversation_id in ids:
                chat.show(None)
        self.drafts.drop(ids)  # last: a field that turns away notes what stands in it
        self.conversations.keep_deleted(*ids)
        self.conversations.refresh()

    def _neighbour(self, conversation_id: str) -> str:
        """The row below (or above) the one that goes, empty when it was alone."""
        ids = [row.id for row in self.conversations.rows]
        if conversation_id not in ids or len(ids) == 1:
            return ""
        index = ids.index(conversation_id)
        return ids[index + 1] if index + 1 < len(ids) else ids[index - 1]

    @Slot()
    def _work_ended(self) -> None:
        busy = self.runner.running or self.documents.busy or self.aside.chat
        if self._closing and not busy:
            self._close()

    @Slot()
    def _close(self) -> None:
        self._patience.stop()
        self.drafts.save_at_last()
        self._opening.close()
