"""A private conversation: it is in no file, and gone when it ends."""

from PySide6.QtCore import QObject, Signal, Slot

from evotr.text import Catalog
from ui.bridge import AssistantPort, Inbox, Opening, TurnRunner
from ui.presenters.chat import ChatPresenter

__all__ = ["Aside"]


class Aside(QObject):
    """Opens an assistant that writes nothing, and closes it again; one at a time.

    Signals:
        began(chat): It can be talked to, as soon as it is open.
        failed(error): It could not be opened.
        ended(): It is gone.
    """

    began = Signal(object)
    failed = Signal(object)
    ended = Signal()

    def __init__(
        self, texts: Catalog, inbox: Inbox, runner: TurnRunner, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._texts, self._inbox, self._runner = texts, inbox, runner
        self._opening: Opening | None = None
        self.chat: ChatPresenter | None = None

    @property
    def held(self) -> bool:
        """Whether anything was said that would be lost."""
        return self.chat is not None and bool(self.chat.entries)

    def begin(self, assistant: AssistantPort) -> None:
        """Begin one beside ``assistant``, or return to the one that there is."""
        if self.chat is None:
            parts = (self._texts, self._inbox, self._runner)
            self.chat = ChatPresenter(*parts, self, private=True)
            self._opening = Opening(assistant.private, self)
            self._opening.opened.connect(self.chat.attach)
            self._opening.failed.connect(self._failed)
            self._opening.closed.connect(self._closed)
            self._opening.start()
        self.began.emit(self.chat)

    def end(self) -> None:
        """Let it go; ``ended`` comes at once where there is none."""
        if self.chat is None or self._opening is None:
            self.ended.emit()
            return
        self.chat.stop()
        self.chat.attach(None)
        self._opening.close()

    @Slot(object)
    def _failed(self, error: object) -> None:
        self.failed.emit(error)
        self.end()

    @Slot()
    def _closed(self) -> None:
        if self.chat is not None:
            self.chat.deleteLater()
        if self._opening is not None:
            self._opening.deleteLater()
        self.chat = self._opening = None
        self.ended.emit()
