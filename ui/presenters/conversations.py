"""The list of conversations: searched and narrowed down, put in order, deleted."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, Literal

from PySide6.QtCore import QObject, QTimer, Signal

from evotr.domain import Conversation, SearchHit, fold
from evotr.errors import EvotrError
from evotr.text import Catalog
from ui.bridge import AssistantPort, Inbox

__all__ = ["PERIODS", "ConversationsPresenter", "Period", "Row", "Shown"]

Period = Literal["any", "today", "week", "month", "year"]
PERIODS: Final[tuple[Period, ...]] = ("any", "today", "week", "month", "year")
_DAYS: Final = {"today": 0, "week": 6, "month": 29, "year": 364}
"""So many days before today belong to a period."""

SEARCH_PAUSE_MS = 150
"""A search starts when the typing pauses for so long."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list.

    A search's match stands in ``excerpt``, a piece of ``message_id``, at ``spans``; or
    in the title (no excerpt).
    """

    id: str
    title: str
    updated_at: datetime
    excerpt: str = ""
    spans: tuple[tuple[int, int], ...] = ()
    message_id: str | None = None
    on_top: bool = False
    folder: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """Which conversations are listed: those of a folder ("": all), or of the trash.

    ``period`` is when they were written to last.
    """

    folder: str = ""
    trash: bool = False
    period: Period = "any"


class ConversationsPresenter(QObject):
    """Keeps the rows and carries out what is asked of them.

    Signals:
        changed(rows): The list is now this tuple of rows.
        narrowed(shown, folders): What is listed, and which folders there are.
        deleted(conversation): It lies in the trash; `undo_delete` brings it back.
        restored(conversation_id): It is back.
        failed(error): Something asked for could not be done.
    """

    changed = Signal(object)
    narrowed = Signal(object, object)
    deleted = Signal(object)
    restored = Signal(str)
    failed = Signal(object)

    def __init__(self, texts: Catalog, inbox: Inbox, parent: QObject) -> None:
        super().__init__(parent)
        self._texts = texts
        self._inbox = inbox
        self._assistant: AssistantPort | None = None
        self._asked = 0  # times
        self._listed_of = 0  # the one of them that is answered
        self.query = ""
        self.shown = Shown()
        self.folders: tuple[str, ...] = ()
        self.rows: tuple[Row, ...] = ()
        self._deleted: list[str] = []  # that `undo_delete` can bring back
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

    @property
    def settled(self) -> bool:
        """Whether what was asked for last is listed, or could not be."""
        return not self._pause.isActive() and self._asked == self._listed_of

    def hurry(self) -> None:
        """Search at once, if a search waits for the typing to pause."""
        if self._pause.isActive():
            self._pause.stop()
            self.refresh()

    def show_folder(self, folder: str) -> None:
        """List a folder's conversations; "" is all, outside the trash."""
        self._narrow(replace(self.shown, folder=folder, trash=False))

    def leave_trash(self) -> None:
        """List all conversations, where what lies in the trash is listed."""
        if self.shown.trash:
            self.show_folder("")

    def show_trash(self) -> None:
        """List what lies in the trash."""
        self._narrow(replace(self.shown, folder="", trash=True))

    def show_period(self, period: Period) -> None:
        """List what was written to last in a period."""
        self._narrow(replace(self.shown, period=period))

    def _narrow(self, shown: Shown) -> None:
        if shown != self.shown:
            self.shown = shown
            self.narrowed.emit(self.shown, self.folders)
            self.refresh()

    def refresh(self) -> None:
        """Read the list again."""
        if self._assistant is None:
            return
        self._asked += 1
        asked = self._asked

        def listed(found: tuple[Conversation, ...]) -> None:
            if asked == self._asked:
                self._listed(found)

        def found(hits: tuple[SearchHit, ...]) -> None:
            if asked == self._asked:
                self._show(self._rows_of(hits))

        def failed(error: EvotrError) -> None:
            if asked == self._asked:
                self._listed_of = asked  # nothing else will come
            self.failed.emit(error)

        if self.query and not self.shown.trash:
            searched = self._assistant.search(self.query)
            self._inbox.expect(searched, found, failed)
        else:
            heads = self._assistant.conversations(trash=self.shown.trash)
            self._inbox.expect(heads, listed, failed)

    def _listed(self, heads: tuple[Conversation, ...]) -> None:
        if self.shown.trash:
            words = fold(self.query)
            heads = tuple(head for head in heads if words in fold(head.title))
        else:
            self._know_folders(head.folder for head in heads)
        rows = [self._row(head) for head in heads if self._fits(head)]
        # Stable: the newest first among those on top, too.
        self._show(tuple(sorted(rows, key=lambda row: not row.on_top)))

    def _know_folders(self, names: Iterable[str]) -> None:
        folders = tuple(sorted(set(names) - {""}, key=fold))
        if folders == self.folders:
            return
        self.folders = folders
        if self.shown.folder not in {"", *folders}:
            self.shown = replace(self.shown, folder="")
        self.narrowed.emit(self.shown, folders)

    def _fits(self, head: Conversation) -> bool:
        """Whether it is among what is to be listed."""
        if self.shown.folder not in {"", head.folder}:
            return False
        days = _DAYS.get(self.shown.period)
        if days is None:
            return True
        today = datetime.now().astimezone().date()
        return (today - _day(head.updated_at)).days <= days

    def keep_on_top(self, conversation_id: str, *, on_top: bool) -> None:
        """Have a conversation stand above the others, or in its turn again."""
        if self._assistant is not None:
            placed = self._assistant.keep_on_top(conversation_id, on_top=on_top)
            self._inbox.expect(placed, lambda _: self.refresh(), self.failed.emit)

    def put_in_folder(self, conversation_id: str, folder: str) -> None:
        """Put a conversation into a folder; "" takes it out."""
        if self._assistant is not None:
            placed = self._assistant.put_in_folder(conversation_id, folder)
            self._inbox.expect(placed, lambda _: self.refresh(), self.failed.emit)

    def take_in(self, conversation_id: str) -> None:
        """List a new conversation: in the folder that is listed, not in the trash."""
        if self.shown.folder:
            self.put_in_folder(conversation_id, self.shown.folder)
        self.leave_trash()

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
            self._deleted.append(conversation.id)
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
            self.keep_deleted(conversation_id)
            self.leave_trash()
            self.refresh()
            self.restored.emit(conversation_id)

        self._inbox.expect(
            self._assistant.restore(conversation_id), done, self.failed.emit
        )

    @property
    def can_undo(self) -> bool:
        """Whether a conversation was deleted here, and lies in the trash yet."""
        return bool(self._deleted)

    def undo_delete(self) -> None:
        """Bring back the one that was deleted last; called again, the one before."""
        if self._deleted:
            self.restore(self._deleted.pop())

    def keep_deleted(self, *conversation_ids: str) -> None:
        """The deletion of these cannot be undone any more: they are back, or gone."""
        self._deleted = [one for one in self._deleted if one not in conversation_ids]

    def title_of(self, conversation: Conversation) -> str:
        """The title, or the words for a conversation that has none."""
        return conversation.title or self._texts("list.untitled")

    def listed_title(self, conversation_id: str) -> str:
        """The title of a conversation in the list; empty where it is not listed."""
        titles = (row.title for row in self.rows if row.id == conversation_id)
        return next(titles, "")

    def retell(self) -> None:
        """Say in the language of now what has no title of its own."""
        self.refresh()

    def _row(self, conversation: Conversation) -> Row:
        return Row(
            conversation.id,
            self.title_of(conversation),
            conversation.updated_at,
            on_top=conversation.on_top,
            folder=conversation.folder,
        )

    def _rows_of(self, hits: tuple[SearchHit, ...]) -> tuple[Row, ...]:
        """One row per conversation, with its best match."""
        rows: dict[str, Row] = {}
        for hit in hits:
            head = hit.conversation
            if not self._fits(head):
                continue
            row = self._row(head)
            if hit.message_id:
                row = replace(
                    row,
                    excerpt=hit.excerpt,
                    spans=hit.spans,
                    message_id=hit.message_id,
                )
            elif hit.excerpt == row.title:  # a long one is cut off elsewhere
                row = replace(row, spans=hit.spans)
            rows.setdefault(head.id, row)
        return tuple(rows.values())

    def _show(self, rows: tuple[Row, ...]) -> None:
        self._listed_of = self._asked
        self.rows = rows
        self.changed.emit(rows)


def _day(moment: datetime) -> date:
    return moment.astimezone().date()
