"""The window of the panels, used as a person would."""

import shutil
from concurrent.futures import Future
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QColor, QDragEnterEvent, QDropEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QMainWindow,
    QMessageBox,
)

from evotr.domain import MemoryItem, Source
from evotr.embedding import BGE_M3
from evotr.errors import (
    CardIdReserved,
    EmbedderMissing,
    EmbedderReplaced,
    HubAddressUnknown,
    VersionNotFound,
)
from evotr.paths import BUNDLED_ADAPTERS, Paths
from evotr.settings import load_settings, write_setting
from evotr.settings import shown as declared
from evotr.text import LANGUAGES
from evotr.workshop import Workshop
from scripts.bench.ui_parts.access import controls, unnamed
from tests.fakes.hub import MODEL, FakeHub
from tests.fakes.keeping import FACT, SAID, teach
from tests.fakes.model_files import tiny_model
from ui.presenters.panels import Part
from ui.text import load
from ui.text.keys import native_keys
from ui.widgets.page import ConversationPage
from ui.widgets.panels import SECTIONS, PanelsMenu
from ui.widgets.panels.window import PanelsWindow

# The offscreen platform has no stack of windows and no size hints.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "support raise")

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


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


@pytest.mark.parametrize("place", [1, -1])
def test_the_neighbour_of_a_forgotten_memory_is_chosen(qtbot, panels, at, place):
    panels.desk.assistant.memories.add(
        [
            MemoryItem(letter * 32, "fact", f"{letter}.", "user", Source(), NOW)
            for letter in "cde"
        ]
    ).result(10)
    panel = at("memory", panels.memory)
    before = [row.id for row in panels.memory.rows]
    assert len(before) > 3
    panel.list.setCurrentRow(place % len(before))
    forgotten = panel.row.id
    assert forgotten == before[place]
    panel.forget.click()
    agree(panel)
    qtbot.waitUntil(lambda: forgotten not in [row.id for row in panels.memory.rows])
    after = before[2] if place == 1 else before[-2]
    qtbot.waitUntil(lambda: panel.row.id == after)


@pytest.mark.parametrize("language", LANGUAGES)
def test_return_forgets_nothing_and_the_yes_promises_no_more_questions(
    panels, at, language
):
    panel = at("memory", panels.memory)
    panel.forget.click()
    box = panel.findChild(QMessageBox)
    assert box.defaultButton() is box.button(QMessageBox.StandardButton.Cancel)
    (yes,) = [b for b in box.buttons() if b is not box.defaultButton()]
    assert f"{yes.text()}…" == panel.forget.text() == load(language)("panels.forget")
    box.reject()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_forgotten_is_said_to_be_so_where_it_stood(
    qtbot, panels, at, language
):
    desk, forgotten = panels.desk, load(language)("transcript.forgotten")
    page = ConversationPage(desk)
    qtbot.addWidget(page)
    panel = at("memory", panels.memory)
    desk.select(panel.row.conversation_id)
    qtbot.waitUntil(lambda: SAID in page.transcript.toPlainText())
    assert forgotten not in page.transcript.toPlainText()
    panel.forget.click()
    agree(panel)
    qtbot.waitUntil(lambda: SAID not in page.transcript.toPlainText())
    assert forgotten in page.transcript.toPlainText()


def test_the_memory_is_paused_with_a_switch(qtbot, panels, at):
    panel = at("memory", panels.memory)
    assert not panel.pause.isChecked()
    panel.pause.click()
    qtbot.waitUntil(panel.pause.isChecked)
    assert panels.desk.assistant.memory_paused
    panel.pause.click()
    qtbot.waitUntil(lambda: not panel.pause.isChecked())
    assert not panels.desk.assistant.memory_paused


def test_a_pin_shows_on_its_button(qtbot, panels, at, texts):
    panel = at("memory", panels.memory)
    with qtbot.waitSignal(panels.memory.changed, timeout=10_000):
        panel.pin.click()
    assert panel.pin.text() == texts("panels.unpin")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_embedder_that_is_not_here_is_told_where_memories_are(
    qtbot, panels, window, at, home
):
    panel = at("memory", panels.memory)
    with qtbot.waitSignal(panels.memory.lacks, timeout=20_000):
        qtbot.waitUntil(lambda: panels.workshop is not None, timeout=20_000)
        panels.memory.look()
    assert panel.lacking.isHidden()
    assert panel.settings.isHidden()
    write_setting(Paths(home), "embedder", "bge-m3")
    settings = load_settings({"evotr_home": home})
    panels.memory.ask(Workshop(settings))
    panel.refresh()
    qtbot.waitUntil(panel.lacking.isVisible, timeout=20_000)
    told = " ".join(panels.texts.error(EmbedderMissing(model=BGE_M3)))
    assert panel.lacking.text() == told
    assert "`" not in told
    with qtbot.waitSignal(panels.settings.changed, timeout=20_000):
        panel.settings.click()
    assert window.panels["settings"].lines["embedder"].fault.text() == told


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_damaged_embedder_is_told_when_it_was_tried(qtbot, panels, window, at):
    assistant, reranker = panels.desk.assistant, Future()
    fault = EmbedderReplaced(model=BGE_M3, reason="EOF")
    assistant.tried = {"embedder": (tried := Future()), "reranker": reranker}
    panels.desk.attached.emit(assistant)
    panel = at("memory", panels.memory)
    qtbot.waitUntil(lambda: panels.workshop is not None, timeout=20_000)
    window.open("settings")
    lines = window.panels["settings"].lines
    qtbot.waitUntil(lambda: "embedder" in lines, timeout=20_000)
    assert lines["embedder"].fault.isHidden()
    reranker.set_result(None)
    tried.set_result(fault)  # it takes seconds to open, and the panels are seen
    told = " ".join(panels.texts.error(fault))
    qtbot.waitUntil(lines["embedder"].fault.isVisible, timeout=20_000)
    assert lines["embedder"].fault.text() == told
    window.open("memory")
    qtbot.waitUntil(panel.lacking.isVisible, timeout=20_000)
    assert panel.lacking.text() == told
    assert "`" not in told
    assert lines["reranker"].fault.isHidden()


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


def test_what_was_typed_for_a_case_is_there_when_it_comes_back(qtbot, panels, at):
    teach(panels.desk.assistant)
    panel = at("labelling", panels.labelling)
    alt = Qt.KeyboardModifier.AltModifier
    qtbot.keyClicks(panel.right, "Anka")
    qtbot.keyClick(panel.right, Qt.Key.Key_Right, alt)
    assert panel.question.toPlainText() == "Kaç ay var?"
    assert panel.right.toPlainText() == ""
    qtbot.keyClicks(panel.right, "On iki.")
    qtbot.keyClick(panel.right, Qt.Key.Key_Left, alt)
    assert panel.right.toPlainText() == "Anka"
    panel.right.setPlainText("Ankara.")
    panel.give.click()
    qtbot.waitUntil(lambda: panel.question.toPlainText() == "Kaç ay var?")
    assert panel.right.toPlainText() == "On iki."
    panel.drop.click()
    qtbot.waitUntil(panel.right.isReadOnly)
    assert panel.right.toPlainText() == ""
    assert not panel._begun


def test_after_saving_with_the_button_the_next_answer_can_be_typed(qtbot, panels, at):
    teach(panels.desk.assistant)
    panel = at("labelling", panels.labelling)
    with qtbot.waitActive(panel.window()):
        panel.window().activateWindow()
    panel.right.setPlainText("Ankara.")
    panel.give.setFocus()
    qtbot.keyClick(panel.give, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: panel.question.toPlainText() == "Kaç ay var?")
    assert panel.right.hasFocus()


@pytest.mark.parametrize("language", LANGUAGES)
def test_keys_are_called_as_the_keyboard_has_them(panels, at):
    panel = at("labelling", panels.labelling)
    for keys in ("Ctrl+Return", "Alt+Right", "Alt+Left", "Alt+K", "Alt+D"):
        assert native_keys(keys) in panel.keys.text()


def dropped(widget, *paths):
    """Drop files on a widget."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    button, no_key = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    copy = Qt.DropAction.CopyAction
    enter = QDragEnterEvent(QPoint(5, 5), copy, data, button, no_key)
    QApplication.sendEvent(widget, enter)
    fall = QDropEvent(QPointF(5, 5), copy, data, button, no_key)
    QApplication.sendEvent(widget, fall)


def test_an_adapter_is_dropped_on_its_expert(qtbot, panels, at, tmp_path):
    panel = at("experts", panels.experts)
    names = [state.card.id for state in panel._experts]
    panel.list.setCurrentRow(names.index("tr_chat"))
    before = panel.versions.rowCount()
    (adapter, *_) = BUNDLED_ADAPTERS.glob("*/tr_chat/0001")
    with qtbot.waitSignal(panels.experts.changed, timeout=20_000):
        dropped(panel.versions.viewport(), shutil.copytree(adapter, tmp_path / "a"))
    assert panel.versions.rowCount() == before + 1


def test_an_adapter_is_chosen_with_a_dialog(qtbot, panels, at, tmp_path):
    panel = at("experts", panels.experts)
    panel.bring_in.click()
    dialog = panel.findChild(QFileDialog)
    assert panel.expert.card.titles["en"] in dialog.windowTitle()
    assert dialog.fileMode() == QFileDialog.FileMode.Directory
    with qtbot.waitSignal(panels.troubled, timeout=20_000) as told:
        dialog.filesSelected.emit([str(tmp_path / "nowhere")])
    assert "nowhere" in panels.texts.error(*told.args)[0]
    dialog.reject()


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


def test_rolling_back_needs_something_before(qtbot, panels, at):
    panel = at("experts", panels.experts)
    names = [state.card.id for state in panel._experts]
    panel.list.setCurrentRow(names.index("tr_chat"))
    served = panel.expert.serves
    assert served
    assert not panel.back.isEnabled()  # it came with one version
    with qtbot.waitSignal(panels.experts.changed, timeout=20_000):
        panel.none.click()
    assert panel.expert.serves == ""
    assert panel.back.isEnabled()
    with qtbot.waitSignal(panels.experts.changed, timeout=20_000):
        panel.back.click()
    assert panel.expert.serves == served
    assert not panel.back.isEnabled()


@pytest.mark.parametrize("language", LANGUAGES)
def test_refusals_call_experts_by_their_names(panels, at, language):
    at("experts", panels.experts)
    texts = panels.texts
    said = texts.error(VersionNotFound(expert="tr_chat", version="v9"))[0]
    names = {"tr": "Türkçe sohbet", "en": "Turkish conversation"}
    assert names[language] in said
    assert "tr_chat" not in said
    card = CardIdReserved(file="/k.toml", expert="tr_chat")  # there the id is meant
    assert "tr_chat" in texts.error(card)[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_an_expert_was_taught_is_listed_and_taken_back(
    qtbot, panels, at, language
):
    assistant, said = panels.desk.assistant, "Kira\nne zaman ödenir?"
    started = next(iter(assistant.send(said)))
    panel, texts = at("experts", panels.experts), load(language)
    names = [state.card.id for state in panel._experts]
    panel.list.setCurrentRow(names.index("general"))
    assert not panel.taught.isVisible()
    kept = assistant.correct_route(started.answer_id, "general").result(10)
    panel.refresh()
    qtbot.waitUntil(panel.taught.isVisible, timeout=10_000)
    assert [row.id for row in panel.taught.rows] == [kept.id]
    assert panel.taught.list.item(0).text().startswith("Kira ne zaman ödenir? (")
    panel.list.setCurrentRow(names.index("tr_chat"))
    assert not panel.taught.isVisible()
    panel.list.setCurrentRow(names.index("general"))
    assert panel.taught.drop.text() == texts("panels.unteach")
    with qtbot.waitSignal(panels.taught.told, timeout=10_000):
        panel.taught.drop.click()
    qtbot.waitUntil(lambda: not panel.taught.isVisible(), timeout=10_000)
    assert assistant.taught_routes().result(10) == ()


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
    assert panels.texts("label.max_tokens") in line.fault.text()
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
        choice.setCurrentIndex(choice.findData("last"))
        choice.activated.emit(choice.currentIndex())
    assert panel.lines["quick_thread"].setting.value == "last"


def test_esc_drops_what_was_typed_for_a_setting(qtbot, panels, at, home):
    line = at("settings", panels.settings).lines["hf_token"]
    qtbot.keyClicks(line.value, "dark")
    qtbot.keyClick(line.value, Qt.Key.Key_Escape)
    assert line.value.text() == ""
    line.value.editingFinished.emit()  # the field is left
    assert load_settings({"evotr_home": home}).hf_token is None


def test_the_users_own_settings_stand_first_under_a_heading(panels, at, texts):
    panel = at("settings", panels.settings)
    names = list(panel.lines)
    assert names[0] == "language"
    assert names.index("night") < names.index("hf_token") < names.index("night_rank")
    own = panel.heads["group_own"]
    assert own.text() == texts("panels.group_own")
    assert own.y() < panel.lines["language"].y() < panel.heads["group_answers"].y()
    panel.filter.setText("quick_keys")
    left = {group for group, head in panel.heads.items() if not head.isHidden()}
    assert left == {"group_own"}


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


CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.mark.parametrize(
    ("key", "name"), [(Qt.Key.Key_N, "new_asked"), (Qt.Key.Key_Q, "quit_asked")]
)
def test_keys_of_the_window_are_heard_here_too(qtbot, window, at, panels, key, name):
    at("load", panels.resources)
    with qtbot.waitActive(window):
        window.activateWindow()
    with qtbot.waitSignal(getattr(window, name)):
        qtbot.keyClick(window.names, key, CONTROL)
    assert window.isVisible()


def test_ctrl_w_closes_it(qtbot, window, at, panels):
    at("load", panels.resources)
    with qtbot.waitActive(window):
        window.activateWindow()
    qtbot.keyClick(window.names, Qt.Key.Key_W, CONTROL)
    assert not window.isVisible()


@pytest.mark.parametrize("section", ["memory", "settings"])
def test_ctrl_f_goes_to_the_field_that_searches_the_panel(qtbot, window, section):
    with qtbot.waitActive(window):
        window.open(section)
    field = window.panels[section].focusProxy()
    field.setText("söz")
    window.names.setFocus()
    qtbot.keyClick(window.names, Qt.Key.Key_F, CONTROL)
    assert field.hasFocus()
    assert field.selectedText() == "söz"


def test_the_menu_opens_each_section(qtbot, texts):
    window, opened = QMainWindow(), []
    qtbot.addWidget(window)
    helping = window.menuBar().addMenu("Help")
    menu = PanelsMenu(window.menuBar(), texts, opened.append)
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


def test_a_download_that_failed_is_tried_again_there(panels, at, window, texts):
    at("models", panels.models)
    asked = []
    panels.models.pull = lambda name, **how: asked.append((name, how))
    panels.models._model = "org/m"
    panels.models.failed.emit(HubAddressUnknown(endpoint="https://x"))
    notice = window.notice
    assert texts.error(HubAddressUnknown(endpoint="https://x"))[1] in (
        notice.label.text()
    )
    assert notice.more.text() == texts("remedy.settings")
    assert notice.button.text() == texts("trouble.again")
    notice.button.click()
    assert asked == [("org/m", {"use_it": False})]


@pytest.mark.parametrize("language", LANGUAGES)
def test_settings_are_called_by_names_that_people_read(panels, at, language):
    lines = at("settings", panels.settings).lines
    texts = load(language)
    assert lines.keys() == {setting.name for setting in declared(load_settings())}
    for name, line in lines.items():
        assert line.label.text() == texts(f"label.{name}")
        assert line.label.buddy() is line.value
        assert name in line.label.toolTip()
        assert line.setting.variable in line.label.toolTip()
        assert line.label.text() in line.value.accessibleName()
        assert line.label.text() in line.reset.accessibleName()
    menu_bar = lines["menu_bar"].value
    shown = [menu_bar.itemText(at) for at in range(menu_bar.count())]
    assert shown == [texts("choice.true"), texts("choice.false")]


@pytest.mark.parametrize(
    ("language", "typed", "found"),
    [("tr", "dil", "language"), ("tr", "menu cubugu", "menu_bar"), ("en", "keys", "")],
)
def test_typing_searches_as_soon_as_the_settings_open(
    qtbot, panels, at, window, typed, found
):
    panel = at("settings", panels.settings)
    with qtbot.waitActive(window):
        window.activateWindow()
    assert QApplication.focusWidget() is panel.filter
    qtbot.keyClicks(QApplication.focusWidget(), typed)
    left = {name for name, line in panel.lines.items() if not line.isHidden()}
    assert (found or "quick_keys") in left
    assert len(left) < 12
    assert window.stack.currentWidget() is panel


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_no_answer_waits_there_is_no_field_to_write_into(
    qtbot, panels, at, language
):
    panel = at("labelling", panels.labelling)
    assert panel.form.isHidden()
    assert panel.count.text() == load(language)("panels.nothing_to_label")
    assert not panel.right.hasFocus()
    teach(panels.desk.assistant)
    panel.refresh()
    qtbot.waitUntil(panel.form.isVisible, timeout=10_000)
    assert panel.question.toPlainText() == "Başkent neresi?"


def test_esc_empties_a_search_before_it_closes_the_panels(qtbot, panels, at, window):
    for section, presenter in (
        ("memory", panels.memory),
        ("settings", panels.settings),
    ):
        panel = at(section, presenter)
        field = panel.focusProxy()
        qtbot.keyClicks(field, "zebra")
        qtbot.keyClick(field, Qt.Key.Key_Escape)
        assert field.text() == ""
        assert window.isVisible()


@pytest.mark.usefixtures("language")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_system_prompt_has_several_lines(qtbot, panels, at, home):
    line = at("settings", panels.settings).lines["system_prompt"]
    line.value.setFocus()
    line.value.selectAll()
    qtbot.keyClicks(line.value, "One line.")
    qtbot.keyClick(line.value, Qt.Key.Key_Return)
    qtbot.keyClicks(line.value, "Two lines.")
    with qtbot.waitSignal(panels.settings.changed, timeout=10_000):
        qtbot.keyClick(
            line.value, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier
        )
    written = load_settings({"evotr_home": home}).system_prompt
    assert written == "One line.\nTwo lines."
    qtbot.keyClicks(line.value, "x")
    qtbot.keyClick(line.value, Qt.Key.Key_Escape)
    assert line.value.text() == written
    line.value.editingFinished.emit()
    assert load_settings({"evotr_home": home}).system_prompt == written


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_search_of_the_settings_without_a_hit_says_so(panels, at, language):
    panel = at("settings", panels.settings)
    assert panel.nothing.isHidden()
    panel.filter.setText("zzzz")
    assert not panel.nothing.isHidden()
    assert panel.nothing.text() == load(language)("list.nothing_found")
    panel.filter.clear()
    assert panel.nothing.isHidden()


@pytest.mark.usefixtures("language")
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_of_the_load_is_cut_off(qtbot, panels, at, window):
    panel = at("load", panels.resources)
    window.resize(560, 600)
    panel._show([Part("Uzmanlar ve motorun işi " * 6, "10,0 MB", 0.1)], ["x"])

    def whole():
        label = panel._labels[0]
        return label.width() < 560 and label.height() >= label.heightForWidth(
            label.width()
        )

    qtbot.waitUntil(whole)


@pytest.mark.parametrize("language", LANGUAGES)
def test_models_that_can_be_had_are_listed_with_size_and_fit(
    qtbot, panels, at, monkeypatch, language
):
    panel = at("models", panels.models)
    qtbot.waitUntil(lambda: panel.offers.count() > 2, timeout=10_000)
    asked = []
    monkeypatch.setattr(panels.models, "pull", asked.append)
    lines = [panel.offers.itemText(n) for n in range(panel.offers.count())]
    assert all("GB" in line or "MB" in line for line in lines)
    mark = "," if language == "tr" else "."
    assert any(f"{mark}{tenth} GB" in line for line in lines for tenth in range(10))
    assert sum(load(language)("guide.best") in line for line in lines) <= 1
    panel.offers.setCurrentIndex(0)
    panel.offers.activated.emit(0)
    assert panel.about.text() == panel._offers[0].about
    panel.pull.click()
    assert asked == [panel._offers[0].id]


@pytest.mark.parametrize("language", LANGUAGES)
def test_versions_are_told_in_the_language_of_the_window(panels, at, language):
    panel, texts = at("experts", panels.experts), load(language)
    known = (each for expert in panel._experts for each in expert.versions)
    version = next(each for each in known if each.card is not None)
    told, (*_, kind) = panel._about(version), panel._cells(version)
    acts = texts(f"choice.{version.card.activation}")
    assert texts("score.false_refusals") in told
    assert "false refusals" not in told
    assert f"{texts('panels.version_acts')}: {acts}" in told
    assert kind == f"{texts('choice.lora')} {version.card.rank}"


@pytest.mark.parametrize("section", SECTIONS)
def test_the_smallest_window_still_has_room_to_write_and_to_read(
    qtbot, window, section
):
    window.open(section)
    window.resize(1, 1)
    qtbot.waitUntil(lambda: window.size() == window.minimumSizeHint())
    panel = window.panels[section]
    for field in panel.findChildren(QLineEdit):
        if field.isVisible() and not isinstance(field.parent(), QComboBox):
            assert field.width() >= 110
    for rows in panel.findChildren(QAbstractItemView):
        if rows.isVisible() and rows.window() is window:
            assert rows.width() >= 110
