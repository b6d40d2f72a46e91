"""The window over the real assistant, the bundled model and the real memory."""

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAction

from evotr import app
from evotr.settings import load_settings
from ui.bridge import Opening
from ui.presenters import Desk
from ui.widgets import MainWindow

PATIENCE_MS = 120_000
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(qtbot, texts, home, monkeypatch):
    monkeypatch.setenv("EVOTR_EXPERT", "base")  # a router in a new home takes seconds
    settings = load_settings()
    desk = Desk(texts, Opening(lambda: app.open_assistant(settings)))
    memory = QSettings(str(home / "window.ini"), QSettings.Format.IniFormat)
    widget = MainWindow(desk, memory)
    qtbot.addWidget(widget, before_close_func=lambda w: w.hide())
    widget.show()
    with qtbot.waitSignal(desk.opened, timeout=PATIENCE_MS):
        desk.open()
    yield widget
    with qtbot.waitSignal(desk.closed, timeout=PATIENCE_MS):
        widget.quit()


def ask(qtbot, page, words):
    """Type a question; the entry of its answer."""
    qtbot.waitUntil(lambda: page.chat.open, timeout=PATIENCE_MS)
    page.composer.edit.setPlainText(words)
    with qtbot.waitSignal(page.chat.ended, timeout=PATIENCE_MS):
        qtbot.keyClick(page.composer.edit, Qt.Key.Key_Return)
    return page.chat.entries[-1]


@pytest.mark.slow
def test_a_wrong_answer_is_corrected_once_and_known_from_then_on(qtbot, window, texts):
    page = window.page
    answer = ask(qtbot, page, "Çaydanlığımın adı ne?")
    assert answer.state == "complete"
    window.findChild(QAction, "correct").trigger()
    page.correcting.edit.setPlainText("Çaydanlığınızın adı Fısfıs.")
    with qtbot.waitSignal(page.teaching.told, timeout=PATIENCE_MS) as told:
        qtbot.keyClick(page.correcting.edit, Qt.Key.Key_Return, CONTROL)
    assert told.args == [texts("taught.kept")]
    window.findChild(QAction, "new").trigger()
    again = ask(qtbot, page, "Çaydanlığımın adı ne?")
    labels = [origin.label for origin in again.sources]
    assert any(texts("transcript.correction") in label for label in labels)
    assert "Fısfıs" in again.sources[0].quote


@pytest.mark.slow
def test_a_private_conversation_is_in_no_file(qtbot, window, home):
    ask(qtbot, window.page, "Bu Bernardo için bir sır değil.")
    window.findChild(QAction, "private").trigger()
    page = window._pages.front
    answer = ask(qtbot, page, "Zürafa Kornelya aramızda kalsın.")
    assert answer.state == "complete"

    def holding(word):
        files = [file for file in home.rglob("*") if file.is_file()]
        return [file.name for file in files if word.encode() in file.read_bytes()]

    assert holding("Bernardo")
    assert holding("Kornelya") == []
