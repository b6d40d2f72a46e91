"""The window of the panels, used as a person would."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QColor, QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLineEdit,
    QMainWindow,
    QMessageBox,
)

from evotr.text import LANGUAGES
from scripts.bench.ui_parts.access import controls, unnamed
from tests.fakes.hub import MODEL, FakeHub
from tests.fakes.keeping import FACT, teach
from tests.fakes.model_files import tiny_model
from ui.text import load
from ui.widgets.panels import PanelsMenu, PanelsWindow
from ui.widgets.panels.window import SECTIONS

# The offscreen platform has no stack of windows and no size hints.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "support raise")


@pytest.fixture
def window(qtbot, panels):
    window = PanelsWindow(panels)
    qtbot.addWidget(window)
    return window


@pytest.fixture
def at(qtbot, window):
    """Opens a section and waits until it shows something."""

    def open_(section, presenter):
        with qtbot.waitSignal(presenter.changed, timeout=20_000):
            window.open(section)
        return window.panels[section]

    return open_


def agree(panel):
    """Say yes to the question that is asked."""
    box = panel.findChild(QMessageBox)
    (yes,) = [
        b
        for b in box.buttons()
        if box.buttonRole(b) == QMessageBox.ButtonRole.AcceptRole
    ]
    yes.click()


def test_a_memory_is_found_explained_and_corrected(qtbot, panels, at):
    panel = at("memory", panels.memory)
    qtbot.keyClicks(panel.search, "boncuk")
    qtbot.waitUntil(lambda: panel.list.count() == 1)
    assert panel.text.toPlainText() == FACT
    qtbot.waitUntil(lambda: bool(panel.reasons.toPlainText()))
    assert not panel.save.isEnabled()
    panel.text.setPlainText("Kedinin adı Duman.")
    panel.search.clear()
    panel.text.setPlainText("Kedinin adı Duman.")
    with qtbot.waitSignal(panels.memory.changed, timeout=10_000):
        panel.save.click()
    qtbot.waitUntil(lambda: panel.row and panel.row.text == "Kedinin adı Duman.")


def test_forgetting_asks_first(qtbot, panels, at):
    panel = at("memory", panels.memory)
    before = panel.list.count()
    panel.forget.click()
    panel.findChild(QMessageBox).reject()
    assert panel.list.count() == before
    panel.forget.click()
    agree(panel)
    qtbot.waitUntil(lambda: panel.list.count() == before - 1)


def test_a_pin_shows_on_its_button(qtbot, panels, at, texts):
    panel = at("memory", panels.memory)
    with qtbot.waitSignal(panels.memory.changed, timeout=10_000):
        panel.pin.click()
    assert panel.pin.text() == texts("panels.unpin")


def test_a_memory_leads_to_its_conversation(qtbot, panels, window, at):
    panel = at("memory", panels.memory)
    with qtbot.waitSignal(window.talk_asked) as asked:
        panel.talk.click()
    assert asked.args == [panel.row.conversation_id]
    panel.list.setCurrentRow(1)
    assert not panel.talk.isEnabled()
    assert panel.text.isReadOnly()


def test_labelling_needs_no_pointer(qtbot, panels, at, texts):
    teach(panels.desk.assistant)
    panel = at("labelling", panels.labelling)
    with qtbot.waitActive(panel.window()):
        panel.window().activateWindow()
    assert panel.right.hasFocus()
    assert panel.question.toPlainText() == "Başkent neresi?"
    panel.right.setPlainText("Ankara.")
    control = Qt.KeyboardModifier.ControlModifier
    alt = Qt.KeyboardModifier.AltModifier
    qtbot.keyClick(panel.right, Qt.Key.Key_Return, control)
    qtbot.waitUntil(lambda: panel.question.toPlainText() == "Kaç ay var?")
    assert panel.right.toPlainText() == ""
    qtbot.keyClick(panel.right, Qt.Key.Key_Right, alt)
    assert panel.wrong.toPlainText() == "Beş."
    assert panel.right.isReadOnly()
    qtbot.keyClick(panel.right, Qt.Key.Key_K, alt)
    qtbot.waitUntil(lambda: len(panels.labelling.cases) == 1)
    qtbot.keyClick(panel.right, Qt.Key.Key_D, alt)
    nothing = texts("panels.nothing_to_label")
    qtbot.waitUntil(lambda: panel.count.text() == nothing)
    assert not panel.drop.isEnabled()


def test_an_expert_is_put_aside_and_taken_back(qtbot, panels, at):
    panel = at("experts", panels.experts)
    names = [state.card.id for state in panel._experts]
    panel.list.setCurrentRow(names.index("tr_chat"))
    assert panel.versions.rowCount() == len(panel.expert.versions) > 0
    assert panel.about.text()
    assert panel.details.toPlainText()
    assert not panel.use.isEnabled()  # it serves already
    served = panel.expert.serves
    with qtbot.waitSignal(panels.experts.changed, timeout=20_000):
        panel.none.click()
    assert panel.expert.card.id == "tr_chat"
    assert panel.expert.serves == ""
    assert panel.use.isEnabled()
    with qtbot.waitSignal(panels.experts.changed, timeout=20_000):
        panel.use.click()
    assert panel.expert.serves == served


def test_a_model_is_pulled_and_removed(qtbot, panels, at, monkeypatch):
    panel = at("models", panels.models)
    assert not panel.stop.isEnabled()
    with FakeHub(tiny_model()) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
        panel.name.setText(MODEL)
        with qtbot.waitSignal(panels.models.changed, timeout=20_000):
            qtbot.keyClick(panel.name, Qt.Key.Key_Return)
    assert panel.models.rowCount() == 2
    panel.models.setCurrentCell(1, 0)
    assert (panel.use.isEnabled(), panel.remove.isEnabled()) == (True, True)
    panel.remove.click()
    with qtbot.waitSignal(panels.models.changed, timeout=20_000):
        agree(panel)
    assert panel.models.rowCount() == 1


def test_settings_are_written_as_they_are_typed(qtbot, panels, at):
    panel = at("settings", panels.settings)
    line = panel.lines["max_tokens"]
    line.value.selectAll()
    qtbot.keyClicks(line.value, "0")
    with qtbot.waitSignal(panels.settings.refused, timeout=10_000):
        qtbot.keyClick(line.value, Qt.Key.Key_Return)
    assert "max_tokens" in line.fault.text()
    line.value.selectAll()
    qtbot.keyClicks(line.value, "64")
    with qtbot.waitSignal(panels.settings.changed, timeout=10_000):
        qtbot.keyClick(line.value, Qt.Key.Key_Return)
    assert line.setting.value == "64"
    assert line.fault.isHidden()
    assert line.reset.isEnabled()
    with qtbot.waitSignal(panels.settings.changed, timeout=10_000):
        line.reset.click()
    assert line.value.text() == "1024"
    assert not line.reset.isEnabled()
    choice = panel.lines["quick_thread"].value
    with qtbot.waitSignal(panels.settings.changed, timeout=10_000):
        choice.setCurrentText("last")
        choice.textActivated.emit("last")
    assert panel.lines["quick_thread"].setting.value == "last"


def test_a_search_leaves_the_lines_that_fit(panels, at):
    panel = at("settings", panels.settings)
    panel.filter.setText("quick")
    left = {name for name, line in panel.lines.items() if not line.isHidden()}
    assert {"quick_keys", "quick_thread"} <= left
    assert "seed" not in left


def test_what_the_environment_overrules_is_said(panels, at, monkeypatch, texts):
    monkeypatch.setenv("EVOTR_SEED", "7")
    line = at("settings", panels.settings).lines["seed"]
    said = texts("panels.by_environment", variable="EVOTR_SEED")
    assert line.fault.text() == said
    assert line.value.text() == "7"


def test_the_load_is_told_to_the_ear_too(panels, at):
    panel = at("load", panels.resources)
    assert len(panel.bars) == 5
    assert all("%" in bar.accessibleName() for bar in panel.bars)
    assert panel.lines.toPlainText()


def test_a_fault_is_told_in_the_window(qtbot, panels, window):
    window.open("experts")
    with qtbot.waitSignal(panels.opened, timeout=20_000):
        pass
    panels.experts.use("tr_chat", "v9")
    qtbot.waitUntil(window.notice.isVisible, timeout=20_000)
    assert "v9" in window.notice.label.text()


def test_esc_closes_it_and_it_looks_no_more(qtbot, panels, window, at):
    at("load", panels.resources)
    with qtbot.waitActive(window):
        window.activateWindow()
    assert panels.resources._timer.isActive()
    qtbot.keyClick(window.names, Qt.Key.Key_Escape)
    assert not window.isVisible()
    assert not panels.resources._timer.isActive()


def test_the_menu_opens_each_section(qtbot, texts):
    window, opened = QMainWindow(), []
    qtbot.addWidget(window)
    helping = window.menuBar().addMenu("Help")
    menu = PanelsMenu(window, texts, opened.append)
    assert window.menuBar().actions() == [menu.menuAction(), helping.menuAction()]
    for action in menu.actions():
        action.trigger()
    assert opened == list(SECTIONS)
    settings = menu.actions()[-1]
    assert settings.menuRole() == QAction.MenuRole.PreferencesRole
    assert settings.shortcut().toString() == "Ctrl+,"
    shortcuts = [action.shortcut().toString() for action in menu.actions()]
    assert len(set(shortcuts)) == len(shortcuts)


def test_it_follows_the_palette(qtbot, qapp, window):
    before, as_it_was = window.styleSheet(), qapp.palette()
    dark = QPalette(QColor("#2b2d31"), QColor("#232529"))
    dark.setColor(QPalette.ColorRole.Base, QColor("#1e2024"))
    try:
        qapp.setPalette(dark)
        qtbot.waitUntil(lambda: window.styleSheet() != before)
    finally:
        qapp.setPalette(as_it_was)
    qtbot.waitUntil(lambda: window.styleSheet() == before)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_control_has_a_name(qtbot, panels, window, language):
    teach(panels.desk.assistant)
    presenters = {
        "memory": panels.memory,
        "labelling": panels.labelling,
        "experts": panels.experts,
        "models": panels.models,
        "load": panels.resources,
        "settings": panels.settings,
    }
    seen = 0
    for section, presenter in presenters.items():
        with qtbot.waitSignal(presenter.changed, timeout=20_000):
            window.open(section)
        assert unnamed(window) == []
        seen += len(list(controls(window)))
    assert seen > 150
    assert window.windowTitle() == load(language)("panels.title")


def test_everything_is_reached_with_tab(qtbot, panels, window):
    with qtbot.waitSignal(panels.settings.changed, timeout=20_000):
        window.open("settings")
    kinds = (QAbstractButton, QComboBox, QLineEdit)
    panel = window.panels["settings"]
    wanted = {
        child
        for kind in kinds
        for child in panel.findChildren(kind)
        if child.isVisible()
        and child.isEnabled()
        # A field's own button for clearing it has its key, too.
        and not isinstance(child.parent(), QLineEdit)
    }
    reached, at = set(), window.names
    for _ in range(2000):
        at = at.nextInFocusChain()
        if at is window.names:
            break
        if at.focusPolicy() & Qt.FocusPolicy.TabFocus:
            reached.add(at)
    assert wanted <= reached
    assert len(wanted) > 40
