"""The window's program: shown first, opened behind, closed in reverse."""

import os
import sys
from collections.abc import Callable
from contextlib import closing

from PySide6.QtCore import QEvent, QSettings, QTimer
from PySide6.QtWidgets import QApplication
from typing_extensions import override

from evotr.drafts import Drafts
from evotr.settings import Settings
from evotr.text import Language
from ui.bridge import (
    Collector,
    Doorbell,
    FindNights,
    Interrupts,
    OpenAssistant,
    Opening,
    OpenWorkshop,
    Wish,
    wished,
)
from ui.platform import this_platform
from ui.presenters import Desk
from ui.presenters.first_run import FirstRun
from ui.text import load
from ui.text.qt import QtLanguage, computers_language, system_languages
from ui.widgets import Here, MainWindow, Outside
from ui.widgets.first_language import LanguageDialog

__all__ = ["Application", "attune", "main"]

_SWITCH_S = 0.001
"""So long may another thread's Python keep the window waiting; Python's own is 5 ms.

It waits anew at each call that lets go of the interpreter: that adds up.
"""

ChooseLanguage = Callable[[Language], Settings]
"""Keeps the language that was chosen; the settings with it."""

_PAINT_PATIENCE_MS = 1000
"""A window that starts minimised is never painted; it opens the assistant anyway."""


class Application(QApplication):
    """Quitting asks ``leave`` first; the Dock's icon brings ``arrive``."""

    leave: Callable[[], None] | None = None
    arrive: Callable[[], None] | None = None

    @override
    def event(self, event: QEvent) -> bool:
        """The system's wish to quit is carried out when everything has closed."""
        if event.type() == QEvent.Type.Quit and self.leave is not None:
            self.leave()
            event.ignore()
            return True
        if event.type() == QEvent.Type.ApplicationActivate and self.arrive is not None:
            self.arrive()
        return super().event(event)


def main(
    open_assistant: OpenAssistant,
    settings: Settings,
    argv: list[str],
    *,
    open_workshop: OpenWorkshop | None = None,
    find_nights: FindNights = lambda: None,
    choose_language: ChooseLanguage | None = None,
) -> int:
    """Run the window until it is closed.

    Where a program of this home is open already, that one comes to the front, and this
    one ends.

    Args:
        open_assistant: Called on a worker once the window has been painted; its
            errors are shown in the window.
        settings: Language and home; the window's geometry is kept in the home.
        argv: The program's arguments, for Qt; ``--quick`` asks for the quick panel.
        open_workshop: Called on a worker when a panel is opened; no panels with None.
        find_nights: Called on the main thread once the assistant is open.
        choose_language: Settles the language that a first run asked for; it does not
            ask with None.

    Returns:
        The exit code.
    """
    application = QApplication.instance() or Application(argv)
    assert isinstance(application, QApplication)
    application.setApplicationName("EVO-TR")
    application.setQuitOnLastWindowClosed(False)
    wish = wished(argv)
    doorbell = Doorbell(settings.paths.home)
    if doorbell.ring(wish):
        return 0
    doorbell.listen()
    collector = attune(application)
    first_run = FirstRun(_memory(settings), settings.paths.journal)
    ask = wish == "window" and first_run.fresh and settings.language == "auto"
    if ask and choose_language is not None:
        settings = choose_language(_ask_language(settings.ui_language))
    here = Here(settings, this_platform(), doorbell, open_workshop, first_run)
    texts = load(settings.ui_language)
    drafts = Drafts(settings.paths.drafts)
    desk = Desk(texts, Opening(open_assistant), find_nights=find_nights, drafts=drafts)
    collector.calm = lambda: not desk.work().running
    desk.status.context_changed.connect(collector.keep)
    with closing(QtLanguage(texts)) as words:
        desk.spoken.connect(words.follow)
        return _run(application, desk, here, wish)


def attune(application: QApplication) -> Collector:
    """Have Python leave the main thread its time, until the program ends."""
    sys.setswitchinterval(_SWITCH_S)
    return Collector(application)


def _memory(settings: Settings) -> QSettings:
    """What windows remember, in the home."""
    file = settings.paths.home / "window.ini"
    return QSettings(str(file), QSettings.Format.IniFormat)


def _ask_language(usual: Language) -> Language:
    """The language that a new user wants; the window and the engine wait for it."""
    own = computers_language(usual, os.environ, system_languages())
    dialog = LanguageDialog(own)
    dialog.exec()
    return dialog.language


def _run(application: QApplication, desk: Desk, here: Here, wish: Wish) -> int:
    """Show what was wished for, open the assistant behind it, and wait for the end."""
    window = MainWindow(desk, _memory(here.settings))
    # Not `quit`: that is a wish, which `Application` would hand to the window.
    desk.closed.connect(lambda: application.exit(0))
    outside = Outside(desk, window, here)
    if isinstance(application, Application):
        application.leave, application.arrive = window.ask_to_quit, outside.arrive
    interrupts = Interrupts(window.quit)
    for begin in (desk.open, outside.begin):
        window.painted.connect(begin)
        # The quick panel alone has no paint to wait for.
        QTimer.singleShot(_PAINT_PATIENCE_MS if wish == "window" else 0, begin)
    if wish == "window":
        window.show()
    else:
        outside.show_wish(wish)
    try:
        return application.exec()
    finally:
        interrupts.close()
