"""The window: conversations on the left, the one in front on the right."""

import sys
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QSettings, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QKeySequence,
    QPaintEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QMainWindow,
    QMenuBar,
    QMessageBox,
    QSplitter,
    QWidget,
)
from typing_extensions import override

from evotr import __version__
from evotr.domain import Consent
from ui.presenters import Desk
from ui.theme import colors_now, stylesheet
from ui.widgets.beside import Beside
from ui.widgets.enabling import enabled_in
from ui.widgets.filing import Filing
from ui.widgets.geometry import Geometry
from ui.widgets.leaving import Leaving
from ui.widgets.menus import OF_CONVERSATION, Menus
from ui.widgets.page import ConversationPage
from ui.widgets.pages import Pages
from ui.widgets.partings import Partings
from ui.widgets.phrases import Phrases
from ui.widgets.screens import KeptInSight
from ui.widgets.sidebar import Sidebar
from ui.widgets.typing_on import TypingOn, paste_into
from ui.widgets.viewing import Viewing

__all__ = ["MainWindow"]


class MainWindow(QMainWindow):
    """One desk's window; ``painted()`` follows its first paint.

    ``welcome_asked()`` when somebody wants to be introduced to it again.

    Closing it closes the desk first and only then ends in ``desk.closed``, unless a
    window or a sign stays ``beside`` it. Then, and on macOS, it is hidden instead;
    `quit` closes everywhere. Where its menu bar is ``shared`` (macOS) all windows have
    it.
    """

    painted = Signal()
    welcome_asked = Signal()

    def __init__(
        self, desk: Desk, memory: QSettings, *, shared: bool = sys.platform == "darwin"
    ) -> None:
        super().__init__()
        self._shared = shared
        self.beside = Beside(self)
        self._desk = desk
        self._painted = False
        self._colors = colors_now()
        self._side = Sidebar(desk.texts, desk.conversations)
        self._pages = Pages(desk)
        self._page = self._pages.own
        self._leaving = Leaving(self, desk, self._pages, self.beside, shared=shared)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self._side)
        self._splitter.addWidget(self._pages)
        self._splitter.setStretchFactor(1, 1)
        self._side.setMinimumWidth(190)
        self.setCentralWidget(self._splitter)
        self._say = Phrases(desk.texts, self)
        self.viewing = Viewing(self, self._side, memory, self.beside)
        self._pages.scale_text(self.viewing.percent)
        self.setMinimumSize(640, 340)
        fields = (self._page.composer.edit.viewport(), self._side.search)
        self._filing = Filing(self, desk, self._pages, *fields)
        self._partings = Partings(self, desk, self._side, self._page.notice)
        # One without a parent is that of every window, where the system has one bar.
        bar = QMenuBar() if shared else self.menuBar()
        self._menus = Menus(bar, self, self._say, self._commands(), self._set_consent)
        TypingOn(self._side.list, lambda: self._pages.front.composer.edit)
        self._connect()
        self._say.also(self._entitle)
        self._say.also(self._name_close)
        self._recolor()
        self._geometry = Geometry(self, self._splitter, memory)
        self._geometry.restore()
        KeptInSight(self)
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

    @property
    def bar(self) -> QMenuBar:
        """The menu bar."""
        return self._menus.bar

    def keys_of(self, action: str) -> QKeySequence:
        """The keys of an action of its menus."""
        return self._menus.actions[action].shortcut()

    def size_from(self, widget: QWidget) -> None:
        """Have the keys that size words heard in a window that shows them, too."""
        if self._shared:  # there the menu bar is that of all windows
            return
        for action in ("larger", "smaller", "actual"):
            for keys in self._menus.actions[action].shortcuts():
                QShortcut(keys, widget, self.viewing.commands[action])

    def _commands(self) -> dict[str, Callable[[], object]]:
        """What each action of the menus asks for."""
        desk, side = self._desk, self._side
        last = {
            key: partial(self._act, action)
            for key, action in {
                "regenerate": "again",
                "go_on": "go_on",
                "branch": "branch",
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
            "private": self._begin_private,
            "end_private": self._partings.end_private,
            "close": self._leaving.close_front,
            "quit": self.ask_to_quit,
            "undo": self._partings.undo,
            "paste": self._paste,
            "find": self._find,
            "search": self._search,
            "newest": self._to_newest,
            "stop": self._stop,
            "edit_last": self._edit_last,
            **last,
            **self.viewing.commands,
            **self._filing.commands,
            "previous": lambda: side.step(-1),
            "next": lambda: side.step(1),
            "on_top": side.turn_over_current,
            "folder": side.file_current,
            "system_prompt": lambda: self._pages.front.own_prompt.ask(),  # noqa: PLW0108 - whichever is in front then
            "rename": self._rename,
            "delete": side.delete_current,
            "restore": side.restore_current,
            "destroy": side.destroy_current,
            "empty_trash": desk.trash.ask_all,
            "welcome": self.welcome_asked.emit,
            "about": self._about,
        }

    @Slot()
    def _write_on(self) -> None:
        self._pages.front.composer.setFocus()

    def _stop(self) -> None:
        self._pages.front.stop()

    def _edit_last(self) -> None:
        self._pages.front.begin_edit()

    def _act(self, action: str) -> None:
        if not self.beside.take(action):
            self._pages.front.act_on_last(action)

    def _connect(self) -> None:
        desk = self._desk
        self._side.chosen.connect(self._choose)
        self._side.left.connect(self._write_on)
        self._side.search.ended.connect(self._page.finding.end_search)
        desk.selected.connect(self._selected)
        desk.chat.running_changed.connect(self._side.model.set_running)
        self._pages.turned.connect(self._update_menus)
        self._pages.currentChanged.connect(self._turned_to)
        desk.conversations.changed.connect(self._update_menus)
        self._menus.edit.aboutToShow.connect(self._update_menus)
        desk.documents.began.connect(self._update_menus)
        desk.documents.ended.connect(self._update_menus)
        desk.opened.connect(self._update_menus)
        self.beside.changed.connect(self._follow_beside)
        self.viewing.scaled.connect(self._pages.scale_text)
        self.viewing.changed.connect(self._update_menus)
        self._pages.zoomed.connect(self.viewing.step)
        self._leaving.hidden.connect(self._put_away)
        self._leaving.wanted.connect(self.bring_forward)

    @Slot()
    def ask_to_quit(self) -> None:
        """Close the desk; ask before where something would be lost."""
        self._leaving.ask_to_quit()

    @Slot()
    def quit(self) -> None:
        """Close the desk; nothing is lost, turns under way end as cancelled."""
        self._leaving.quit()

    @Slot()
    def _put_away(self) -> None:
        self._geometry.remember()
        self.hide()

    @Slot()
    def _follow_beside(self) -> None:
        self._name_close()
        self._update_menus()
        self._leaving.follow()

    def _name_close(self) -> None:
        """What closing the window in front comes to."""
        key = "menu.close_last" if self._leaving.last else "menu.close"
        self._menus.actions["close"].setText(self._desk.texts(key))

    @Slot()
    def come_back(self) -> None:
        """Show a window that was hidden, unless it is on its way out."""
        if not self._leaving.begun:
            self.show()

    @Slot()
    def bring_forward(self) -> None:
        """Show it before all other windows, unless it is on its way out."""
        if not self._leaving.begun:
            self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
            self.show()
            self.raise_()
            self.activateWindow()

    @Slot()
    def bring_own_forward(self) -> None:
        """Show it with its own page, to be written on; a private one lies beneath."""
        self._pages.show_own()
        self.bring_forward()
        self._page.composer.setFocus()

    def _set_consent(self, consent: Consent) -> None:
        self._pages.front.chat.set_consent(consent)
        self._update_menus()  # checked is what is so, not what was clicked

    @Slot(str)
    def _choose(self, conversation_id: str) -> None:
        self._pages.show_own()
        self._desk.select(conversation_id)
        row = self._side.current
        if row is not None and row.id == conversation_id and row.message_id:
            self._page.finding.sought = self._desk.conversations.query
            self._desk.chat.seek(row.message_id)
        if not conversation_id:
            self._page.composer.setFocus()

    @Slot(str)
    def _selected(self, conversation_id: str) -> None:
        self._mark(conversation_id)
        self._update_menus()

    @Slot()
    def _turned_to(self) -> None:
        """Another page is in front: a private conversation is in no list."""
        self._mark(self._desk.chat.conversation_id or "")
        self._entitle()
        self._update_menus()

    def _mark(self, conversation_id: str) -> None:
        private = self._pages.front.chat.private
        self._side.select("" if private else conversation_id)
        self._side.private.setChecked(private)

    def _entitle(self) -> None:
        private = self._pages.front.chat.private
        key = "window.private_title" if private else "window.title"
        self.setWindowTitle(self._desk.texts(key))

    @Slot()
    def _update_menus(self) -> None:
        page, row = self._pages.front, self._side.current
        enabled = enabled_in(self._desk, page, row) | self.viewing.enabled
        self._menus.actions["show_list"].setChecked(self.viewing.list_shown)
        if self._shared and self.beside.front is not None:
            enabled |= dict.fromkeys(OF_CONVERSATION, False)
            enabled |= {"find": True, "who": self.beside.takes("who")}
        for key, is_so in enabled.items():
            self._menus.actions[key].setEnabled(is_so)
        self._menus.name_undo(self._partings.undoes)
        self._menus.actions["on_top"].setChecked(row is not None and row.on_top)
        for consent, action in self._menus.consents.items():
            action.setEnabled(page.chat.open and not page.chat.private)
            action.setChecked(consent == page.chat.consent)

    @Slot()
    def begin_new(self) -> None:
        """Begin a new conversation, before all other windows."""
        self._choose("")
        self._come_before_others()

    def _new(self) -> None:
        if not self.beside.take("new"):
            self.begin_new()

    def _begin_private(self) -> None:
        self._desk.begin_private()
        self._come_before_others()

    def _come_before_others(self) -> None:
        if self.beside.front is not None or not self.isVisible():
            self.bring_forward()

    def _paste(self) -> None:
        if not self.beside.take("paste"):
            # What lies behind a question is not to be written on.
            behind = self.beside.front is not None
            paste_into(None if behind else self._pages.front.composer.edit)

    def _find(self) -> None:
        if not self.beside.take("find"):
            self._pages.front.finding.begin()

    def _to_newest(self) -> None:
        self._pages.front.transcript.go_to_end()

    def _rename(self) -> None:
        self.viewing.need_list()
        self._side.rename_current()

    def _search(self) -> None:
        self._come_before_others()
        self.viewing.need_list()
        self._side.search.setFocus()
        self._side.search.selectAll()

    def _about(self) -> None:
        texts = self._desk.texts
        QMessageBox.about(
            self, texts("menu.about"), texts("about.text", version=__version__)
        )

    def _recolor(self) -> None:
        self.setStyleSheet(stylesheet(self._colors))
        self._side.recolor(self._colors)
        self._pages.recolor(self._colors)

    @override
    def changeEvent(self, event: QEvent) -> None:
        """Follow the palette, live."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_menus"):
            colors = colors_now()
            if colors != self._colors:
                self._colors = colors
                self._recolor()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """It is here again."""
        super().showEvent(event)
        self._leaving.shown()

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
        if event.spontaneous():
            self._leaving.go_away()
        else:
            self.quit()
