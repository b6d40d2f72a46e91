"""What brings the program up while the user is elsewhere."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QLineEdit, QMessageBox, QPushButton

from evotr.domain import NightProgress
from evotr.errors import HotKeyTaken
from evotr.settings import load_settings
from evotr.text import LANGUAGES
from evotr.workshop import Workshop
from tests.fakes.office import FakeOffice
from ui.bridge import Doorbell
from ui.text import load
from ui.widgets.asking import ask_name
from ui.widgets.outside import Here, Outside
from ui.widgets.window import MainWindow

# The offscreen platform has no stack of windows, no size hints and no bar for signs.
pytestmark = pytest.mark.qt_log_ignore(
    "propagateSizeHints", "support raise", "systemTrayWindowChanged"
)


@pytest.fixture
def make(qtbot, desk, platform, memory, tmp_path):
    """Builds all of it with these settings."""

    def build(**chosen):
        settings = load_settings({"evotr_home": tmp_path, **chosen})
        window = MainWindow(desk, memory)
        qtbot.addWidget(window, before_close_func=lambda w: w.hide())
        here = Here(settings, platform, Doorbell(tmp_path), lambda: Workshop(settings))
        outside = Outside(desk, window, here)
        qtbot.addWidget(outside.panel)
        return window, outside

    return build


def test_the_keys_of_the_settings_bring_the_panel(make, platform):
    _, outside = make(quick_keys="Ctrl+Alt+K")
    outside.begin()
    assert platform.hot_key[0] == "Ctrl+Alt+K"
    platform.press()
    assert outside.panel.isVisible()


def test_keys_that_are_taken_are_told_in_the_window(make, desk, platform):
    _, outside = make()
    told = []
    desk.troubled.connect(lambda error, _: told.append(desk.texts.error(error)[0]))
    platform.refuse = HotKeyTaken(keys="Alt+Space")
    outside.begin()
    assert told == [desk.texts.error(HotKeyTaken(keys="Alt+Space"))[0]]


@pytest.mark.parametrize("before", [True, False])
def test_keys_that_are_taken_are_told_in_the_settings_too(
    qtbot, make, platform, before
):
    _, outside = make()
    fault = HotKeyTaken(keys="Ctrl+Alt+K")
    if before:  # at the start, before there are panels
        platform.refuse = fault
        outside.begin()
    outside.open_section("settings")
    qtbot.addWidget(outside._panels)
    if not before:
        platform.refuse = fault
        outside.hot_key.hear("Ctrl+Alt+K")
    assert outside._kept.settings.fault_of("quick_keys") is fault


@pytest.mark.parametrize("dock", [True, False])
def test_the_dock_is_left_where_the_settings_say_so(make, platform, dock):
    _, outside = make(dock=dock)
    outside.begin()
    assert platform.in_dock == dock


def test_another_program_brings_what_it_was_started_for(make):
    window, outside = make()
    window.setWindowState(Qt.WindowState.WindowMinimized)
    outside._here.doorbell.rung.emit("window")
    assert window.isVisible()
    assert not window.isMinimized()
    assert not outside.panel.isVisible()
    outside._here.doorbell.rung.emit("quick")
    assert outside.panel.isVisible()


def test_the_sign_says_that_a_night_pauses(make, desk):
    _, outside = make()
    sign, office = outside._make_sign(), FakeOffice()
    desk.nights.attach(office)
    for paused, state in (((), "night"), (("idle",), "resting"), ((), "night")):
        office.progress = NightProgress(3, "train", paused=paused, waits=True)
        desk.nights.poll()
        assert outside.presence.presence == state
        assert sign.icon.toolTip() == desk.texts(f"bar.{state}")
    office.progress = None
    desk.nights.poll()
    assert outside.presence.presence == "idle"


def test_the_dock_brings_the_window_but_not_over_the_panel(make):
    window, outside = make()
    outside.panel.summon()
    outside.arrive()
    assert not window.isVisible()
    outside.panel.dismiss()
    outside.arrive()
    assert window.isVisible()


def test_the_window_comes_with_the_conversation(qtbot, make, next_turn):
    window, outside = make()
    outside.panel.summon()
    outside.panel.page.composer.submitted.emit("Selam?")
    turn = next_turn()
    turn.say("Merhaba")
    outside.panel.carry_over()
    turn.finish()
    assert window.isVisible()
    qtbot.waitUntil(lambda: "Merhaba" in window.page.transcript.toPlainText())


@pytest.mark.parametrize("way", ["quick", "panel"])
def test_a_private_conversation_makes_way_and_stays(
    qtbot, make, fake, desk, next_turn, way
):
    fake.add("konu", "Kedim Pamuk")
    window, outside = make()
    desk.begin_private()
    qtbot.waitUntil(lambda: window._pages.front.chat.private)
    if way == "quick":
        outside.panel.summon()
        outside.panel.page.composer.submitted.emit("Selam?")
        turn = next_turn()
        outside.panel.carry_over()
        turn.finish()
    else:
        desk.conversations.refresh()
        qtbot.waitUntil(lambda: bool(desk.conversations.rows))
        outside.open_section("load")
        qtbot.addWidget(outside._panels)
        outside._panels.talk_asked.emit(desk.conversations.rows[0].id)
    assert window._pages.front is window.page
    said = "Selam?" if way == "quick" else "Kedim Pamuk"
    qtbot.waitUntil(lambda: said in window.page.transcript.toPlainText())
    assert desk.aside.chat is not None


def test_beginning_twice_changes_nothing(make, platform):
    _, outside = make()
    outside.begin()
    platform.release_hot_key()
    outside.begin()
    assert platform.hot_key is None


@pytest.mark.parametrize(
    ("typed", "keys"), [("Ctrl+Alt+K", "Ctrl+Alt+K"), (None, "Alt+Space"), ("", None)]
)
def test_other_keys_are_heard_as_soon_as_they_are_written(
    qtbot, make, platform, typed, keys
):
    _, outside = make(quick_keys="Ctrl+Alt+J")
    outside.begin()
    outside.menu.actions()[-1].trigger()
    panels = outside._panels
    qtbot.addWidget(panels)
    settings = panels._desk.settings
    with qtbot.waitSignal(panels._desk.opened, timeout=20_000):
        pass
    with qtbot.waitSignal(settings.written, timeout=20_000):
        settings.write("quick_keys", typed)
    assert (platform.hot_key and platform.hot_key[0]) == keys


def test_a_memory_leads_to_its_conversation_in_the_window(qtbot, make, fake, desk):
    window, outside = make()
    known = fake.add("eski", "soru", "yanıt")
    outside.open_section("load")
    qtbot.addWidget(outside._panels)
    outside._panels.talk_asked.emit(known)
    assert desk.chat.conversation_id == known
    assert window.isVisible()


def quit_by_panel(outside):
    outside.panel.summon()
    outside.panel.quit_asked.emit()


def quit_by_sign(outside):
    outside._make_sign()
    outside.sign.menu.actions()[-1].trigger()


@pytest.mark.parametrize("leave", [quit_by_panel, quit_by_sign])
def test_from_wherever_one_quits_it_asks_where_something_is_under_way(
    qtbot, make, desk, next_turn, leave
):
    window, outside = make()
    outside.panel.page.composer.submitted.emit("Uzun?")
    turn = next_turn()
    leave(outside)
    (box,) = window.findChildren(QMessageBox)
    assert desk.texts("ask.quit_answering") in box.informativeText()
    assert window.isVisible()
    with qtbot.waitSignal(desk.closed, timeout=10_000):
        box.buttons()[0].click()
    assert turn.cancelled
    assert not window.isVisible()


def test_the_quick_panel_has_the_windows_size_of_words(make):
    window, outside = make()
    window.viewing.step(1)
    panel = outside.panel.page.transcript

    def size():
        return panel.document().defaultFont().pointSizeF()

    before = size()
    usual = window.page.transcript.document().defaultFont().pointSizeF()
    assert before == usual
    window.viewing.step(1)
    assert size() > before


def test_the_keys_that_size_words_are_heard_in_the_quick_panel(qtbot, make):
    window, outside = make()
    panel, keys = outside.panel, Qt.Key
    with qtbot.waitActive(panel):
        panel.summon()
    page = panel.page
    usual = page.composer.edit.font().pointSizeF()
    for key, percent in (
        (keys.Key_Plus, 110),
        (keys.Key_Equal, 125),
        (keys.Key_Minus, 110),
        (keys.Key_0, 100),
        (keys.Key_Minus, 90),
    ):
        held = Qt.KeyboardModifier.ControlModifier
        qtbot.keyClick(page.composer.edit, key, held)
        assert window.viewing.percent == percent
        assert page.composer.edit.font().pointSizeF() == usual * percent / 100
        shown = page.transcript.document().defaultFont()
        assert shown == window.page.transcript.document().defaultFont()


@pytest.fixture(params=LANGUAGES)
def texts(request):
    return load(request.param)


@pytest.fixture
def both(qtbot, make):
    """The window, and the panels' before it."""
    window, outside = make()
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    with qtbot.waitActive(open_panels(qtbot, outside)):
        outside._panels.activateWindow()
    return window, outside._panels


def open_panels(qtbot, outside):
    outside.open_section("load")
    qtbot.addWidget(outside._panels)
    return outside._panels


def action(window, key):
    return window.findChild(QAction, key)


def test_closing_closes_the_window_in_front_alone(both, desk):
    window, panels = both
    action(window, "close").trigger()
    assert not panels.isVisible()
    assert window.isVisible()
    assert not desk.ending


def test_the_program_ends_with_its_last_window(qtbot, both, desk):
    window, panels = both
    with qtbot.waitActive(window):
        window.activateWindow()
    action(window, "close").trigger()
    assert not window.isVisible()
    assert panels.isVisible()
    assert not desk.ending
    with qtbot.waitSignal(desk.closed, timeout=10_000):
        panels.close()


def test_the_last_window_is_not_closed_silently_if_something_would_be_lost(
    qtbot, both, desk, next_turn
):
    window, panels = both
    with qtbot.waitActive(window):
        window.activateWindow()
    desk.chat.send("Uzun?")
    turn = next_turn()
    action(window, "close").trigger()
    panels.close()
    (box,) = window.findChildren(QMessageBox)
    assert desk.texts("ask.quit_answering") in box.informativeText()
    box.button(QMessageBox.StandardButton.Cancel).click()
    assert window.isVisible()
    assert not desk.ending
    turn.finish()


def test_a_window_that_came_back_is_not_ended_with_another_one(qtbot, both, desk):
    window, panels = both
    with qtbot.waitActive(window):
        window.activateWindow()
    action(window, "close").trigger()
    window.bring_forward()
    panels.close()
    assert window.isVisible()
    assert not desk.ending


def test_closing_is_called_what_it_does(qtbot, both, texts):
    window, panels = both
    assert action(window, "close").text() == texts("menu.close")
    panels.close()
    last = texts("menu.close_last")
    qtbot.waitUntil(lambda: action(window, "close").text() == last)


def test_where_a_sign_stands_the_program_goes_on_without_a_window(qtbot, both, desk):
    window, panels = both
    outside = window.findChild(Outside)
    panels.close()
    with qtbot.waitActive(window):
        window.activateWindow()
    outside.show_sign()
    assert action(window, "close").text() == desk.texts("menu.close")
    action(window, "close").trigger()
    assert not window.isVisible()
    assert not desk.ending
    outside.open_section("load")
    panels.close()  # the last one
    assert not desk.ending
    with qtbot.waitActive(window):
        outside.sign.menu.actions()[1].trigger()
    outside.sign.close()
    with qtbot.waitSignal(desk.closed, timeout=10_000):
        action(window, "close").trigger()


def test_a_new_conversation_is_begun_from_the_panels(qtbot, both, fake, desk):
    window, panels = both
    desk.select(fake.add("konu", "Kedim Pamuk"))
    with qtbot.waitActive(window):
        qtbot.keyClick(panels.names, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert desk.chat.conversation_id is None
    assert window.page.composer.edit.hasFocus()


def test_quitting_from_the_panels_asks_where_something_is_under_way(
    qtbot, both, desk, next_turn
):
    window, panels = both
    desk.chat.send("Uzun?")
    turn = next_turn()
    qtbot.keyClick(panels.names, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    (box,) = window.findChildren(QMessageBox)
    assert desk.texts("ask.quit_answering") in box.informativeText()
    box.button(QMessageBox.StandardButton.Cancel).click()
    turn.finish()


@pytest.fixture
def shared(qtbot, desk, platform, memory, tmp_path):
    """The window with a bar for all windows, as macOS has it, and all beside it."""
    settings = load_settings({"evotr_home": tmp_path})
    window = MainWindow(desk, memory, shared=True)
    qtbot.addWidget(window, before_close_func=lambda w: w.hide())
    here = Here(settings, platform, Doorbell(tmp_path), lambda: Workshop(settings))
    outside = Outside(desk, window, here)
    qtbot.addWidget(outside.panel)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return window, outside


def test_the_bar_for_all_windows_has_no_parent_and_every_menu(shared):
    window, outside = shared
    assert window.bar.parent() is None
    assert window.menuWidget() is None
    assert outside.menu.menuAction() in window.bar.actions()
    assert len(window.bar.actions()) >= 5


def test_its_actions_are_of_the_window_in_front(qtbot, shared, fake, desk):
    window, outside = shared
    desk.select(fake.add("konu", "Kedim Pamuk", "Güzel"))
    qtbot.waitUntil(lambda: len(desk.chat.entries) == 2)
    of_answers = ("regenerate", "rename", "delete", "copy_answer", "edit_last")
    assert action(window, "copy_answer").isEnabled()
    outside.open_section("settings")
    panels = outside._panels
    qtbot.addWidget(panels)
    with qtbot.waitActive(panels):
        panels.activateWindow()
    for key in of_answers:
        assert not action(window, key).isEnabled()
    for key in ("new", "find", "close", "quit", "search", "paste"):
        assert action(window, key).isEnabled()
    panels.names.setFocus()
    action(window, "find").trigger()
    assert panels.panels["settings"].filter.hasFocus()
    assert not window.page.finding.isVisible()
    action(window, "close").trigger()
    assert not panels.isVisible()
    with qtbot.waitActive(window):
        window.activateWindow()
    assert action(window, "copy_answer").isEnabled()
    action(window, "close").trigger()
    assert not window.isVisible()
    assert not desk.ending


def test_who_answered_is_asked_of_the_quick_panel_where_it_is_in_front(
    qtbot, shared, desk, next_turn
):
    window, outside = shared
    panel, who = outside.panel, action(window, "who")
    with qtbot.waitActive(panel):
        panel.summon()
    panel.page.chat.send("Çay?")
    turn = next_turn()
    turn.say("Gel.")
    turn.finish()
    qtbot.waitUntil(lambda: not panel.page.chat.busy)
    assert who.isEnabled()
    why, shown = desk.texts("provenance.instead"), panel.page.transcript
    assert why not in shown.toPlainText()
    who.trigger()
    qtbot.waitUntil(lambda: why in shown.toPlainText())
    outside.open_section("settings")
    qtbot.addWidget(outside._panels)
    with qtbot.waitActive(outside._panels):
        outside._panels.activateWindow()
    assert not who.isEnabled()


@pytest.fixture
def questioned(qtbot, shared):
    """The window, with a question before it, that somebody can write on."""
    window, _ = shared
    dialog = ask_name(window, lambda: "Adı?", ["Bir"], lambda _: None)
    with qtbot.waitActive(dialog):
        dialog.activateWindow()
    yield window, dialog
    dialog.close()


def test_nothing_is_pasted_behind_a_question(questioned):
    window, dialog = questioned
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("yapıştırılan")
    field = dialog.findChild(QLineEdit)
    field.setFocus()
    field.selectAll()
    action(window, "paste").trigger()
    assert field.text() == "yapıştırılan"
    field.setSelection(0, 3)
    action(window, "cut").trigger()
    assert (field.text(), clipboard.text()) == ("ıştırılan", "yap")
    dialog.findChildren(QPushButton)[0].setFocus()
    action(window, "paste").trigger()
    assert window.page.composer.edit.toPlainText() == ""


@pytest.mark.parametrize("key", ["zoom", "minimise"])
def test_a_question_is_not_sized(questioned, key):
    window, dialog = questioned
    action(window, key).trigger()
    for each in (window, dialog):
        assert not each.isMaximized()
        assert not each.isMinimized()


@pytest.mark.parametrize("key", ["zoom", "minimise"])
def test_a_window_in_front_is_sized_and_the_quick_panel_is_not(qtbot, shared, key):
    window = shared[0]
    with qtbot.waitActive(shared[1].panel):
        shared[1].panel.summon()
    action(window, key).trigger()
    assert not shared[1].panel.isMaximized()
    assert not shared[1].panel.isMinimized()
    with qtbot.waitActive(open_panels(qtbot, shared[1])):
        shared[1]._panels.activateWindow()
    action(window, key).trigger()
    assert shared[1]._panels.isMaximized() or shared[1]._panels.isMinimized()
    assert not window.isMaximized()
    assert not window.isMinimized()


def test_its_new_begins_anew_in_the_quick_panel_that_is_in_front(qtbot, shared, fake):
    window, outside = shared
    panel = outside.panel
    shown = fake.add("konu", "Kedim Pamuk", "Güzel")
    with qtbot.waitActive(panel):
        panel.summon()
    panel.page.chat.show(shown)
    qtbot.waitUntil(lambda: len(panel.page.chat.entries) == 2)
    action(window, "new").trigger()
    assert panel.page.chat.conversation_id is None
    assert panel.isVisible()


def test_at_the_end_nothing_is_heard(make, desk, platform):
    _, outside = make()
    outside.begin()
    outside.panel.summon()
    desk.closing.emit()
    assert platform.hot_key is None
    assert not outside.panel.isVisible()
