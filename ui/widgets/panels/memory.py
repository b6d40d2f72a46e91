"""The panel of what is remembered."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from evotr.domain import MemoryKind
from evotr.text import Catalog
from ui.presenters.panels import MemoryPresenter, MemoryRow
from ui.widgets.asking import ask
from ui.widgets.panels.parts import button, labelled, note, row_of, writing

__all__ = ["MemoryPanel"]

_KINDS: dict[MemoryKind, str] = {
    "fact": "panels.kind_fact",
    "episode": "panels.kind_episode",
    "document": "panels.kind_document",
}
_ROW = int(Qt.ItemDataRole.UserRole)


class MemoryPanel(QWidget):
    """``talk_asked(conversation_id)`` when a memory's conversation is to be seen."""

    talk_asked = Signal(str)

    def __init__(self, texts: Catalog, presenter: MemoryPresenter) -> None:
        super().__init__()
        self._texts = texts
        self._presenter = presenter
        self._chosen = ""
        self.search = QLineEdit(self)
        self.search.setAccessibleName(texts("panels.search_memory"))
        self.search.setPlaceholderText(texts("panels.search_memory"))
        self.search.setClearButtonEnabled(True)
        self.kinds = QComboBox(self)
        self.kinds.setAccessibleName(texts("panels.kinds"))
        self.kinds.addItem(texts("panels.kind_all"), ())
        for kind, key in _KINDS.items():
            self.kinds.addItem(texts(key), (kind,))
        self.list = QListWidget(self)
        self.list.setAccessibleName(texts("panels.memories"))
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.count = note(self)
        self.more = button(self, texts("panels.more"), presenter.more)
        self.text = writing(self, texts("panels.memory_text"))
        self.reasons = writing(self, texts("panels.reasons"), fixed=True)
        self.save = button(self, texts("panels.save"), self._save)
        self.pin = button(self, texts("panels.pin"), self._pin)
        self.talk = button(self, texts("panels.talk"), self._talk)
        self.forget = button(self, texts("panels.forget"), self._forget)
        self._lay_out()
        self.search.textChanged.connect(presenter.search)
        self.kinds.currentIndexChanged.connect(self._kind_chosen)
        self.list.currentItemChanged.connect(self._choose)
        self.text.textChanged.connect(self._update)
        presenter.changed.connect(self._show)
        presenter.explained.connect(self._explain)
        self._update()

    def refresh(self) -> None:
        """The panel is about to be seen."""
        self._presenter.refresh()

    @property
    def row(self) -> MemoryRow | None:
        """The memory that is chosen."""
        item = self.list.currentItem()
        row: MemoryRow | None = item.data(_ROW) if item is not None else None
        return row

    def _lay_out(self) -> None:
        left, right = QWidget(self), QWidget(self)
        layout = QVBoxLayout(left)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row_of(self.search, self.kinds))
        layout.addWidget(self.list, 1)
        layout.addLayout(row_of(self.count, None, self.more))
        layout = QVBoxLayout(right)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(labelled(self.text))
        layout.addWidget(self.text, 2)
        layout.addLayout(row_of(self.save, self.pin, self.talk, None, self.forget))
        layout.addWidget(labelled(self.reasons))
        layout.addWidget(self.reasons, 3)
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        splitter.addWidget(left)
        splitter.addWidget(right)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(10)
        QVBoxLayout(self).addWidget(splitter)

    @Slot(object, int)
    def _show(self, rows: tuple[MemoryRow, ...], total: int) -> None:
        chosen = self._chosen
        self.list.blockSignals(True)  # noqa: FBT003 — Qt's own signature
        self.list.clear()
        at = 0
        for number, row in enumerate(rows):
            item = QListWidgetItem(f"{row.text}\n{row.about}", self.list)
            item.setData(_ROW, row)
            if row.id == chosen:
                at = number
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
    def _choose(self) -> None:
        row = self.row
        self._chosen = row.id if row else ""
        self.text.setPlainText(row.text if row else "")
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
            question = texts("panels.forget_sure"), texts("panels.forget_more")
            ask(
                self,
                question,
                texts("panels.forget"),
                lambda: self._presenter.forget(row.id),
            )
