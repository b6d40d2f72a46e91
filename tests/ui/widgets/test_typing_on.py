"""What is typed at the list or the conversation goes into the message field."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QGuiApplication, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from ui.presenters import QuickPresenter
from ui.widgets.quick import QuickPanel

# The offscreen platform has no stack of windows and no size hints.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "support raise")

Held = Qt.KeyboardModifier
PLACES = ["list", "transcript"]


@pytest.fixture
def window(qtbot, fake, desk, open_window):
    """The window over three conversations, open on the newest, with the keyboard."""
    for title in ("first", "second", "İstanbul"):
        fake.add(title, f"about {title}", "[a link](https://example.org)\n\n" * 60)
    window = open_window()
    window.side.chosen.emit(desk.conversations.rows[0].id)
    qtbot.waitUntil(lambda: len(desk.chat.entries) == 2)
    return window


def focused(window, place):
    widget = {"list": window.side.list, "transcript": window.page.transcript}[place]
    widget.setFocus()
    assert widget.hasFocus()
    return widget


def typed(window):
    return window.page.composer.edit.toPlainText()


def press(widget, key, text, held=Held.NoModifier):
    """A key of a keyboard that has Turkish letters."""
    QApplication.sendEvent(widget, QKeyEvent(QEvent.Type.KeyPress, key, held, text))


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("letter", ["k", "ş", "İ", "?", "7", "ğ", "@", "€"])
def test_a_letter_goes_into_the_message_with_the_keyboard(qtbot, window, place, letter):
    held = Held.ShiftModifier if letter in "İ?" else Held.NoModifier
    shown = window._desk.chat.conversation_id
    press(focused(window, place), Qt.Key.Key_unknown, letter, held)
    assert typed(window) == letter
    assert window.page.composer.edit.hasFocus()
    qtbot.keyClicks(QApplication.focusWidget(), "alan")
    assert typed(window) == f"{letter}alan"
    assert window._desk.chat.conversation_id == shown


@pytest.mark.parametrize("place", PLACES)
def test_keys_that_the_place_has_a_use_for_stay_there(window, place):
    widget = focused(window, place)
    for key, text, held in (
        (Qt.Key.Key_Space, " ", Held.NoModifier),
        (Qt.Key.Key_Return, "\r", Held.NoModifier),
        (Qt.Key.Key_Delete, "\x7f", Held.NoModifier),
        (Qt.Key.Key_Down, "", Held.NoModifier),
        (Qt.Key.Key_PageUp, "", Held.NoModifier),
        (Qt.Key.Key_K, "k", Held.ControlModifier),
        (Qt.Key.Key_K, "k", Held.MetaModifier),
    ):
        press(widget, key, text, held)
        assert widget.hasFocus()
    assert typed(window) == ""


def test_arrows_in_the_list_go_on_choosing(qtbot, window):
    qtbot.keyClick(focused(window, "list"), Qt.Key.Key_Down)
    page = window.page.transcript
    qtbot.waitUntil(lambda: "about second" in page.toPlainText())
    assert window.side.list.hasFocus()


def test_space_in_the_conversation_scrolls_on(qtbot, window):
    bar = window.page.transcript.verticalScrollBar()
    bar.setValue(0)
    qtbot.keyClick(focused(window, "transcript"), Qt.Key.Key_Space)
    assert bar.value() > 0


@pytest.mark.parametrize("place", PLACES)
def test_what_is_pasted_there_stands_in_the_message(qtbot, window, place):
    QGuiApplication.clipboard().setText("yapıştırılan\nmetin")
    qtbot.keyClick(focused(window, place), Qt.Key.Key_V, Held.ControlModifier)
    assert typed(window) == "yapıştırılan\nmetin"
    assert window.page.composer.edit.hasFocus()


def test_pasting_goes_where_the_keyboard_is_if_something_is_written_there(
    qtbot, window
):
    QGuiApplication.clipboard().setText("aranan")
    window.side.search.setFocus()
    qtbot.keyClick(window.side.search, Qt.Key.Key_V, Held.ControlModifier)
    assert (window.side.search.text(), typed(window)) == ("aranan", "")


def test_pasting_from_the_menu_does_the_same(window):
    QGuiApplication.clipboard().setText("menüden")
    focused(window, "transcript")
    window.findChild(QAction, "paste").trigger()
    assert typed(window) == "menüden"


@pytest.mark.parametrize("place", PLACES)
def test_a_letter_that_an_input_method_put_together(window, place):
    widget = focused(window, place)
    assert widget.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    QApplication.sendEvent(widget, QInputMethodEvent("^", []))
    assert widget.hasFocus()
    whole = QInputMethodEvent("", [])
    whole.setCommitString("â")
    QApplication.sendEvent(widget, whole)
    assert typed(window) == "â"
    assert window.page.composer.edit.hasFocus()


def test_a_title_that_is_edited_keeps_its_letters(qtbot, window):
    focused(window, "list")
    window.side.rename_current()
    editor = window.side.list.findChild(QLineEdit)
    qtbot.keyClicks(editor, "gezi")
    assert (editor.text(), typed(window)) == ("gezi", "")


def test_it_is_the_message_of_the_page_in_front(qtbot, window, desk):
    desk.begin_private()
    qtbot.waitUntil(lambda: window._pages.front.chat.private)
    press(focused(window, "list"), Qt.Key.Key_A, "a")
    assert window._pages.front.composer.edit.toPlainText() == "a"
    assert typed(window) == ""


def test_the_quick_panel_does_it_too(qtbot, desk, platform):
    panel = QuickPanel(desk, QuickPresenter(desk, "new"), platform)
    qtbot.addWidget(panel)
    with qtbot.waitActive(panel):
        panel.summon()
    panel.page._stack.setCurrentIndex(1)
    panel.page.transcript.setFocus()
    QGuiApplication.clipboard().setText("lan")
    press(panel.page.transcript, Qt.Key.Key_A, "A", Held.ShiftModifier)
    panel.page.transcript.setFocus()
    qtbot.keyClick(panel.page.transcript, Qt.Key.Key_V, Held.ControlModifier)
    assert panel.page.composer.edit.toPlainText() == "Alan"
