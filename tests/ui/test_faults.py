"""What goes wrong around the whole program is told, and the talk goes on."""

import shutil

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox

from evotr import app
from evotr.domain import NightProgress
from evotr.settings import load_settings
from tests.fakes.assistant import FakeAssistant
from tests.fakes.office import FakeOffice
from ui.bridge import Opening
from ui.presenters import Desk
from ui.text import load
from ui.widgets import MainWindow

PATIENCE_MS = 120_000
PASTED = 200_000

# The offscreen platform has no stack of windows and no size hints.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "support raise")


@pytest.fixture
def model(tmp_path, bundled_model):
    """A model of the user's own, which can be taken away."""
    return shutil.copytree(bundled_model, tmp_path / "model")


@pytest.fixture
def window(qtbot, language, home, model, monkeypatch):
    """The program over the real assistant; it unloads the model soon."""
    monkeypatch.setenv("EVOTR_EXPERT", "base")  # a router in a new home takes seconds
    settings = load_settings(
        {"base_model_path": str(model), "idle_unload_minutes": 0.005}
    )
    desk = Desk(load(language), Opening(lambda: app.open_assistant(settings)))
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
    """Paste a question and send it; the entry of its answer."""
    QGuiApplication.clipboard().setText(words)
    page.composer.edit.paste()
    with qtbot.waitSignal(page.chat.ended, timeout=PATIENCE_MS):
        qtbot.keyClick(page.composer.edit, Qt.Key.Key_Return)
    return page.chat.entries[-1]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "sentence", "hint"),
    [
        ("en", "tokens and the model reads at most", "Shorten it or send it in parts."),
        ("tr", "belirteç okuyabiliyor", "Kısaltın ya da parça"),
    ],
)
def test_a_paste_beyond_the_model_is_told_and_the_talk_goes_on(
    qtbot, window, sentence, hint
):
    page = window.page
    refused = ask(qtbot, page, "bir kelime\n" * (PASTED // 11))
    assert refused.state == "failed"
    told = page.transcript.toPlainText()
    assert sentence in told
    assert hint in told
    assert not page.notice.isVisible()  # once is enough
    assert page.composer.edit.toPlainText() == ""
    assert ask(qtbot, page, "Merhaba?").state == "complete"


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "tr"])
def test_a_model_that_was_removed_is_told_and_serves_again_when_it_is_back(
    qtbot, window, model, language
):
    page, texts = window.page, load(language)
    assert ask(qtbot, page, "Merhaba?").state == "complete"
    unloaded = texts("status.unloaded", model=model.name)
    status = window._desk.status
    qtbot.waitUntil(lambda: status.status.text == unloaded, timeout=PATIENCE_MS)
    away = model.rename(model.with_name("away"))
    assert ask(qtbot, page, "Orada mısın?").state == "failed"
    assert str(model) in page.notice.label.text()
    assert page.notice.button.text() == texts("trouble.again")
    away.rename(model)
    with qtbot.waitSignal(page.chat.ended, timeout=PATIENCE_MS):
        qtbot.mouseClick(page.notice.button, Qt.MouseButton.LeftButton)
    assert page.chat.entries[-1].state == "complete"


@pytest.mark.parametrize("language", ["en", "tr"])
def test_closing_while_a_night_runs_asks_and_then_quits(qtbot, language, tmp_path):
    office, texts = FakeOffice(), load(language)
    office.progress = NightProgress()
    desk = Desk(texts, Opening(FakeAssistant().opened), find_nights=lambda: office)
    memory = QSettings(str(tmp_path / "w.ini"), QSettings.Format.IniFormat)
    window = MainWindow(desk, memory)
    qtbot.addWidget(window, before_close_func=lambda w: w.hide())
    with qtbot.waitSignals([desk.opened, desk.nights.running_changed]):
        desk.open()
    window.ask_to_quit()
    (box,) = window.findChildren(QMessageBox)
    assert texts("nights.quit") in box.informativeText()
    box.button(QMessageBox.StandardButton.Cancel).click()
    qtbot.waitUntil(lambda: not window.findChildren(QMessageBox))
    assert window.isVisible()
    window.ask_to_quit()
    (box,) = window.findChildren(QMessageBox)
    with qtbot.waitSignal(desk.closed, timeout=10_000):
        box.buttons()[0].click()
    assert not window.isVisible()
