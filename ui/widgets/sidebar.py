"""The left side: search, a new conversation, and those that there are."""

from functools import partial
from typing import Final

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QObject,
    QPoint,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QListView,
    QMenu,
    QPushButton,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from ui.presenters.conversations import (
    PERIODS,
    ConversationsPresenter,
    Row,
    Shown,
)
from ui.presenters.titles import named
from ui.text import Speech
from ui.theme import Colors, colors_now, glyph
from ui.widgets.asking import ask_name
from ui.widgets.choice import Choice
from ui.widgets.list_search import ListSearch
from ui.widgets.listing import ROW, RowDelegate, RowModel
from ui.widgets.phrases import Phrases

__all__ = ["Sidebar"]

_EMPTY: Final = {Shown(): "list.empty", Shown(trash=True): "list.trash_empty"}


class Sidebar(QWidget):
    """``chosen(id)`` when a conversation is asked for; empty is a new one.

    ``deletion_asked(id)`` when one should go to the trash, ``destruction_asked(id)``
    when one there should go for ever (empty: all). ``left()`` when the keyboard is to
    go on with what was chosen, or with no choice at all. ``private_asked()`` leads back
    to the private conversation, which is in no list.
    """

    left = Signal()
    chosen = Signal(str)
    deletion_asked = Signal(str)
    destruction_asked = Signal(str)
    private_asked = Signal()

    def __init__(
        self,
        texts: Speech,
        presenter: ConversationsPresenter,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._texts = texts
        self._say = say = Phrases(texts, self)
        self._presenter = presenter
        self._current = ""
        self._settling = False
        self._entered = False  # the list, from the search
        self.setObjectName("side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.search = ListSearch(presenter, self)
        say(self.search.setAccessibleName, "list.search_name")
        say(self.search.setPlaceholderText, "list.search")
        say.clears(self.search)
        self.search.list_wanted.connect(self._enter_list)
        self.search.hit_wanted.connect(self._open_hit)
        self.search.left.connect(self.left)
        self.place = Choice(self)
        say(self.place.setAccessibleName, "list.place_name")
        self.period = Choice(self)
        say(self.period.setAccessibleName, "list.period_name")
        self.new = QToolButton(self)
        say.name(self.new, "list.new")
        self.new.setIconSize(QSize(18, 18))
        self.new.clicked.connect(lambda: self.chosen.emit(""))
        self.private = self._private_row()
        self.model = RowModel(texts, self)
        self.model.renamed.connect(presenter.rename)
        self.list = QListView(self)
        self.delegate = RowDelegate(texts, colors_now(), self.list)
        self.empty = QLabel("", self)
        self.empty_trash = QPushButton(self)
        say(self.empty_trash.setText, "menu.empty_trash")
        self.empty_trash.clicked.connect(lambda: self.destruction_asked.emit(""))
        self._lay_out()
        self.empty_trash.hide()
        self._set_up_list()
        self._set_up_filters()
        presenter.narrowed.connect(self._narrowed)
        presenter.changed.connect(self._show)

    def _private_row(self) -> QPushButton:
        row = QPushButton(self)
        row.setObjectName("private")
        row.setCheckable(True)
        row.setAutoDefault(True)  # Return is as good as Space
        self._say(row.setText, "list.private")
        self._say(row.setToolTip, "list.private_more")
        row.clicked.connect(self._ask_private)
        row.hide()
        return row

    def _lay_out(self) -> None:
        self.empty.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.empty.setObjectName("hint")
        self.empty.setMargin(24)
        above = QHBoxLayout()
        above.setSpacing(6)
        above.addWidget(self.search, 1)
        above.addWidget(self.new)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 12, 10, 8)
        layout.setSpacing(10)
        narrowing = QHBoxLayout()
        narrowing.setSpacing(6)
        for box, key in (
            (self.place, "list.place_name"),
            (self.period, "list.period_name"),
        ):
            self._say(box.view().setAccessibleName, key)
            # As narrow as the side: long names are cut off, and whole in the list.
            box.setMinimumContentsLength(6)
            policy = Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            box.setSizeAdjustPolicy(policy)
            narrowing.addWidget(box, 1)
        layout.addLayout(above)
        layout.addLayout(narrowing)
        layout.addWidget(self.private)
        layout.addLayout(self._stack, 1)
        layout.addWidget(self.empty_trash)

    def _set_up_list(self) -> None:
        view = self.list
        self._say(view.setAccessibleName, "list.name")
        view.setModel(self.model)
        view.setItemDelegate(self.delegate)
        view.setMouseTracking(True)
        view.setUniformItemSizes(True)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._menu)
        view.selectionModel().currentChanged.connect(self._moved)
        view.installEventFilter(self)

    def _set_up_filters(self) -> None:
        for at, period in enumerate(PERIODS):
            self.period.addItem("", period)
            self._say(partial(self.period.setItemText, at), f"list.{period}")
        self.period.activated.connect(self._choose_period)
        self.place.activated.connect(self._choose_place)
        self._say.also(self._retell)

    def _retell(self) -> None:
        """What the list says in words, and when it was."""
        self._narrowed(self._presenter.shown, self._presenter.folders)
        self._tell_empty()
        self.list.viewport().update()

    @Slot(object, object)
    def _narrowed(self, shown: Shown, folders: tuple[str, ...]) -> None:
        """All, each folder, the trash; and which of them is listed."""
        self.place.clear()
        self.place.addItem(self._texts("list.all"), "")
        for folder in folders:
            self.place.addItem(folder, folder)
        self.place.insertSeparator(self.place.count())
        self.place.addItem(self._texts("list.trash"), None)
        last = self.place.count() - 1
        at = 1 + folders.index(shown.folder) if shown.folder in folders else 0
        self.place.setCurrentIndex(last if shown.trash else at)
        self.period.setCurrentIndex(PERIODS.index(shown.period))

    @Slot(int)
    def _choose_place(self, at: int) -> None:
        folder = self.place.itemData(at)
        if folder is None:
            self._presenter.show_trash()
        else:
            self._presenter.show_folder(folder)

    @Slot(int)
    def _choose_period(self, at: int) -> None:
        self._presenter.show_period(PERIODS[at])

    @property
    def current(self) -> Row | None:
        """The row of the conversation in front, where it is listed."""
        row: Row | None = self.list.currentIndex().data(ROW)
        return row

    def turn_over_current(self) -> None:
        """Keep the conversation in front on top, or no longer."""
        if self.current is not None:
            self._turn_over(self.current)

    def _turn_over(self, row: Row) -> None:
        self._presenter.keep_on_top(row.id, on_top=not row.on_top)

    def file_current(self) -> None:
        """Ask for the folder of the conversation in front."""
        if self.current is not None:
            self._file(self.current)

    def _file(self, row: Row) -> None:
        others = [name for name in self._presenter.folders if name != row.folder]
        names = [row.folder, *others, *([""] if row.folder else [])]
        label = partial(self._texts, "ask.folder", title=named(row.title))
        ask_name(self, label, names, partial(self._presenter.put_in_folder, row.id))

    def restore_current(self) -> None:
        """Bring the conversation in front back from the trash."""
        if self.current is not None:
            self._presenter.restore(self.current.id)

    @Slot()
    def private_began(self) -> None:
        """There is a private conversation to go back to."""
        self.private.show()

    @Slot()
    def private_ended(self) -> None:
        """There is none any more."""
        self.private.hide()

    @Slot()
    def _ask_private(self) -> None:
        self.private.setChecked(True)  # a click on what is in front changes nothing
        self.private_asked.emit()

    def select(self, conversation_id: str) -> None:
        """Mark the conversation in front, without asking for it again."""
        self._current = conversation_id
        index = self.model.index_of(conversation_id)
        if not index.isValid():
            self.list.clearSelection()
            self.list.setCurrentIndex(index)
        elif index.row() != self.list.currentIndex().row():
            self.list.selectionModel().setCurrentIndex(
                index, QItemSelectionModel.SelectionFlag.ClearAndSelect
            )

    def step(self, by: int) -> None:
        """Go ``by`` rows down (up when negative)."""
        row = self.list.currentIndex().row() + by
        if 0 <= row < self.model.rowCount():
            self.list.setCurrentIndex(self.model.index(row))

    def rename_current(self) -> None:
        """Edit the title of the conversation in front."""
        if self.list.currentIndex().isValid():
            self.list.edit(self.list.currentIndex())

    def delete_current(self) -> None:
        """Ask for the deletion of the conversation in front."""
        if self.current is not None:
            self.deletion_asked.emit(self.current.id)

    def destroy_current(self) -> None:
        """Ask for the end of the conversation in front, which lies in the trash."""
        if self.current is not None:
            self.destruction_asked.emit(self.current.id)

    def recolor(self, colors: Colors) -> None:
        """Take the colours of now."""
        self.delegate.colors = colors
        self.new.setIcon(glyph("plus", colors.text))
        self.list.viewport().update()

    @Slot(object)
    def _show(self, rows: tuple[Row, ...]) -> None:
        # What has the keyboard may be about to go.
        held = self.window().focusWidget() in {self.list, self.empty_trash}
        self._settling = True  # a list that changes is not a choice
        self.model.query = self._presenter.query
        self.model.show(rows)
        self.select(self._current)
        self._settling = False
        self._tell_empty()
        self._stack.setCurrentWidget(self.list if rows else self.empty)
        self.empty_trash.setVisible(bool(rows) and self._presenter.shown.trash)
        if held and not rows:
            self.left.emit()
        sought = bool(self._presenter.query) and not rows
        self.search.arrived(self.empty.text() if sought else "")

    @Slot()
    def _enter_list(self) -> None:
        if self.model.rowCount():
            self.list.setFocus()
            self._entered = True
            if self._presenter.query:
                self._take_first()

    @Slot()
    def _open_hit(self) -> None:
        if self._presenter.query and self.model.rowCount():
            self._take_first()
            self.left.emit()

    def _take_first(self) -> None:
        """Choose the first hit, also where its conversation is in front already."""
        before, first = self._current, self.model.index(0)
        self.list.setCurrentIndex(first)
        row: Row = first.data(ROW)
        if row.id == before:
            self.chosen.emit(row.id)  # what was found in it is shown

    def _tell_empty(self) -> None:
        shown, key = self._presenter.shown, "list.nothing_found"
        if not self._presenter.query and shown in _EMPTY:
            key = _EMPTY[shown]
        self.empty.setText(self._texts(key))

    @Slot()
    def _moved(self) -> None:
        row: Row | None = self.list.currentIndex().data(ROW)
        if row is None or self._settling:
            return
        if row.id != self._current:
            self._current = row.id
            self.chosen.emit(row.id)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc in a list that is searched leads back to the search.

        Elsewhere it is the window's, and what a title's editor leaves over is nobody's.
        """
        if event.type() == QEvent.Type.FocusOut:
            self._entered = False
        searching = self.list.hasFocus() and (self._entered or self._presenter.query)
        if not (searching and isinstance(event, QKeyEvent)):
            return False
        if event.key() != Qt.Key.Key_Escape:
            return False
        if event.type() == QEvent.Type.KeyPress:
            self.search.come_back()
        event.accept()
        return True

    @Slot(QPoint)
    def _menu(self, point: QPoint) -> None:
        index = self.list.indexAt(point)
        row: Row | None = index.data(ROW) if index.isValid() else None
        if row is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        say = self._texts
        if self._presenter.shown.trash:
            menu.addAction(say("menu.restore"), lambda: self._presenter.restore(row.id))
            destroy = partial(self.destruction_asked.emit, row.id)
            menu.addAction(say("menu.destroy"), destroy)
        else:
            on_top = menu.addAction(say("menu.on_top"), lambda: self._turn_over(row))
            on_top.setCheckable(True)
            on_top.setChecked(row.on_top)
            menu.addAction(say("menu.folder"), lambda: self._file(row))
            menu.addAction(say("menu.rename"), lambda: self.list.edit(index))
            delete = partial(self.deletion_asked.emit, row.id)
            menu.addAction(say("menu.delete"), delete)
        menu.popup(self.list.viewport().mapToGlobal(point))
