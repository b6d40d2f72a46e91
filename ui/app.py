"""The window's program: shown first, opened behind, closed in reverse."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import (
    QEvent,
    QLibraryInfo,
    QLocale,
    QSettings,
    QTimer,
    QTranslator,
)
from PySide6.QtWidgets import QApplication
from typing_extensions import override

from evotr.settings import Settings
from evotr.text import Language
from ui.bridge import (
    Doorbell,
    FindNights,
    Interrupts,
    OpenAssistant,
    Opening,
    OpenWorkshop,
    Wish,
)
from ui.platform import Platform, this_platform
from ui.presenters import Desk
from ui.text import load
from ui.widgets import Here, MainWindow, Outside

__all__ = ["Application", "main"]

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
    platform: Platform | None = None,
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
        platform: The desktop; that of this system with None.

    Returns:
        The exit code.
    """
    application = QApplication.instance() or Application(argv)
    assert isinstance(application, QApplication)
    application.setApplicationName("EVO-TR")
    application.setQuitOnLastWindowClosed(False)
    wish: Wish = "quick" if "--quick" in argv else "window"
    doorbell = Doorbell(settings.paths.home)
    if doorbell.ring(wish):
        return 0
    doorbell.listen()
    here = Here(settings, platform or this_platform(), doorbell, open_workshop)
    texts = load(settings.ui_language)
    desk = Desk(texts, Opening(open_assistant), find_nights=find_nights)
    with _translated(application, texts.language):
        return _run(application, desk, here, wish)


@contextmanager
def _translated(application: QApplication, language: Language) -> Iterator[None]:
    """Qt's own words in the user's language."""
    translator = QTranslator()
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(QLocale(language), "qtbase", "_", folder):
        application.installTranslator(translator)
    try:
        yield
    finally:
        application.removeTranslator(translator)


def _run(application: QApplication, desk: Desk, here: Here, wish: Wish) -> int:
    """Show what was wished for, open the assistant behind it, and wait for the end."""
    memory = here.settings.paths.home / "window.ini"
    window = MainWindow(desk, QSettings(str(memory), QSettings.Format.IniFormat))
    # Not `quit`: that is a wish, which `Application` would hand to the window.
    desk.closed.connect(lambda: application.exit(0))
    outside = Outside(desk, window, here)
    if isinstance(application, Application):
        application.leave, application.arrive = window.quit, outside.arrive
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
