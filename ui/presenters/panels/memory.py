"""What is remembered: found, corrected, forgotten, and where it comes from."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from evotr.domain import Known, MemoryFilter, MemoryItem, MemoryKind, word_of
from evotr.errors import EvotrError
from ui.bridge import Errands, Inbox
from ui.bridge.panels import KeepingPort, WorkshopPort
from ui.presenters.pause import PausePresenter
from ui.text import Speech
from ui.text.dates import minute_of
from ui.text.flat import flat

__all__ = ["MemoryPresenter", "MemoryRow"]

PAGE: Final = 200
SEARCH_PAUSE_MS: Final = 150
_SHOWN: Final = 5  # answers that were made with a memory


@dataclass(frozen=True, slots=True)
class MemoryRow:
    """A memory as it is listed: ``brief`` in a line, ``about`` quietly below it.

    What a file says cannot be corrected here: ``editable`` is False.
    """

    id: str
    text: str
    brief: str
    about: str
    pinned: bool
    editable: bool
    conversation_id: str


class MemoryPresenter(QObject):
    """Lists, explains, and changes.

    Signals:
        changed(rows, total): The list, and how many there are of it in all.
        explained(lines): Why the chosen memory is there.
        pause_wanted(paused): The memory is to rest, or no more; it is written down.
        paused_changed(paused): It does, or no more.
        forgot(): Something said may be gone from any conversation.
        lacks(sentence): What was chosen to read memories and does not; "" for none.
        told(sentence): Something was done.
        failed(error): Something asked for could not be done.
    """

    changed = Signal(object, int)
    explained = Signal(object)
    pause_wanted = Signal(bool)
    paused_changed = Signal(bool)
    forgot = Signal()
    lacks = Signal(str)
    told = Signal(str)
    failed = Signal(object)

    def __init__(
        self,
        texts: Speech,
        inbox: Inbox,
        errands: Errands,
        pause: PausePresenter,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._texts = texts
        self._inbox = inbox
        self._errands = errands
        self._assistant: KeepingPort | None = None
        self._workshop: WorkshopPort | None = None
        self._unfit: Mapping[str, EvotrError] = {}
        self._looked = False
        self._items: dict[str, MemoryItem] = {}
        self._asked = 0
        self._words = ""
        self._kinds: tuple[MemoryKind, ...] = ()
        self._limit = PAGE
        self.rows: tuple[MemoryRow, ...] = ()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(SEARCH_PAUSE_MS)
        self._pause.timeout.connect(self.refresh)
        self._resting = pause
        pause.changed.connect(self._rests)

    def attach(self, assistant: KeepingPort | None) -> None:
        """Show this assistant's memories from now on (None: nobody's)."""
        self._assistant = assistant

    def ask(self, workshop: WorkshopPort) -> None:
        """Have it say from now on what does not read memories."""
        self._workshop = workshop

    def know(self, unfit: Mapping[str, EvotrError]) -> None:
        """Say what models of this assistant cannot be used; told at once if seen."""
        self._unfit = unfit
        if self._looked:
            self.look()

    def search(self, words: str) -> None:
        """List what has all ``words``, after a pause."""
        self._words, self._limit = words.strip(), PAGE
        self._pause.start()

    def show_kinds(self, *kinds: MemoryKind) -> None:
        """List these alone; all with none."""
        self._kinds, self._limit = kinds, PAGE
        self.refresh()

    def more(self) -> None:
        """List some more."""
        self._limit += PAGE
        self.refresh()

    def refresh(self) -> None:
        """Read the list again."""
        if self._assistant is None:
            return
        self._asked += 1
        asked, wanted = self._asked, MemoryFilter(kinds=self._kinds)
        memories = self._assistant.memories

        def counted(total: int) -> None:
            if asked == self._asked:
                self.changed.emit(self.rows, total)

        def listed(items: tuple[MemoryItem, ...]) -> None:
            if asked == self._asked:
                self._items = {item.id: item for item in items}
                self.rows = tuple(map(self._row, items))

        page = memories.page(wanted, self._words, limit=self._limit)
        self._inbox.expect(page, listed, self.failed.emit)
        # One thread answers both, in order.
        count = memories.count(wanted, self._words)
        self._inbox.expect(count, counted, self.failed.emit)

    def look(self) -> None:
        """See whether what was chosen to read memories does."""
        self._looked = True
        if self._workshop is not None:
            work = partial(self._workshop.unread, self._unfit)
            self._errands.run(work, self._miss, self.failed.emit)

    def retell(self) -> None:
        """Tell it in the language of now, where it was told before."""
        if self._asked:
            self.refresh()
            self.look()

    def explain(self, memory_id: str) -> None:
        """Say why a memory is there."""
        assistant = self._assistant
        if assistant is None:
            return
        self._errands.run(
            lambda: assistant.known(memory_id),
            lambda known: self.explained.emit(tuple(self._reasons(known))),
            self.failed.emit,
        )

    @property
    def paused(self) -> bool:
        """Whether nothing is remembered and recalled for a while."""
        return self._resting.paused

    def pause(self, *, paused: bool) -> None:
        """Have the memory rest, also at later starts; or no more."""
        self.pause_wanted.emit(paused)

    def save(self, memory_id: str, text: str) -> None:
        """Let a memory say ``text``; what shows nothing changes nothing."""
        item = self._items.get(memory_id)
        if self._assistant is None or item is None or not text.strip():
            return
        changed = self._assistant.memories.update(replace(item, text=text.strip()))
        self._inbox.expect(changed, self._saved, self.failed.emit)

    def pin(self, memory_id: str, *, pinned: bool) -> None:
        """Pin a memory, or release it."""
        if self._assistant is not None:
            done = self._assistant.memories.pin(memory_id, pinned=pinned)
            self._inbox.expect(done, lambda _: self.refresh(), self.failed.emit)

    def forget(self, memory_id: str) -> None:
        """Destroy a memory and what it comes from."""
        if self._assistant is None:
            return
        assistant = self._assistant
        # It raises at once where there is no memory.
        self._errands.run(
            lambda: assistant.forget(memory_id).result(),
            lambda _: self._forgotten(),
            self.failed.emit,
        )

    @Slot(bool)
    def _rests(self, paused: bool) -> None:  # noqa: FBT001 — a signal's argument
        self.paused_changed.emit(paused)
        self.told.emit(self._texts("panels.paused" if paused else "panels.resumed"))

    def _miss(self, unread: Iterable[EvotrError]) -> None:
        texts = self._texts
        said = (texts.join(*texts.error(each)) for each in unread)
        self.lacks.emit("\n".join(said))

    def _saved(self, _: MemoryItem) -> None:
        self.told.emit(self._texts("panels.saved"))
        self.refresh()

    def _forgotten(self) -> None:
        self.told.emit(self._texts("panels.forgotten"))
        self.forgot.emit()
        self.refresh()

    def _row(self, item: MemoryItem) -> MemoryRow:
        parts = [
            self._texts(f"memory.kind.{item.kind}"),
            self._texts(f"memory.trust.{word_of(item)}"),
            minute_of(item.created, self._texts.language),
        ]
        if item.pinned:
            parts.append(self._texts("panels.pinned"))
        if item.valid_until is not None:
            parts.append(self._texts("memory.until", when=item.valid_until))
        return MemoryRow(
            item.id,
            item.text.strip(),
            flat(item.text),
            " · ".join(parts),
            item.pinned,
            item.kind != "document",
            item.source.conversation_id or "",
        )

    def _reasons(self, known: Known) -> Iterator[str]:
        item, source, texts = known.item, known.item.source, self._texts
        when = minute_of(item.created, self._texts.language)
        if source.path is not None:
            key = "page" if source.page else "file"
            yield texts(f"memory.why.{key}", path=source.path, page=source.page)
        elif known.conversation is None:
            yield texts("memory.why.unknown", when=when)
        else:
            who = item.speaker if item.speaker in {"user", "assistant"} else "other"
            title = known.conversation.title or texts("list.untitled")
            told = {"who": item.speaker or "?", "when": when, "title": title}
            yield texts(f"memory.why.{who}", **told)
        quote = source.quote or (known.message.content if known.message else "")
        if quote.strip() and quote.strip() not in item.text:
            yield texts("memory.why.quote", quote=flat(quote))
        for old in known.replaces:
            yield texts("panels.replaced", text=flat(old.text))
        for answer in known.answers[-_SHOWN:]:
            yield texts(
                "panels.used",
                when=minute_of(answer.created_at, self._texts.language),
                text=flat(answer.content),
            )
