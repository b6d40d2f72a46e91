"""The menu of the panels, before the last two; Settings goes where macOS has it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from ui.text import Speech
from ui.widgets.panels.sections import SECTIONS, Section
from ui.widgets.phrases import Phrases

__all__ = ["PanelsMenu"]


class PanelsMenu(QMenu):
    """Each section is an action; ``open_section`` shows it."""

    def __init__(
        self,
        bar: QMenuBar,
        texts: Speech,
        open_section: Callable[[Section], None],
    ) -> None:
        super().__init__(bar)
        say = Phrases(texts, self)
        say(self.setTitle, "panels.menu")
        for number, section in enumerate(SECTIONS, 1):
            key = "settings_menu" if section == "settings" else section
            action = self.addAction("")
            say(action.setText, f"panels.{key}")
            action.setObjectName(f"panel_{section}")
            # By text, macOS would take “Settings” for its own in any language.
            action.setMenuRole(QAction.MenuRole.NoRole)
            action.setShortcut(QKeySequence(f"Ctrl+Alt+{number}"))
            if section == "settings":
                action.setMenuRole(QAction.MenuRole.PreferencesRole)
                action.setShortcut(QKeySequence("Ctrl+,"))
            # From one panel to another, too.
            action.setShortcutContext(Qt.ShortcutContext.ApplicationShortcut)
            action.triggered.connect(lambda _=False, at=section: open_section(at))
        last = bar.actions()[-2:]  # those for windows and for help
        if last:
            bar.insertMenu(last[0], self)
        else:
            bar.addMenu(self)
