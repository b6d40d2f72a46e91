"""The window: conversations on the left, the one in front on the right."""

import sys

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
from ui.widgets.documents import choose
from ui.widgets.drops import Drops
from ui.widgets.menus import Commands, Menus
from ui.widgets.page import ConversationPage
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
        self._page = ConversationPage(desk)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self._side)
        self._splitter.addWidget(self._page)
        self._splitter.setStretchFactor(1, 1)
        self._side.setMinimumWidth(190)
        self.setCentralWidget(self._splitter)
        self.setWindowTitle(desk.texts("window.title"))
        self.setMinimumSize(640, 420)
        self._menus = Menus(self, desk.texts, self._commands())
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

    def _commands(self) -> Commands:
        return Commands(
            new=self._new,
            add_documents=lambda: self._choose_files(folder=False),
            add_folder=lambda: self._choose_files(folder=True),
            stop_adding=self._desk.documents.stop,
            search=self._search,
            stop=self._page.stop,
            regenerate=self._desk.chat.regenerate,
            edit_last=self._page.begin_edit,
            copy_answer=self._page.copy_answer,
            rename=self._side.rename_current,
            delete=self._side.delete_current,
            consent=self._set_consent,
            previous=lambda: self._side.step(-1),
            next=lambda: self._side.step(1),
            about=self._about,
            close=self.hide if sys.platform == "darwin" else self.quit,
            quit=self.quit,
        )

    def _connect(self) -> None:
        desk = self._desk
        self._side.chosen.connect(self._choose)
        self._side.deletion_asked.connect(desk.delete)
        desk.selected.connect(self._selected)
        desk.moved_to_trash.connect(self._offer_undo)
        desk.chat.running_changed.connect(self._side.model.set_running)
        desk.chat.changed.connect(self._update_menus)
        desk.chat.busy_changed.connect(self._update_menus)
        self._page.editing_changed.connect(self._update_menus)
        desk.chat.consented.connect(self._update_menus)
        desk.documents.began.connect(self._update_menus)
        desk.documents.ended.connect(self._update_menus)
        desk.opened.connect(self._opened)
        self._drops.dropped.connect(desk.documents.add)

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
        self._desk.chat.set_consent(consent)
        self._update_menus()  # checked is what is so, not what was clicked

    @Slot(str)
    def _choose(self, conversation_id: str) -> None:
        self._desk.select(conversation_id)
        if not conversation_id:
            self._page.composer.setFocus()

    @Slot(str)
    def _selected(self, conversation_id: str) -> None:
        self._side.select(conversation_id)
        self._update_menus()

    @Slot()
    def _update_menus(self) -> None:
        chat, menus = self._desk.chat, self._menus
        menus.stop.setEnabled(chat.busy or self._page.editing)
        menus.regenerate.setEnabled(chat.last_answer is not None)
        menus.copy_answer.setEnabled(chat.last_answer is not None)
        question = chat.last_question is not None and not chat.busy
        menus.edit_last.setEnabled(question)
        menus.rename.setEnabled(chat.conversation_id is not None)
        menus.delete.setEnabled(chat.conversation_id is not None)
        menus.add_documents.setEnabled(chat.open)
        menus.add_folder.setEnabled(chat.open)
        menus.stop_adding.setEnabled(self._desk.documents.busy)
        for consent, action in menus.consents.items():
            action.setEnabled(chat.open)
            action.setChecked(consent == chat.consent)

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
        self._page.recolor(self._colors)

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
        else:
            self.quit()
