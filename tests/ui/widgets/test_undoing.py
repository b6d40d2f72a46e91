"""Undo brings back a conversation that was deleted, but words first."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMessageBox

from evotr.text import LANGUAGES
from ui.text import load

# The offscreen platform cannot take the size hints of a dialog.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

CTRL = Qt.KeyboardModifier.ControlModifier
NAMES = {"tr": "Sohbeti Silmeyi Geri Al", "en": "Undo Delete Conversation"}


@pytest.fixture
def window(qtbot, fake, desk, open_window):
    """The window over three conversations, with the keyboard in it."""
    talks = [fake.add(title, "soru", "yanıt") for title in ("bir", "iki", "üç")]
    window = open_window()
    desk.select(talks[-1])
    qtbot.waitUntil(lambda: len(desk.chat.entries) == 2)
    return window


def action(window, key):
    return window.findChild(QAction, key)


def delete(qtbot, window, desk):
    """Delete the conversation in front; its id."""
    gone = desk.chat.conversation_id
    action(window, "delete").trigger()
    (box,) = window.findChildren(QMessageBox)
    with qtbot.waitSignal(desk.moved_to_trash, timeout=10_000):
        box.defaultButton().click()
    qtbot.waitUntil(lambda: desk.chat.conversation_id != gone)
    with qtbot.waitActive(window):
        window.activateWindow()
    return gone


def undo(qtbot, place):
    """Press the key there."""
    place.setFocus()
    qtbot.keyClick(place, Qt.Key.Key_Z, CTRL)


def place(window, name):
    return {
        "list": window.side.list,
        "search": window.side.search,
        "composer": window.page.composer.edit,
        "transcript": window.page.transcript,
        "button": window.side.new,
    }[name]


@pytest.mark.parametrize("name", ["list", "search", "composer", "transcript", "button"])
def test_the_key_brings_it_back_wherever_no_words_were_typed(qtbot, window, desk, name):
    gone = delete(qtbot, window, desk)
    qtbot.waitUntil(window.page.notice.isVisible)
    undo(qtbot, place(window, name))
    qtbot.waitUntil(lambda: desk.chat.conversation_id == gone)
    qtbot.waitUntil(lambda: len(desk.conversations.rows) == 3)
    assert window.page.notice.isHidden()  # what it offered is done


@pytest.mark.parametrize("name", ["search", "composer"])
def test_words_are_undone_and_the_conversation_stays_away(qtbot, window, desk, name):
    delete(qtbot, window, desk)
    field = place(window, name)
    field.setFocus()
    qtbot.keyClicks(field, "so")
    for _ in range(3):  # one key too many is still the field's
        undo(qtbot, field)
    text = field.text() if name == "search" else field.toPlainText()
    assert text == ""
    assert desk.conversations.can_undo


def test_the_last_one_comes_first(qtbot, window, desk):
    first = delete(qtbot, window, desk)
    second = delete(qtbot, window, desk)
    undo(qtbot, window.side.list)
    qtbot.waitUntil(lambda: desk.chat.conversation_id == second)
    undo(qtbot, window.side.list)
    qtbot.waitUntil(lambda: desk.chat.conversation_id == first)
    assert not desk.conversations.can_undo


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_menu_says_what_it_undoes(qtbot, window, desk, language):
    desk.speak(language)
    plain = load(language)("menu.undo")
    entry = action(window, "undo")
    qtbot.waitUntil(lambda: entry.text() == plain)
    delete(qtbot, window, desk)
    edit = window._menus.edit
    window.side.list.setFocus()
    edit.aboutToShow.emit()
    assert entry.text() == NAMES[language]
    window.page.composer.setFocus()
    qtbot.keyClicks(window.page.composer.edit, "a")
    edit.aboutToShow.emit()
    assert entry.text() == plain
    window.side.list.setFocus()
    entry.trigger()
    qtbot.waitUntil(lambda: not desk.conversations.can_undo)
    qtbot.waitUntil(lambda: entry.text() == plain)


def test_the_words_of_the_menu_follow_the_language(qtbot, window, desk):
    delete(qtbot, window, desk)
    window.side.list.setFocus()
    window._menus.edit.aboutToShow.emit()
    desk.speak("tr")
    qtbot.waitUntil(lambda: action(window, "undo").text() == NAMES["tr"])


def test_what_was_destroyed_is_not_undone(qtbot, window, desk, fake):
    gone = delete(qtbot, window, desk)
    fake.erase(gone)
    desk.trash.destroyed.emit((gone,))
    assert not desk.conversations.can_undo
    undo(qtbot, window.side.list)
    assert desk.chat.conversation_id != gone


def test_nothing_comes_back_behind_another_window(qtbot, window, desk):
    delete(qtbot, window, desk)
    box = QMessageBox(window)
    qtbot.addWidget(box)
    box.show()
    box.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is box)
    action(window, "undo").trigger()
    assert desk.conversations.can_undo
    box.close()
