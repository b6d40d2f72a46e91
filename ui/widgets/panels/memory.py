"""The panel of what is remembered."""

from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from evotr.domain import MemoryKind
from ui.presenters.panels import MemoryPresenter, MemoryRow
from ui.text import Speech
from ui.widgets.asking import ask
from ui.widgets.choice import Choice
from ui.widgets.esc_field import EscField
from ui.widgets.flow import Flow
from ui.widgets.panels.parts import (
    LEAST,
    button,
    labelled,
    note,
    parted,
    row_of,
    writing,
)
from ui.widgets.panels.rows import ROW, Rows
from ui.widgets.phrases import Phrases
from ui.widgets.tick import Tick

__all__ = ["MemoryPanel"]

_KINDS: dict[MemoryKind, str] = {
    "fact": "panels.kind_fact",
    "episode": "panels.kind_episode",
    "document": "panels.kind_document",
}


class MemoryPanel(QWidget):
    """What is remembered, and what is not here of what reads it.

    Signals:
        talk_asked(conversation_id): A memory's conversation is to be seen.
        settings_asked(): The settings are to be seen.
    """

    talk_asked = Signal(str)
    settings_asked = Signal()

    def __init__(self, texts: Speech, presenter: MemoryPresenter) -> None:
        super().__init__()
        self._texts = texts
        self._say = say = Phrases(texts, self)
        self._presenter = presenter
        self._chosen = ""
        self._near: tuple[str, ...] = ()  # which comes after one that is forgotten
        self.search = self._search_field()
        self.kinds = Choice(self)
        say(self.kinds.setAccessibleName, "panels.kinds")
        self.kinds.addItem("", ())
        say(partial(self.kinds.setItemText, 0), "panels.kind_all")
        for at, (kind, key) in enumerate(_KINDS.items(), 1):
            self.kinds.addItem("", (kind,))
            say(partial(self.kinds.setItemText, at), key)
        self.list = QListWidget(self)
        say(self.list.setAccessibleName, "panels.memories")
        Rows(self.list)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.count = note(self)
        self.more = button(say, "panels.more", presenter.more)
        self.text = writing(say, "panels.memory_text")
        self.reasons = writing(say, "panels.reasons", fixed=True)
        self.save = button(say, "panels.save", self._save)
        self.pin = button(say, "panels.pin", self._pin)
        self.talk = button(say, "panels.talk", self._talk)
        self.forget = button(say, "panels.forget", self._forget)
        self.pause = self._pause_box()
        self.lacking = note(self)
        self.settings = button(say, "remedy.settings", self.settings_asked.emit)
        self._lay_out()
        self.search.textChanged.connect(presenter.search)
        self.kinds.currentIndexChanged.connect(self._kind_chosen)
        self.list.currentItemChanged.connect(self._choose)
        self.text.textChanged.connect(self._update)
        presenter.changed.connect(self._show)
        presenter.explained.connect(self._explain)
        presenter.forgot.connect(self._forgot)
        presenter.lacks.connect(self._lack)
        self._update()

    def refresh(self) -> None:
        """The panel is about to be seen."""
        self._presenter.refresh()
        self._presenter.look()

    @property
    def row(self) -> MemoryRow | None:
        """The memory that is chosen."""
        item = self.list.currentItem()
        row: MemoryRow | None = item.data(ROW) if item is not None else None
        return row

    def _search_field(self) -> EscField:
        field, say = EscField(self), self._say
        say(field.setAccessibleName, "panels.search_memory")
        say(field.setPlaceholderText, "panels.search_memory")
        field.setMinimumWidth(LEAST)
        say.clears(field)
        self.setFocusProxy(field)
        return field

    def _pause_box(self) -> Tick:
        box = Tick(self)
        self._say(box.setText, "panels.pause")
        self._say(box.setToolTip, "panels.pause_more")
        box.setChecked(self._presenter.paused)
        box.clicked.connect(self._pause)
        self._presenter.paused_changed.connect(box.setChecked)
        return box

    def _lay_out(self) -> None:
        left, right = QWidget(self), QWidget(self)
        layout = QVBoxLayout(left)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.pause)
        layout.addWidget(self.search)
        layout.addWidget(self.kinds)
        layout.addWidget(self.list, 1)
        layout.addLayout(row_of(self.count, None, self.more))
        layout = QVBoxLayout(right)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(labelled(self._say, self.text))
        layout.addWidget(self.text, 2)
        layout.addLayout(Flow(self.save, self.pin, self.talk, None, self.forget))
        layout.addWidget(labelled(self._say, self.reasons))
        layout.addWidget(self.reasons, 3)
        layout = QVBoxLayout(self)
        self.lacking.setObjectName("status")
        self.lacking.setProperty("tone", "bad")
        self._lack("")
        told = QHBoxLayout()
        told.addWidget(self.lacking, 1)
        told.addWidget(self.settings)
        layout.addLayout(told)
        layout.addWidget(parted(left, right, shares=(3, 4)), 1)

    @Slot(str)
    def _lack(self, sentence: str) -> None:
        self.lacking.setText(sentence)
        for each in (self.lacking, self.settings):
            each.setVisible(bool(sentence))

    @Slot(object, int)
    def _show(self, rows: tuple[MemoryRow, ...], total: int) -> None:
        ids = [row.id for row in rows]
        wanted = (self._chosen, *self._near)
        at = next((ids.index(each) for each in wanted if each in ids), 0)
        self._near = ()
        self.list.blockSignals(True)  # noqa: FBT003 — Qt's own signature
        self.list.clear()
        for row in rows:
            item = QListWidgetItem(f"{row.brief}\n{row.about}")
            item.setData(ROW, row)  # before it is there, and asked for its size
            self.list.addItem(item)
        self.list.setCurrentRow(at if rows else -1)
        self.list.blockSignals(False)  # noqa: FBT003 — Qt's own signature
        self.count.setText(
            self._texts("panels.found", shown=len(rows), total=total)
            if rows
            else self._texts("panels.nothing_remembered")
        )
        self.more.setVisible(len(rows) < total)
        self._choose()

    @Slot()
    def _forgot(self) -> None:
        """The next one is chosen then, or the last; others may go with it."""
        items = (self.list.item(at) for at in range(self.list.count()))
        ids, at = [item.data(ROW).id for item in items], self.list.currentRow()
        self._near = (*ids[at + 1 :], *reversed(ids[: max(at, 0)]))

    @Slot()
    def _choose(self) -> None:
        row = self.row
        key, text = (row.id, row.text) if row else ("", "")
        typed = self.text.document().isModified() and key == self._chosen
        self._chosen = key
        if not typed or self.text.toPlainText().strip() == text:
            self.text.setPlainText(text)
        self.text.setReadOnly(row is None or not row.editable)
        self.reasons.setPlainText("")
        key = "unpin" if row and row.pinned else "pin"
        self.pin.setText(self._texts(f"panels.{key}"))
        self._update()
        if row is not None:
            self._presenter.explain(row.id)

    @Slot(object)
    def _explain(self, lines: tuple[str, ...]) -> None:
        self.reasons.setPlainText("\n".join(lines))

    @Slot()
    def _update(self) -> None:
        row = self.row
        typed = self.text.toPlainText().strip()
        self.save.setEnabled(bool(row and row.editable and typed not in {"", row.text}))
        for each in (self.pin, self.forget):
            each.setEnabled(row is not None)
        self.talk.setEnabled(bool(row and row.conversation_id))

    @Slot(int)
    def _kind_chosen(self, index: int) -> None:
        self._presenter.show_kinds(*self.kinds.itemData(index))

    @Slot(bool)
    def _pause(self, wanted: bool) -> None:  # noqa: FBT001 — a signal's argument
        self.pause.setChecked(self._presenter.paused)  # checked is what is so
        self._presenter.pause(paused=wanted)

    def _save(self) -> None:
        self._presenter.save(self._chosen, self.text.toPlainText())

    def _pin(self) -> None:
        if (row := self.row) is not None:
            self._presenter.pin(row.id, pinned=not row.pinned)

    def _talk(self) -> None:
        if (row := self.row) is not None:
            self.talk_asked.emit(row.conversation_id)

    def _forget(self) -> None:
        if (row := self.row) is not None:
            texts = self._texts
            ask(
                self,
                lambda: (
                    texts("panels.forget_sure"),
                    texts("panels.forget_more"),
                    texts("panels.forget"),
                ),
                lambda: self._presenter.forget(row.id),
                careful=True,
            )
