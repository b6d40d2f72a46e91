"""The window: conversations on the left, the one in front on the right."""

import sys
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QSettings, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QGuiApplication, QPaintEvent
from PySide6.QtWidgets import (
    QMainWindow,
    QMessageBox,
    QSplitter,
)
from typing_extensions import override

from evotr import __version__
from evotr.domain import Consent, Conversation
from ui.presenters import Desk
from ui.theme import colors_of, stylesheet
from ui.widgets.asking import ask
from ui.widgets.documents import choose
from ui.widgets.drops import Drops
from ui.widgets.menus import Menus
from ui.widgets.page import ConversationPage
from ui.widgets.pages import Pages
from ui.widgets.sidebar import Sidebar

__all__ = ["MainWindow"]

_SIDE_WIDTH, _SIZE = 270, (1080, 760)


class MainWindow(QMainWindow):
    """One desk's window; ``painted()`` follows its first paint.

    Closing it closes the desk first and only then ends in ``desk.closed``. On macOS
    the red button hides it instead; `quit` closes everywhere.
    """

    painted = Signal()

    def __init__(self, desk: Desk, memory: QSettings) -> None:
        super().__init__()
        self._desk = desk
        self._memory = memory
        self._painted = False
        self._leaving = False
        self._colors = colors_of(self.palette())
        self._side = Sidebar(desk.texts, desk.conversations)
        self._pages = Pages(desk)
        self._page = self._pages.own
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self._side)
        self._splitter.addWidget(self._pages)
        self._splitter.setStretchFactor(1, 1)
        self._side.setMinimumWidth(190)
        self.setCentralWidget(self._splitter)
        self.setWindowTitle(desk.texts("window.title"))
        self.setMinimumSize(640, 420)
        self._menus = Menus(self, desk.texts, self._commands(), self._set_consent)
        self._drops = Drops(
            self, self._page.composer.edit.viewport(), self._side.search, parent=self
        )
        self._connect()
        self._recolor()
        self._restore()
        self._update_menus()
        self._page.composer.setFocus()

    @property
    def page(self) -> ConversationPage:
        """The right side."""
        return self._page

    @property
    def side(self) -> Sidebar:
        """The left side."""
        return self._side

    def _commands(self) -> dict[str, Callable[[], object]]:
        """What each action of the menus asks for."""
        desk, side = self._desk, self._side
        last = {
            key: partial(self._act, action)
            for key, action in {
                "regenerate": "again",
                "go_on": "go_on",
                "copy_answer": "copy",
                "earlier": "before",
                "later": "after",
                "good": "up",
                "bad": "down",
                "correct": "correct",
                "who": "who",
            }.items()
        }
        return {
            "new": self._new,
            "private": desk.begin_private,
            "end_private": self._end_private,
            "add_documents": lambda: self._choose_files(folder=False),
            "add_folder": lambda: self._choose_files(folder=True),
            "stop_adding": desk.documents.stop,
            "close": self.hide if sys.platform == "darwin" else self.ask_to_quit,
            "quit": self.ask_to_quit,
            "search": self._search,
            "stop": self._stop,
            "edit_last": self._edit_last,
            **last,
            "previous": lambda: side.step(-1),
            "next": lambda: side.step(1),
            "on_top": side.turn_over_current,
            "folder": side.file_current,
            "rename": side.rename_current,
            "delete": side.delete_current,
            "restore": side.restore_current,
            "about": self._about,
        }

    def _stop(self) -> None:
        self._pages.front.stop()

    def _edit_last(self) -> None:
        self._pages.front.begin_edit()

    def _act(self, action: str) -> None:
        self._pages.front.act_on_last(action)

    def _connect(self) -> None:
        desk = self._desk
        self._side.chosen.connect(self._choose)
        self._side.deletion_asked.connect(self._ask_trash)
        desk.selected.connect(self._selected)
        desk.moved_to_trash.connect(self._offer_undo)
        desk.chat.running_changed.connect(self._side.model.set_running)
        self._pages.turned.connect(self._update_menus)
        desk.conversations.changed.connect(self._update_menus)
        desk.documents.began.connect(self._update_menus)
        desk.documents.ended.connect(self._update_menus)
        desk.opened.connect(self._opened)
        self._drops.dropped.connect(desk.documents.add)

    @Slot()
    def ask_to_quit(self) -> None:
        """Close the desk; ask before where something would be lost."""
        texts = self._desk.texts
        lost = self._desk.unfinished()
        if self._pages.drafted:
            lost = (*lost, texts("ask.quit_draft"))
        if self._leaving or not lost:
            self.quit()
            return
        self.show()
        question = (texts("ask.quit"), "\n".join(lost))
        ask(self, question, texts("menu.quit"), self.quit)

    @Slot()
    def quit(self) -> None:
        """Close the desk; nothing is lost, turns under way end as cancelled."""
        self._leaving = True
        self._remember()
        self.hide()
        self._desk.close()

    @Slot()
    def come_back(self) -> None:
        """Show a window that was hidden, unless it is on its way out."""
        if not self._leaving:
            self.show()

    @Slot()
    def bring_forward(self) -> None:
        """Show it before all other windows, unless it is on its way out."""
        if not self._leaving:
            self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
            self.show()
            self.raise_()
            self.activateWindow()

    @Slot()
    def _opened(self) -> None:
        self._drops.set_open(is_open=True)
        self._update_menus()

    def _choose_files(self, *, folder: bool) -> None:
        title = self._desk.texts("documents.choose")
        choose(self, title, self._desk.documents.add, folder=folder)

    def _set_consent(self, consent: Consent) -> None:
        self._pages.front.chat.set_consent(consent)
        self._update_menus()  # checked is what is so, not what was clicked

    @Slot(str)
    def _choose(self, conversation_id: str) -> None:
        self._pages.show_own()
        self._desk.select(conversation_id)
        row = self._side.current
        if row is not None and row.id == conversation_id and row.message_id:
            self._desk.chat.seek(row.message_id)
        if not conversation_id:
            self._page.composer.setFocus()

    @Slot(str)
    def _selected(self, conversation_id: str) -> None:
        self._side.select(conversation_id)
        self._update_menus()

    @Slot()
    def _update_menus(self) -> None:
        page, desk = self._pages.front, self._desk
        chat = page.chat
        ended, private = chat.last_answer is not None, chat.private
        chosen = self._side.current is not None
        trash = desk.conversations.shown.trash
        taught = ended and not private
        enabled = {
            "end_private": desk.aside.chat is not None,
            "stop": chat.busy or page.editing,
            "edit_last": chat.last_question is not None and not chat.busy,
            **dict.fromkeys(("regenerate", "go_on", "copy_answer", "who"), ended),
            **dict.fromkeys(("earlier", "later"), ended),
            **dict.fromkeys(("good", "bad", "correct"), taught),
            **dict.fromkeys(("rename", "delete", "on_top", "folder"), chosen),
            **dict.fromkeys(("private", "add_documents", "add_folder"), chat.open),
            "stop_adding": desk.documents.busy,
            "restore": chosen and trash,
        }
        if trash:
            enabled |= dict.fromkeys(("rename", "delete", "on_top", "folder"), False)
        for key, is_so in enabled.items():
            self._menus.actions[key].setEnabled(is_so)
        row = self._side.current
        self._menus.actions["on_top"].setChecked(row is not None and row.on_top)
        for consent, action in self._menus.consents.items():
            action.setEnabled(chat.open and not private)
            action.setChecked(consent == chat.consent)

    @Slot(str)
    def _ask_trash(self, conversation_id: str) -> None:
        texts = self._desk.texts
        row = next(r for r in self._desk.conversations.rows if r.id == conversation_id)
        question = (texts("ask.trash", title=row.title), texts("ask.trash_more"))
        yes = texts("menu.delete")
        ask(self, question, yes, partial(self._desk.delete, conversation_id))

    def _end_private(self) -> None:
        texts, aside = self._desk.texts, self._desk.aside
        if not aside.held:
            aside.end()
            return
        question = (texts("ask.end_private"), texts("ask.end_private_more"))
        ask(self, question, texts("menu.end_private"), aside.end)

    @Slot(object)
    def _offer_undo(self, conversation: Conversation) -> None:
        texts = self._desk.texts
        title = self._desk.conversations.title_of(conversation)
        self._page.notice.offer(
            texts("notice.deleted", title=title),
            texts("notice.undo"),
            lambda: self._desk.conversations.restore(conversation.id),
        )

    def _new(self) -> None:
        self._choose("")

    def _search(self) -> None:
        self._side.search.setFocus()
        self._side.search.selectAll()

    def _about(self) -> None:
        texts = self._desk.texts
        QMessageBox.about(
            self, texts("menu.about"), texts("about.text", version=__version__)
        )

    def _restore(self) -> None:
        self.resize(*_SIZE)
        self._splitter.setSizes([_SIDE_WIDTH, _SIZE[0] - _SIDE_WIDTH])
        geometry = self._memory.value("window/geometry")
        if geometry is not None:
            self.restoreGeometry(geometry)
        state = self._memory.value("window/splitter")
        if state is not None:
            self._splitter.restoreState(state)

    def _remember(self) -> None:
        self._memory.setValue("window/geometry", self.saveGeometry())
        self._memory.setValue("window/splitter", self._splitter.saveState())
        self._memory.sync()

    def _recolor(self) -> None:
        self.setStyleSheet(stylesheet(self._colors))
        self._side.recolor(self._colors)
        self._pages.recolor(self._colors)

    @override
    def changeEvent(self, event: QEvent) -> None:
        """Follow the palette, live."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_menus"):
            colors = colors_of(QGuiApplication.palette())
            if colors != self._colors:
                self._colors = colors
                self._recolor()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell, once, that the window has been seen."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self.painted.emit)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        """The window goes when the desk has closed, not before."""
        event.ignore()
        if sys.platform == "darwin" and event.spontaneous():
            self._remember()
            self.hide()
        elif event.spontaneous():
            self.ask_to_quit()
        else:
            self.quit()
