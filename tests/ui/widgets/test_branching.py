"""Going on from a message in a new conversation, as a person does."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QAction, QContextMenuEvent
from PySide6.QtWidgets import QApplication

from ui.text import load
from ui.widgets.notice import CONFIRM_MS

NO_KEY = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def window(qtbot, fake, desk, open_window):
    """The window on a conversation of two answers."""
    desk.select(fake.add("Kira", "bir?", "1", "iki?", "2"))
    window = open_window()
    qtbot.waitUntil(lambda: len(desk.chat.entries) == 4)
    return window


def action(window, key):
    return window.findChild(QAction, key)


def current(window):
    row = window.side.current
    return row.title if row else None


@pytest.mark.parametrize(("language", "mark"), [("en", "Branch"), ("tr", "Dal")])
def test_the_key_begins_a_branch_that_is_ready_to_be_written_in(
    qtbot, window, desk, language, mark
):
    desk.speak(language)
    window.side.list.setFocus()
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    with qtbot.waitSignal(desk.chat.branched, timeout=10_000):
        qtbot.keyClick(window, Qt.Key.Key_J, keys)
    assert window.page.composer.edit.hasFocus()
    assert window.page.notice.label.text() == load(language)("notice.branched")
    qtbot.waitUntil(lambda: current(window) == f"{mark}: Kira")
    assert [entry.text for entry in desk.chat.entries] == ["bir?", "1", "iki?", "2"]


def menu_of(window, where):
    """The menu of the message at a point, and what it has by its words."""
    view = window.page.transcript
    there = view.viewport().mapToGlobal(where)
    reason = QContextMenuEvent.Reason.Keyboard
    view.contextMenuEvent(QContextMenuEvent(reason, where, there, NO_KEY))
    menu = QApplication.activePopupWidget()
    return menu, {each.text(): each for each in menu.actions()}


@pytest.mark.qt_log_ignore("This plugin does not support")
@pytest.mark.parametrize("language", ["en", "tr"])
@pytest.mark.parametrize(("place", "told"), [(0, ["bir?", ""]), (1, ["bir?", "1"])])
def test_each_message_has_it_in_its_menu(qtbot, window, desk, language, place, told):
    desk.speak(language)
    view = window.page.transcript
    where = view.place_of_answer(1).center()
    if place == 0:
        where = QPoint(view.viewport().width() - 40, 40)
    menu, actions = menu_of(window, where)
    with qtbot.waitSignal(desk.chat.branched, timeout=10_000):
        actions[load(language)("transcript.branch")].trigger()
    menu.close()
    qtbot.waitUntil(lambda: [one.text for one in desk.chat.entries] == told)


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_question_just_sent_has_it_too(qtbot, window, desk, next_turn):
    action(window, "new").trigger()
    qtbot.waitUntil(lambda: not desk.chat.entries)
    desk.chat.send("yeni?")
    turn = next_turn()
    turn.say("evet")
    turn.finish()
    qtbot.waitUntil(lambda: not desk.chat.busy and desk.chat.last_answer is not None)
    width = window.page.transcript.viewport().width()
    menu, actions = menu_of(window, QPoint(width - 40, 40))
    with qtbot.waitSignal(desk.chat.branched, timeout=10_000):
        actions[load("en")("transcript.branch")].trigger()
    menu.close()
    qtbot.waitUntil(lambda: [one.text for one in desk.chat.entries] == ["yeni?", ""])


@pytest.mark.parametrize("language", ["en", "tr"])
def test_that_it_is_another_one_is_told_there_alone(
    qtbot, window, desk, monkeypatch, language
):
    desk.speak(language)
    old, notice = desk.chat.conversation_id, window.page.notice
    notice.report("!", "", lambda: None)
    heard = []
    monkeypatch.setattr(
        QAccessible, "updateAccessibility", lambda event: heard.append(event.message())
    )
    action(window, "branch").trigger()
    told = load(language)("notice.branched")
    qtbot.waitUntil(lambda: notice.label.text() == told)
    assert heard == [told]
    assert notice.timer.interval() > CONFIRM_MS
    desk.select(old)
    qtbot.waitUntil(notice.isHidden)


def test_the_field_is_the_branchs_own(qtbot, window, desk):
    old = desk.chat.conversation_id
    edit = window.page.composer.edit
    edit.setPlainText("yarım kalan")
    with qtbot.waitSignal(desk.chat.branched, timeout=10_000):
        action(window, "branch").trigger()
    assert edit.toPlainText() == ""
    desk.select(old)
    qtbot.waitUntil(lambda: edit.toPlainText() == "yarım kalan")


def test_its_keys_held_down_make_one(window):
    assert not action(window, "branch").autoRepeat()
    assert action(window, "larger").autoRepeat()


@pytest.mark.parametrize("language", ["en", "tr"])
def test_a_private_conversation_says_why_it_has_none(
    qtbot, window, desk, fake, next_turn, language
):
    desk.speak(language)
    action(window, "private").trigger()
    front = window._pages.front
    qtbot.waitUntil(lambda: front.chat.open)
    front.chat.send("gizli?")
    next_turn().finish()
    qtbot.waitUntil(lambda: not front.chat.busy)
    assert action(window, "branch").isEnabled()
    action(window, "branch").trigger()
    assert front.notice.label.text() == load(language)("private.not_branched")
    assert "branch" not in front.transcript._small.actions(front.chat.entries[1])
    assert len(fake.conversations().result(10)) == 1


def test_there_is_none_while_the_last_answer_is_written(qtbot, window, desk, next_turn):
    assert action(window, "branch").isEnabled()
    desk.chat.send("üç?")
    turn = next_turn()
    qtbot.waitUntil(lambda: not action(window, "branch").isEnabled())
    turn.finish()
    qtbot.waitUntil(lambda: action(window, "branch").isEnabled())


def test_a_conversation_in_the_trash_can_be_brought_back(qtbot, window, desk, fake):
    fake.delete(desk.chat.conversation_id).result(10)
    action(window, "branch").trigger()
    notice = window.page.notice
    qtbot.waitUntil(lambda: "Kira" in notice.label.text())
    assert notice.button.text() == load("en")("menu.restore")
