"""The keys of the quick panel are set by pressing them."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow

from evotr.errors import HotKeyTaken, HotKeyUnusable
from evotr.settings import load_settings
from evotr.text import LANGUAGES
from ui.text import load
from ui.text.qt import QtLanguage
from ui.widgets.panels.window import PanelsWindow

# The offscreen platform has no stack of windows and no size hints.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "support raise")

Held = Qt.KeyboardModifier


@pytest.fixture(params=LANGUAGES)
def language(request):
    return request.param


@pytest.fixture
def texts(language):
    return load(language)


@pytest.fixture
def window(qtbot, panels):
    window = PanelsWindow(panels)
    qtbot.addWidget(window)
    with qtbot.waitSignal(panels.settings.changed, timeout=20_000):
        window.open("settings")
    with qtbot.waitActive(window):
        window.activateWindow()
    return window


@pytest.fixture
def line(window):
    line = window.panels["settings"].lines["quick_keys"]
    line.value.setFocus()
    return line


def kept(home):
    return load_settings({"evotr_home": home}).quick_keys


@pytest.mark.parametrize(
    ("chord", "keys"),
    [
        ((Qt.Key.Key_K, Held.ControlModifier | Held.AltModifier), "Ctrl+Alt+K"),
        ((Qt.Key.Key_Space, Held.ControlModifier), "Ctrl+Space"),
        ((Qt.Key.Key_F9, Held.NoModifier), "F9"),
    ],
)
def test_what_is_pressed_is_written_and_shown(qtbot, panels, line, home, chord, keys):
    assert line.value.text() == "Alt+Space"
    with qtbot.waitSignal(panels.settings.changed, timeout=10_000):
        qtbot.keyClick(line.value, *chord)
    assert kept(home) == line.setting.value == line.value.text() == keys
    assert line.value.displayText() != ""
    assert line.fault.isHidden()
    assert line.value.hasFocus()


def test_no_shortcut_of_the_window_takes_it(qtbot, window, line):
    with qtbot.assertNotEmitted(window.quit_asked):
        qtbot.keyClick(line.value, Qt.Key.Key_Q, Held.ControlModifier)
    assert window.isVisible()


@pytest.mark.parametrize(
    ("key", "held"),
    [(Qt.Key.Key_K, Held.NoModifier), (Qt.Key.Key_K, Held.ShiftModifier)],
)
def test_keys_that_somebody_types_with_are_refused(qtbot, line, texts, home, key, held):
    qtbot.keyClick(line.value, key, held)
    keys = "Shift+K" if held == Held.ShiftModifier else "K"
    assert texts.error(HotKeyUnusable(keys=keys))[0] in line.fault.text()
    assert line.fault.isVisible()
    assert kept(home) == "Alt+Space"


@pytest.mark.parametrize(
    "error", [HotKeyTaken(keys="Ctrl+Alt+Space"), HotKeyUnusable(keys="Ctrl+Alt+Space")]
)
def test_a_sentence_names_keys_as_the_field_does(line, texts, error):
    of_qt = QtLanguage(texts)  # in Turkish Space has a name of its own
    try:
        line.value.settle("Ctrl+Alt+Space")
        shown = line.value.displayText()
        assert shown == f"Ctrl+Alt+{'Boşluk' if texts.language == 'tr' else 'Space'}"
        said = texts("panels.keys_own", keys="Ctrl+Alt+Space", name="Bul")
        assert said.startswith(f"{shown} ")
        assert shown in texts.error(error)[0]
        for written in (shown, "⇧⌘N"):  # on another keyboard
            said = texts("panels.keys_own", keys=written, name="Bul")
            assert said.startswith(f"{written} ")
    finally:
        of_qt.close()


@pytest.mark.parametrize("pressed", ["Ctrl+Alt+Space", "K"])
def test_what_keys_could_be_is_said_in_the_words_of_the_field(line, texts, pressed):
    of_qt = QtLanguage(texts)
    try:
        line.value.settle("Alt+Space")
        shown = line.value.displayText()
        hint = texts.error(HotKeyUnusable(keys=pressed))[1]
        assert f" {shown}" in hint
        assert "?" not in hint
        assert "{" not in hint
    finally:
        of_qt.close()


def test_what_takes_keys_away_is_called_as_the_field_calls_it(panels, line, language):
    of_qt = QtLanguage(panels.texts)
    try:
        line.value.settle("Ctrl+Backspace")
        shown = line.value.displayText().removeprefix("Ctrl+")
        assert shown == {"tr": "Geri Silme", "en": "Backspace"}[language]
        assert f" {shown} t" in panels.settings.about(line.setting)
    finally:
        of_qt.close()


def test_keys_that_do_something_here_are_refused(qtbot, line, texts, home):
    window = QMainWindow()
    qtbot.addWidget(window)
    action = window.menuBar().addMenu("m").addAction("Bul")
    action.setParent(window)
    action.setShortcut("Ctrl+Shift+Y")
    qtbot.keyClick(line.value, Qt.Key.Key_Y, Held.ControlModifier | Held.ShiftModifier)
    assert line.fault.text() == texts(
        "panels.keys_own", keys="Ctrl+Shift+Y", name="Bul"
    )
    assert kept(home) == "Alt+Space"


def test_backspace_takes_them_away_and_tab_and_esc_stay_what_they_are(
    qtbot, panels, window, line, texts, home
):
    with qtbot.waitSignal(panels.settings.changed, timeout=10_000):
        qtbot.keyClick(line.value, Qt.Key.Key_Backspace)
    assert (kept(home), line.value.text()) == ("", "")
    assert line.value.placeholderText() == texts("panels.press_keys")
    qtbot.keyClick(line.value, Qt.Key.Key_Tab)
    assert not line.value.hasFocus()
    line.value.setFocus()
    qtbot.keyClick(line.value, Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_keys_of_another_program_are_told_at_their_line(qtbot, panels, line, texts):
    fault = HotKeyTaken(keys="Ctrl+Alt+K")
    panels.settings.written.connect(
        lambda name, _: panels.settings.note_fault(name, fault)
    )
    with (
        qtbot.assertNotEmitted(panels.settings.told),
        qtbot.waitSignal(panels.settings.changed, timeout=10_000),
    ):
        qtbot.keyClick(
            line.value, Qt.Key.Key_K, Held.ControlModifier | Held.AltModifier
        )
    assert texts.error(fault)[0] in line.fault.text()
    assert line.fault.isVisible()


@pytest.mark.parametrize("here", [True, False])
def test_where_no_keys_can_be_heard_the_line_says_so(
    qtbot, panels, platform, texts, here
):
    if not here:
        platform.features = platform.features - {"hot_key"}
    window = PanelsWindow(panels)
    qtbot.addWidget(window)
    with qtbot.waitSignal(panels.settings.changed, timeout=20_000):
        window.open("settings")
    line = window.panels["settings"].lines["quick_keys"]
    assert (texts("panels.keys_missing") in line.about.text()) is not here
