"""Settings that are chosen from a list, as a person would."""

import pytest
from PySide6.QtCore import Qt

from evotr.paths import Paths
from evotr.settings import load_settings, write_setting
from evotr.text import LANGUAGES
from ui.widgets.choice import Choice
from ui.widgets.panels.window import PanelsWindow

# The offscreen platform has no stack of windows and no size hints.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "support raise")


@pytest.fixture
def opened(qtbot, panels):
    """The panel, with the settings as they are when it is opened."""

    def open_():
        window = PanelsWindow(panels)
        qtbot.addWidget(window)
        with qtbot.waitSignal(panels.settings.changed, timeout=20_000):
            window.open("settings")
        return window.panels["settings"]

    return open_


@pytest.fixture
def line(opened):
    """Who answers, as the settings have it when they are opened."""
    return lambda: opened().lines["expert"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_answers_is_chosen_by_name(qtbot, panels, line, home):
    who = line()
    assert isinstance(who.value, Choice)
    assert who.value.currentText() == panels.texts("choice.auto")
    name = panels.texts.expert("tr_chat")
    who.value.setCurrentIndex(who.value.findText(name))
    with qtbot.waitSignal(panels.settings.changed, timeout=10_000):
        who.value.activated.emit(who.value.currentIndex())
    assert load_settings({"evotr_home": home}).expert == "tr_chat"
    assert (who.setting.value, who.value.currentText()) == ("tr_chat", name)
    with qtbot.waitSignal(panels.settings.changed, timeout=10_000):
        who.reset.click()
    assert who.value.currentText() == panels.texts("choice.auto")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_expert_that_is_gone_is_shown_and_kept_until_another_is_chosen(
    qtbot, panels, line, home
):
    write_setting(Paths(home), "expert", "cook")
    who = line()
    assert who.value.currentText() == panels.texts("panels.who_other", who="cook")
    who.value.activated.emit(who.value.currentIndex())  # chosen once more
    assert load_settings({"evotr_home": home}).expert == "cook"
    qtbot.keyClick(who.value, Qt.Key.Key_Home)
    with qtbot.waitSignal(panels.settings.changed, timeout=10_000):
        who.value.activated.emit(0)
    assert load_settings({"evotr_home": home}).expert == "auto"
    assert who.value.findData("cook") == -1


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_value_that_is_refused_is_marked_and_mended_alone(
    qtbot, panels, opened, home, monkeypatch
):
    monkeypatch.delenv("EVOTR_LANGUAGE", raising=False)
    home.mkdir(exist_ok=True)
    file = Paths(home).settings
    file.write_text('temperature = "hot"\nmax_tokens = -5\nmemory = "ja"\n', "utf-8")
    lines = opened().lines
    wrong = [name for name, line in lines.items() if not line.fault.isHidden()]
    assert sorted(wrong) == ["max_tokens", "memory", "temperature"]
    heat, most, memory = (lines[n] for n in ("temperature", "max_tokens", "memory"))
    assert (heat.value.text(), most.value.text()) == ("hot", "-5")
    assert memory.value.currentText() == "ja"
    assert f"“{heat.label.text()}”" in heat.fault.text()
    heat.value.setText("0.5")
    heat.value.setModified(True)
    with qtbot.waitSignal(panels.settings.changed, timeout=10_000):
        heat.value.editingFinished.emit()
    assert heat.fault.isHidden()
    assert not most.fault.isHidden()
    with qtbot.waitSignal(panels.settings.changed, timeout=10_000):
        most.reset.click()
    with qtbot.waitSignal(panels.settings.changed, timeout=10_000):
        memory.value.activated.emit(memory.value.findData("true"))
    assert [name for name, line in lines.items() if not line.fault.isHidden()] == []
    assert memory.value.findData("ja") == -1
    assert file.read_text("utf-8") == "temperature = 0.5\nmemory = true\n"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_file_has_and_nobody_knows_is_listed_and_taken_out(
    qtbot, panels, opened, home
):
    home.mkdir(exist_ok=True)
    file = Paths(home).settings
    file.write_text("seed = 7\n", "utf-8")
    panel = opened()
    assert "max_tokenz" not in panel.lines
    file.write_text("max_tokenz = 5\nseed = 7\n", "utf-8")
    with qtbot.waitSignal(panels.settings.changed, timeout=10_000):
        panel.refresh()
    strange = panel.lines["max_tokenz"]
    head = panel.heads["group_strange"]
    assert head.text() == panels.texts("panels.group_strange")
    assert (strange.label.text(), strange.value.text()) == ("max_tokenz", "5")
    assert strange.value.isReadOnly()
    assert "max_tokenz" in strange.fault.text()
    assert strange.reset.text() == panels.texts("panels.take_out")
    panel.grab()  # lays it out
    assert head.y() < strange.y() < panel.heads["group_own"].y()
    with qtbot.waitSignal(panels.settings.changed, timeout=10_000):
        strange.reset.click()
    assert file.read_text("utf-8") == "seed = 7\n"
    assert "max_tokenz" not in panel.lines
    assert head.isHidden()
    assert load_settings({"evotr_home": home}).seed == 7


def test_the_keyboard_is_at_the_search_when_its_line_is_gone(qtbot, opened, home):
    home.mkdir(exist_ok=True)
    Paths(home).settings.write_text("max_tokenz = 5\n", "utf-8")
    panel = opened()
    strange = panel.lines["max_tokenz"]
    strange.reset.setFocus()
    assert panel.window().focusWidget() is strange.reset
    with qtbot.waitSignal(strange.destroyed, timeout=10_000):
        qtbot.keyClick(strange.reset, Qt.Key.Key_Space)
    assert panel.window().focusWidget() is panel.filter


def test_keys_reach_what_is_strange_where_it_stands(qtbot, panels, opened, home):
    panel = opened()
    home.mkdir(exist_ok=True)
    Paths(home).settings.write_text("max_tokenz = 5\ntop_q = 1\n", "utf-8")
    with qtbot.waitSignal(panels.settings.changed, timeout=10_000):
        panel.refresh()
    places = [
        part
        for name, line in panel.lines.items()
        if name in {"max_tokenz", "top_q"}
        for part in (line.value, line.reset)
    ]
    window = panel.window()
    reached = []
    panel.at_login.setEnabled(True)
    panel.at_login.setFocus()
    for _ in places:
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        reached.append(window.focusWidget())
    assert len(reached) == 4
    assert reached == places
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
    assert window.focusWidget() is panel.lines["language"].value
