"""The sign in the menu bar (or the tray): what the program is about, and its menu."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from ui.presenters import Presence, PresencePresenter
from ui.text import Speech
from ui.theme import Glyph, glyph
from ui.widgets.phrases import Phrases

__all__ = ["StatusCommands", "StatusItem"]

_PICTURES: dict[Presence, Glyph] = {
    "idle": "bubble",
    "thinking": "thinking",
    "night": "moon",
    "resting": "moon",
}


@dataclass(frozen=True, slots=True)
class StatusCommands:
    """What its menu can ask for."""

    ask: Callable[[], None]
    window: Callable[[], None]
    settings: Callable[[], None]
    quit: Callable[[], None]


class StatusItem(QObject):
    """Stands there from `show` on; the picture follows the presence."""

    def __init__(
        self,
        texts: Speech,
        presence: PresencePresenter,
        commands: StatusCommands,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._texts = texts
        self._commands = commands
        self.menu = QMenu()
        # Nobody owns it, and it would go on hearing of languages.
        self.destroyed.connect(self.menu.deleteLater)
        say = Phrases(texts, self.menu)
        for key, command in (
            ("ask", commands.ask),
            ("window", commands.window),
            ("settings", commands.settings),
            ("quit", commands.quit),
        ):
            if key in {"settings", "quit"}:
                self.menu.addSeparator()
            action = self.menu.addAction("")
            say(action.setText, f"bar.{key}")
            # By text, macOS would move “Settings” and “Quit” to the program's menu.
            action.setMenuRole(QAction.MenuRole.NoRole)
            action.setObjectName(key)
            action.triggered.connect(lambda _=False, do=command: do())
        self.icon = QSystemTrayIcon(self)
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._activated)
        presence.changed.connect(self._show_presence)
        say.also(lambda: self._show_presence(presence.presence))

    def show(self) -> None:
        """Stand in the bar, where there is one."""
        self.icon.show()

    def close(self) -> None:
        """Leave the bar."""
        self.icon.hide()

    @Slot(str)
    def _show_presence(self, presence: Presence) -> None:
        # A template: macOS takes its shape alone, and colours it as the bar needs.
        picture = glyph(_PICTURES[presence], QColor("black"))
        picture.setIsMask(True)
        self.icon.setIcon(picture)
        self.icon.setToolTip(self._texts(f"bar.{presence}"))

    @Slot(QSystemTrayIcon.ActivationReason)
    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        # On macOS a click opens the menu, and this is not a trigger.
        if reason == QSystemTrayIcon.ActivationReason.Trigger:
            self._commands.ask()
