"""The window, and a page of it, as many tests open them."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.fakes.assistant import FakeAssistant
from ui.presenters import Desk
from ui.widgets import MainWindow
from ui.widgets.page import ConversationPage


@pytest.fixture
def palette(qapp: QApplication) -> Iterator[Callable[..., None]]:
    """Gives the program a palette with these colours, by role."""
    before = qapp.palette()

    def give(**colors: str) -> None:
        given = QPalette(before)
        for role, color in colors.items():
            given.setColor(QPalette.ColorRole[role], color)
        qapp.setPalette(given)
        qapp.processEvents()  # widgets are told a little later

    yield give
    qapp.setPalette(before)


@pytest.fixture
def memory(tmp_path) -> QSettings:
    """What a window remembers of itself."""
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def open_window(
    qtbot: QtBot, fake: FakeAssistant, desk: Desk, memory: QSettings
) -> Callable[[], MainWindow]:
    """Opens the window in front, with all conversations listed."""

    def open_() -> MainWindow:
        window = MainWindow(desk, memory)
        qtbot.addWidget(window, before_close_func=lambda w: w.hide())
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        count = len(fake.conversations().result(10))
        desk.conversations.refresh()
        qtbot.waitUntil(lambda: len(desk.conversations.rows) == count)
        return window

    return open_


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, fake: FakeAssistant) -> ConversationPage:
    """A page over a conversation of two answers, the last one long."""
    desk.select(fake.add("t", "bir?", "1", "iki?", "uzun\n\n" * 40))
    qtbot.waitUntil(lambda: len(desk.chat.entries) == 4, timeout=10_000)
    page = ConversationPage(desk)
    qtbot.addWidget(page)
    page.resize(800, 600)
    with qtbot.waitExposed(page):
        page.show()
    page.transcript.splice(0, desk.chat.entries)
    return page
