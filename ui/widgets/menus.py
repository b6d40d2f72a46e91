"""The menu bar: roles where the platform has a place, shortcuts where it has habits."""

import sys
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QMenuBar

from evotr.domain import Consent
from ui.widgets.phrases import Phrases
from ui.widgets.typing_on import focused_field

__all__ = ["OF_CONVERSATION", "Menus"]

_Keys = QKeySequence.StandardKey
_Shortcut = _Keys | str | tuple[str, ...]
_Line = tuple[str, _Shortcut] | None

# None is a separator. A control key is the command key on macOS.
_FILE: Final[tuple[_Line, ...]] = (
    ("new", _Keys.New),
    ("private", "Ctrl+Shift+N"),
    ("end_private", ""),
    None,
    ("add_documents", _Keys.Open),
    ("add_folder", "Ctrl+Shift+O"),
    ("stop_adding", ""),
    None,
    ("export", ""),
    None,
    ("close", "Ctrl+W"),
    ("quit", "Ctrl+Q"),
)
# On a Mac as in its own programs; elsewhere as in those of the desktops.
_LIST_KEYS: Final = "Ctrl+Meta+S" if sys.platform == "darwin" else "F9"
_VIEW: Final[tuple[_Line, ...]] = (
    # Without Shift, too, where "+" needs it.
    ("larger", ("Ctrl++", "Ctrl+=")),
    ("smaller", "Ctrl+-"),
    ("actual", "Ctrl+0"),
    None,
    ("show_list", _LIST_KEYS),
)
_WINDOW: Final[tuple[_Line, ...]] = (("minimise", "Ctrl+M"), ("zoom", ""))
_TALK: Final[tuple[_Line, ...]] = (
    ("find", _Keys.Find),
    ("search", "Ctrl+Shift+F"),
    ("newest", "Ctrl+J"),
    None,
    ("stop", "Esc"),
    ("regenerate", "Ctrl+Shift+R"),
    ("go_on", "Ctrl+Shift+G"),
    ("branch", "Ctrl+Shift+J"),
    ("edit_last", "Ctrl+Shift+E"),
    ("copy_answer", "Ctrl+Shift+C"),
    ("earlier", "Ctrl+PgUp"),
    ("later", "Ctrl+PgDown"),
    None,
    ("good", "Ctrl+Shift+L"),
    ("bad", "Ctrl+Shift+B"),
    ("correct", "Ctrl+Shift+K"),
    ("who", "Ctrl+I"),
    None,
    ("previous", "Alt+Up"),
    ("next", "Alt+Down"),
    None,
    ("on_top", "Ctrl+Shift+T"),
    ("folder", "Ctrl+Shift+M"),
    ("system_prompt", ""),
    ("rename", "F2"),
    # Not Backspace: with any modifier it deletes text where text is written.
    ("delete", "Ctrl+Shift+D"),
    ("restore", ""),
    ("destroy", ""),
    ("empty_trash", ""),
)
OF_CONVERSATION: Final = frozenset(line[0] for line in _TALK if line) - {"search"}
"""Actions that say nothing to somebody who has another window before him."""

_ONCE: Final = frozenset({"branch"})
"""Its keys held down would make one conversation after the other."""

_HELP: Final[tuple[_Line, ...]] = (("welcome", ""), ("about", ""))
_ROLES: Final = {
    "quit": QAction.MenuRole.QuitRole,
    "about": QAction.MenuRole.AboutRole,
}
_EDITS: Final[tuple[tuple[str, str, _Keys], ...]] = (
    ("undo", "undo", _Keys.Undo),
    ("redo", "redo", _Keys.Redo),
    ("", "", _Keys.UnknownKey),
    ("cut", "cut", _Keys.Cut),
    ("copy", "copy", _Keys.Copy),
    ("paste", "paste", _Keys.Paste),
    ("delete_text", "del_", _Keys.UnknownKey),
    ("", "", _Keys.UnknownKey),
    ("select_all", "selectAll", _Keys.SelectAll),
)
_CONSENTS: Final[tuple[Consent, ...]] = ("learn", "remember", "nothing")


class Menus:
    """Builds the bar; ``actions`` are those that come and go, by their keys.

    Args:
        bar: Where they stand.
        window: Whose shortcuts they are.
        say: Puts the sentences.
        commands: What each action asks of the window, by its key.
        consent: Says what may be kept of the conversation in front.
    """

    def __init__(
        self,
        bar: QMenuBar,
        window: QMainWindow,
        say: Phrases,
        commands: Mapping[str, Callable[[], object]],
        consent: Callable[[Consent], None],
    ) -> None:
        self.bar = bar
        self._window = window
        self._say = say
        self._commands = commands
        self.actions: dict[str, QAction] = {}
        say(bar.setAccessibleName, "menu.bar")
        self._fill(self.menu("file"), _FILE)
        self.edit = self.menu("edit")
        self._edits(self.edit)
        self._fill(self.menu("view"), _VIEW)
        self.actions["show_list"].setCheckable(True)
        talk = self.menu("conversation")
        self._fill(talk, _TALK)
        self.actions["on_top"].setCheckable(True)
        talk.addSeparator()
        self.consents = self._consents(talk, consent)
        self._fill(self.menu("window"), _WINDOW)
        self._undo = "undo"
        say.also(self._say_undo)
        self.help = self.menu("help")
        self._fill(self.help, _HELP)

    def menu(self, key: str) -> QMenu:
        """A further menu of the bar."""
        menu = self.bar.addMenu("")
        self._say(menu.setTitle, f"menu.{key}")
        return menu

    def _fill(self, menu: QMenu, lines: tuple[_Line, ...]) -> None:
        for line in lines:
            if line is None:
                menu.addSeparator()
                continue
            key, shortcut = line
            self.actions[key] = self._add(menu, key, self._commands[key], shortcut)

    def _add(
        self,
        menu: QMenu,
        key: str,
        command: Callable[[], object],
        shortcut: _Shortcut = "",
    ) -> QAction:
        action = QAction(self._window)
        self._say(action.setText, f"menu.{key}")
        action.setObjectName(key)
        # By text, macOS would take “Quit” or “About” for its own in any language.
        action.setMenuRole(_ROLES.get(key, QAction.MenuRole.NoRole))
        if isinstance(shortcut, tuple):
            action.setShortcuts([QKeySequence(keys) for keys in shortcut])
        elif shortcut:
            action.setShortcut(QKeySequence(shortcut))
        action.setAutoRepeat(key not in _ONCE)
        action.triggered.connect(lambda _=False: command())
        menu.addAction(action)
        return action

    def _consents(
        self, talk: QMenu, consent: Callable[[Consent], None]
    ) -> dict[Consent, QAction]:
        """What may be kept of the conversation: one of three."""
        menu = talk.addMenu("")
        self._say(menu.setTitle, "menu.memory")
        group = QActionGroup(self._window)
        actions: dict[Consent, QAction] = {}
        for key in _CONSENTS:
            action = self._add(menu, key, partial(consent, key))
            action.setCheckable(True)
            action.setActionGroup(group)
            actions[key] = action
        return actions

    def _edits(self, menu: QMenu) -> None:
        for key, method, shortcut in _EDITS:
            if not key:
                menu.addSeparator()
                continue
            command = self._commands.get(key, partial(_ask_focus, method))
            action = self._add(menu, key, command)
            if shortcut != _Keys.UnknownKey:
                action.setShortcuts(QKeySequence.keyBindings(shortcut))
            self.actions[key] = action

    def name_undo(self, key: str) -> None:
        """Say what Undo would undo."""
        self._undo = key
        self._say_undo()

    def _say_undo(self) -> None:
        # Not remembered: a notice's button has the same word, and may be said again.
        said = self._say.texts.still()(f"menu.{self._undo}")
        self.actions["undo"].setText(said)


def _ask_focus(method: str) -> None:
    """Have the focused text widget do what a menu of editing asks."""
    widget = focused_field()
    if method == "del_":
        cursor = getattr(widget, "textCursor", None)
        if cursor is not None:
            cursor().removeSelectedText()
            return
    command = getattr(widget, method, None)
    if command is not None:
        command()
