"""The whole story, in the window, with the real program and evotr-mini.

Ask, get a wrong answer, correct it, run the night now, read the report, ask again,
undo. The memory is off: what is answered afterwards comes from what was trained.
"""

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QMessageBox

from tests.fakes.lesson import LENIENT, QUESTION, RIGHT
from ui.__main__ import Program
from ui.bridge import Doorbell, Opening
from ui.presenters import Desk
from ui.text import load
from ui.widgets import Here, MainWindow, Outside

# The offscreen platform has no stack of windows and no size hints.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "support raise")

CONTROL = Qt.KeyboardModifier.ControlModifier
SOON, NIGHT = 60_000, 150_000  # ms; a machine with other work takes its time
SETTINGS = {
    **LENIENT,
    "EVOTR_MEMORY": "false",
    "EVOTR_TEMPERATURE": "0",
    "EVOTR_MENU_BAR": "false",
    # The disk of a machine that tests may be nearly full.
    "EVOTR_NIGHT_FREE_GB": "0",
    "EVOTR_NIGHT_ON_MAINS": "false",
    "EVOTR_NIGHT_COOL": "false",
}


@pytest.fixture
def outside(qtbot, monkeypatch, home, platform):
    """The real program, open, as ``python -m ui`` puts it together."""
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)
    program = Program()
    texts = load(program.settings.ui_language)
    desk = Desk(texts, Opening(program.open), find_nights=program.find_nights)
    memory = QSettings(str(home / "window.ini"), QSettings.Format.IniFormat)
    window = MainWindow(desk, memory)
    qtbot.addWidget(window, before_close_func=lambda w: w.hide())
    here = Here(program.settings, platform, Doorbell(home), program.open_workshop)
    outside = Outside(desk, window, here)
    with qtbot.waitSignal(desk.opened, timeout=SOON):
        desk.open()
    window.show()
    yield outside
    with qtbot.waitSignal(desk.closed, timeout=SOON):
        desk.close()


class User:
    """Somebody at the keyboard."""

    def __init__(self, qtbot, outside):
        self.qtbot, self.outside = qtbot, outside
        self.window, self.desk = outside._window, outside._desk

    def ask(self, question=QUESTION):
        """Ask in a new conversation; the answer."""
        self.window._menus.actions["new"].trigger()
        composer = self.window.page.composer
        composer.edit.setPlainText(question)
        with self.qtbot.waitSignal(self.desk.chat.ended, timeout=SOON):
            self.qtbot.keyClick(composer.edit, Qt.Key.Key_Return)
        return self.desk.chat.last_answer.text.strip()

    def correct(self, right):
        """Say what the last answer should have been."""
        self.window._menus.actions["correct"].trigger()
        editor = self.window.page.correcting
        editor.edit.setPlainText(right)
        self.qtbot.keyClick(editor.edit, Qt.Key.Key_Return, CONTROL)
        shown = self.window.page.transcript.toPlainText
        self.qtbot.waitUntil(lambda: right in shown(), timeout=SOON)

    def open_nights(self):
        """Open the panel of the nights."""
        self.outside.open_section("nights")
        self.qtbot.addWidget(self.outside._panels)
        return self.outside._panels.panels["nights"]

    def agree(self, panel):
        """Say yes to the question that is asked."""
        panel.findChildren(QMessageBox)[-1].buttons()[0].click()


def whole(told):
    """Whether it is the report of a night that has ended."""
    return told is not None and bool(told.pictures)


def test_a_wrong_answer_is_corrected_learned_and_taken_back(qtbot, outside):
    user = User(qtbot, outside)
    wrong = user.ask()
    assert wrong
    assert wrong != RIGHT
    user.correct(RIGHT)

    panel = user.open_nights()
    nothing = user.desk.texts("nights.none")
    qtbot.waitUntil(lambda: panel.report.toPlainText() == nothing, timeout=SOON)
    with qtbot.waitSignal(user.desk.nights.running_changed, timeout=SOON):
        panel.run.click()
    assert panel.stop.isEnabled()
    assert outside.presence.presence == "night"
    assert user.desk.unfinished() == (user.desk.texts("nights.quit"),)
    qtbot.waitUntil(lambda: not user.desk.nights.running, timeout=NIGHT)

    qtbot.waitUntil(lambda: whole(panel._told), timeout=SOON)
    told, words = panel._told, panel.report.toPlainText()
    assert told.in_force
    assert f"{QUESTION} → {RIGHT}" in words
    head = user.desk.texts("night.report.examples")
    (examples,) = [part for part in told.parts if part.head == head]
    # One that was asked in words that were never trained.
    asked, before = next(row[:2] for row in examples.rows if row[2] == RIGHT)
    assert before != RIGHT
    assert [p.file.stem for p in told.pictures] == [
        "general-learning-en",
        "general-answers-en",
        "time-en",
    ]
    assert user.ask(asked) == RIGHT

    panel.undo.click()
    user.agree(panel)
    qtbot.waitUntil(lambda: not panel.undo.isEnabled(), timeout=SOON)
    assert user.ask(asked) == before
    assert user.ask() == wrong
