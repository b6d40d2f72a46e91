"""The list of conversations: newest first, searched, renamed, deleted, restored."""

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal

from evotr.domain import Conversation, SearchHit
from evotr.text import Catalog
from ui.bridge import AssistantPort, Inbox

__all__ = ["ConversationsPresenter", "Row"]

SEARCH_PAUSE_MS = 150
"""A search starts when the typing pauses for so long."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list; ``excerpt`` and ``spans`` are a search's match in it."""

    id: str
    title: str
    updated_at: datetime
    excerpt: str = ""
    spans: tuple[tuple[int, int], ...] = ()


class ConversationsPresenter(QObject):
    """Keeps the rows and carries out what is asked of them.

    Signals:
        changed(rows): The list is now this tuple of rows.
        deleted(conversation): It lies in the trash; `restore` brings it back.
        restored(conversation_id): It is back.
        failed(error): Something asked for could not be done.
    """

    changed = Signal(object)
    deleted = Signal(object)
    restored = Signal(str)
    failed = Signal(object)

    def __init__(self, texts: Catalog, inbox: Inbox, parent: QObject) -> None:
        super().__init__(parent)
        self._texts = texts
        self._inbox = inbox
        self._assistant: AssistantPort | None = None
        self._asked = 0
        self.query = ""
        self.rows: tuple[Row, ...] = ()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(SEARCH_PAUSE_MS)
        self._pause.timeout.connect(self.refresh)

    def attach(self, assistant: AssistantPort | None) -> None:
        """List this assistant's conversations from now on (None: nobody's)."""
        self._assistant = assistant
        self.refresh()

    def search(self, query: str) -> None:
        """List what matches ``query`` (everything when it is blank), after a pause."""
        self.query = query.strip()
        if self.query:
            self._pause.start()
        else:
            self._pause.stop()
            self.refresh()

    def refresh(self) -> None:
        """Read the list again."""
        if self._assistant is None:
            return
        self._asked += 1
        asked = self._asked

        def listed(found: tuple[Conversation, ...]) -> None:
            if asked == self._asked:
                self._show(tuple(self._row(each) for each in found))

        def found(hits: tuple[SearchHit, ...]) -> None:
            if asked == self._asked:
                self._show(self._rows_of(hits))

        if self.query:
            self._inbox.expect(
                self._assistant.search(self.query), found, self.failed.emit
            )
        else:
            self._inbox.expect(
                self._assistant.conversations(), listed, self.failed.emit
            )

    def rename(self, conversation_id: str, title: str) -> None:
        """Give a conversation another title; a blank one changes nothing."""
        if self._assistant is None or not title.strip():
            return
        self._inbox.expect(
            self._assistant.rename(conversation_id, title.strip()),
            lambda _: self.refresh(),
            self.failed.emit,
        )

    def delete(self, conversation_id: str) -> None:
        """Move a conversation to the trash."""
        if self._assistant is None:
            return

        def done(conversation: Conversation) -> None:
            self.deleted.emit(conversation)
            self.refresh()

        self._inbox.expect(
            self._assistant.delete(conversation_id), done, self.failed.emit
        )

    def restore(self, conversation_id: str) -> None:
        """Bring a conversation back from the trash."""
        if self._assistant is None:
            return

        def done(_: Conversation) -> None:
            self.refresh()
            self.restored.emit(conversation_id)

        self._inbox.expect(
            self._assistant.restore(conversation_id), done, self.failed.emit
        )

    def title_of(self, conversation: Conversation) -> str:
        """The title, or the words for a conversation that has none."""
        return conversation.title or self._texts("list.untitled")

    def _row(self, conversation: Conversation) -> Row:
        return Row(
            conversation.id, self.title_of(conversation), conversation.updated_at
        )

    def _rows_of(self, hits: tuple[SearchHit, ...]) -> tuple[Row, ...]:
        """One row per conversation, with its best match."""
        rows: dict[str, Row] = {}
        for hit in hits:
            head = hit.conversation
            row = Row(
                head.id,
                self.title_of(head),
                head.updated_at,
                hit.excerpt if hit.message_id else "",
                hit.spans if hit.message_id else (),
            )
            rows.setdefault(head.id, row)
        return tuple(rows.values())

    def _show(self, rows: tuple[Row, ...]) -> None:
        self.rows = rows
        self.changed.emit(rows)
