"""A window over the fake assistant, and how the bench waits for it."""

import gc
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from PySide6.QtCore import QEvent, QEventLoop, QObject, QSettings, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget
from typing_extensions import override

from evotr.text import Language
from tests.fakes.assistant import FakeAssistant
from ui.app import attune
from ui.bridge import OpenAssistant, Opening
from ui.presenters import Desk
from ui.text import load
from ui.widgets import MainWindow

__all__ = ["Painted", "Stage", "staged", "through", "until"]

_PATIENCE_S = 60.0
_WAKE_MS = 20
_ANSWER = "Bir **yanıt**: önce `şunu`, sonra bunu yapın.\n\n- ilki\n- ikincisi\n"


class Painted(QObject):
    """Counts the paints of a widget."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See paints pass by."""
        self.count += event.type() == QEvent.Type.Paint
        return False


class Stage:
    """What is measured on: the assistant, the desk, and the window in front."""

    def __init__(self, fake: FakeAssistant, desk: Desk, window: MainWindow) -> None:
        self.fake = fake
        self.desk = desk
        self.window = window

    def long_talk(self, messages: int) -> str:
        """A conversation of so many messages; its id."""
        texts = [
            f"{number}. soru: bu nasıl yapılır?" if number % 2 == 0 else _ANSWER
            for number in range(messages)
        ]
        return self.fake.add("uzun", *texts)

    def show(self, conversation_id: str, entries: int) -> None:
        """Bring a conversation to the front, and wait for all of it."""
        self.desk.select(conversation_id)
        until(lambda: len(self.desk.chat.entries) == entries)


@contextmanager
def staged(folder: Path, language: Language = "tr") -> Iterator[Stage]:
    """The window, open and in front; everything is closed at the end."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    switching = sys.getswitchinterval()
    collector = attune(application)
    fake = FakeAssistant()
    desk = Desk(load(language), Opening(cast("OpenAssistant", fake.opened)))
    settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
    collector.calm = lambda: not desk.work().running
    window = MainWindow(desk, settings)
    window.show()
    desk.open()
    until(lambda: desk.chat.open)
    collector.keep()
    closed: list[bool] = []
    desk.closed.connect(lambda: closed.append(True))
    try:
        yield Stage(fake, desk, window)
    finally:
        desk.close()
        until(lambda: bool(closed))
        window.deleteLater()
        collector.deleteLater()
        sys.setswitchinterval(switching)
        gc.unfreeze()
        gc.enable()


def until(there: Callable[[], bool]) -> None:
    """Let Qt work until something is so.

    Raises:
        TimeoutError: It never was.
    """
    end = time.monotonic() + _PATIENCE_S
    # Qt waits for events without burning the core that is measured; this wakes it.
    clock = QTimer()
    clock.start(_WAKE_MS)
    while not there():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        if time.monotonic() > end:
            raise TimeoutError(there)


class _Bell(QObject):
    rung = Signal()


def through(work: Future[None]) -> None:
    """Let Qt work until ``work`` is done; unlike `until` it costs nothing itself."""
    loop, bell = QEventLoop(), _Bell()
    bell.rung.connect(loop.quit, Qt.ConnectionType.QueuedConnection)
    work.add_done_callback(lambda _: bell.rung.emit())
    loop.exec()
