"""The menu bar: roles where the platform has a place, shortcuts where it has habits."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu

from evotr.domain import Consent
from evotr.text import Catalog

__all__ = ["Commands", "Menus"]

_Shortcut = QKeySequence.StandardKey | str
_EDITS: tuple[tuple[str, str, QKeySequence.StandardKey], ...] = (
    ("undo", "undo", QKeySequence.StandardKey.Undo),
    ("redo", "redo", QKeySequence.StandardKey.Redo),
    ("", "", QKeySequence.StandardKey.UnknownKey),
    ("cut", "cut", QKeySequence.StandardKey.Cut),
    ("copy", "copy", QKeySequence.StandardKey.Copy),
    ("paste", "paste", QKeySequence.StandardKey.Paste),
    ("delete_text", "del_", QKeySequence.StandardKey.UnknownKey),
    ("", "", QKeySequence.StandardKey.UnknownKey),
    ("select_all", "selectAll", QKeySequence.StandardKey.SelectAll),
)


_CONSENTS: tuple[Consent, ...] = ("learn", "remember", "nothing")


@dataclass(frozen=True, slots=True)
class Commands:
    """What the menus can ask of the window."""

    new: Callable[[], None]
    add_documents: Callable[[], None]
    add_folder: Callable[[], None]
    stop_adding: Callable[[], None]
    search: Callable[[], None]
    stop: Callable[[], None]
    regenerate: Callable[[], None]
    edit_last: Callable[[], None]
    copy_answer: Callable[[], None]
    rename: Callable[[], None]
    delete: Callable[[], None]
    consent: Callable[[Consent], None]
    previous: Callable[[], None]
    next: Callable[[], None]
    about: Callable[[], None]
    close: Callable[[], None]
    quit: Callable[[], None]


class Menus:
    """Builds the bar; the actions that come and go are its attributes."""

    def __init__(self, window: QMainWindow, texts: Catalog, commands: Commands) -> None:
        self._window = window
        self._texts = texts
        keys = QKeySequence.StandardKey
        file = self._menu("file")
        self.new = self._add(file, "new", commands.new, keys.New)
        file.addSeparator()
        self.add_documents = self._add(
            file, "add_documents", commands.add_documents, keys.Open
        )
        self.add_folder = self._add(
            file, "add_folder", commands.add_folder, "Ctrl+Shift+O"
        )
        self.stop_adding = self._add(file, "stop_adding", commands.stop_adding, "")
        file.addSeparator()
        self._add(file, "close", commands.close, keys.Close)
        leave = self._add(file, "quit", commands.quit, "Ctrl+Q")
        leave.setMenuRole(QAction.MenuRole.QuitRole)
        self._edits(self._menu("edit"))
        talk = self._menu("conversation")
        self._add(talk, "search", commands.search, keys.Find)
        talk.addSeparator()
        self.stop = self._add(talk, "stop", commands.stop, "Esc")
        self.regenerate = self._add(
            talk, "regenerate", commands.regenerate, "Ctrl+Shift+R"
        )
        self.edit_last = self._add(
            talk, "edit_last", commands.edit_last, "Ctrl+Shift+E"
        )
        self.copy_answer = self._add(
            talk, "copy_answer", commands.copy_answer, "Ctrl+Shift+C"
        )
        talk.addSeparator()
        self._add(talk, "previous", commands.previous, "Alt+Up")
        self._add(talk, "next", commands.next, "Alt+Down")
        talk.addSeparator()
        self.rename = self._add(talk, "rename", commands.rename, "F2")
        # Not Backspace: with any modifier it deletes text where text is written.
        self.delete = self._add(talk, "delete", commands.delete, "Ctrl+Shift+D")
        talk.addSeparator()
        self.consents = self._consents(talk, commands.consent)
        about = self._add(self._menu("help"), "about", commands.about, "")
        about.setMenuRole(QAction.MenuRole.AboutRole)

    def _menu(self, key: str) -> QMenu:
        return self._window.menuBar().addMenu(self._texts(f"menu.{key}"))

    def _add(
        self, menu: QMenu, key: str, command: Callable[[], None], shortcut: _Shortcut
    ) -> QAction:
        action = QAction(self._texts(f"menu.{key}"), self._window)
        action.setObjectName(key)
        # By text, macOS would take “Quit” or “About” for its own in any language.
        action.setMenuRole(QAction.MenuRole.NoRole)
        if shortcut:
            action.setShortcut(QKeySequence(shortcut))
        action.triggered.connect(lambda _=False: command())
        menu.addAction(action)
        return action

    def _consents(
        self, talk: QMenu, consent: Callable[[Consent], None]
    ) -> dict[Consent, QAction]:
        """What may be kept of the conversation: one of three."""
        menu = talk.addMenu(self._texts("menu.memory"))
        group = QActionGroup(self._window)
        actions: dict[Consent, QAction] = {}
        for key in _CONSENTS:
            action = self._add(menu, key, partial(consent, key), "")
            action.setCheckable(True)
            action.setActionGroup(group)
            actions[key] = action
        return actions

    def _edits(self, menu: QMenu) -> None:
        for key, method, shortcut in _EDITS:
            if not key:
                menu.addSeparator()
                continue
            action = QAction(self._texts(f"menu.{key}"), self._window)
            action.setObjectName(key)
            action.setMenuRole(QAction.MenuRole.NoRole)
            if shortcut != QKeySequence.StandardKey.UnknownKey:
                action.setShortcuts(QKeySequence.keyBindings(shortcut))
            action.triggered.connect(lambda _=False, name=method: _ask_focus(name))
            menu.addAction(action)


def _ask_focus(method: str) -> None:
    """Have the focused text widget do what a menu of editing asks."""
    widget = QApplication.focusWidget()
    if method == "del_":
        cursor = getattr(widget, "textCursor", None)
        if cursor is not None:
            cursor().removeSelectedText()
            return
    command = getattr(widget, method, None)
    if command is not None:
        command()
