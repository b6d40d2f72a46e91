"""What the window shows, and how large: the menus View and Window."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QWheelEvent
from PySide6.QtWidgets import QApplication

from ui.widgets.viewing import SIZES

# The offscreen platform has no stack of windows and no size hints.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "support raise")

Held = Qt.KeyboardModifier
SAID = (
    "# Başlık\n\nBir *söz* ve `kod`.\n\n" + "| a | b |\n|---|---|\n| 1 | 2 |\n\n" * 20
)


@pytest.fixture
def start(qtbot, fake, desk, open_window):
    """Starts the window over a conversation."""
    talk = fake.add("konu", "Uzun bir soru?", SAID)

    def start():
        window = open_window()
        desk.select("")
        desk.select(talk)
        qtbot.waitUntil(lambda: "Başlık" in window.page.transcript.toPlainText())
        return window

    return start


@pytest.fixture
def window(start):
    return start()


def action(window, key):
    return window.findChild(QAction, key)


def size(window):
    return window.page.transcript.document().defaultFont().pointSizeF()


def heights(window):
    """How high the conversation and the message field are."""
    page = window.page
    return page.transcript.document().size().height(), page.composer.edit.height()


def test_words_get_larger_and_smaller_and_as_they_were(window):
    usual, small = heights(window), size(window)
    action(window, "larger").trigger()
    assert size(window) == pytest.approx(small * 1.1)
    assert all(now > before for now, before in zip(heights(window), usual, strict=True))
    action(window, "smaller").trigger()
    assert size(window) == pytest.approx(small)
    action(window, "smaller").trigger()
    assert size(window) < small
    action(window, "actual").trigger()
    assert heights(window) == usual
    assert not action(window, "actual").isEnabled()


def test_each_word_of_an_answer_gets_larger(window):
    def sizes():
        found, block = [], window.page.transcript.document().begin()
        while block.isValid():
            each = block.begin()
            while not each.atEnd():
                char = each.fragment().charFormat()
                explicit = char.fontPointSize()
                found.append(explicit or size(window))
                each += 1
            block = block.next()
        return found

    before = sizes()
    for _ in range(3):
        action(window, "larger").trigger()
    assert len(sizes()) == len(before)
    assert all(now > old for now, old in zip(sizes(), before, strict=True))


def test_there_is_a_largest_and_a_smallest_size(window):
    for key, last in (("larger", SIZES[-1]), ("smaller", SIZES[0])):
        for _ in SIZES:
            action(window, key).trigger()
        assert window.viewing.percent == last
        assert not action(window, key).isEnabled()


@pytest.mark.parametrize(
    ("key", "held", "percent"),
    [
        (Qt.Key.Key_Plus, Held.ControlModifier, 110),
        (Qt.Key.Key_Equal, Held.ControlModifier, 110),
        (Qt.Key.Key_Minus, Held.ControlModifier, 90),
    ],
)
def test_the_keys(qtbot, window, key, held, percent):
    window.page.composer.setFocus()
    qtbot.keyClick(window.page.composer.edit, key, held)
    assert window.viewing.percent == percent
    qtbot.keyClick(window.page.composer.edit, Qt.Key.Key_0, Held.ControlModifier)
    assert window.viewing.percent == 100


def wheel(widget, by, held, phase=Qt.ScrollPhase.NoScrollPhase):
    at = QPointF(widget.rect().center())
    event = QWheelEvent(
        *(at, QPointF(widget.mapToGlobal(at.toPoint()))),
        *(QPoint(), QPoint(0, by)),
        *(Qt.MouseButton.NoButton, held),
        *(phase, False),
    )
    QApplication.sendEvent(widget, event)


def test_the_wheel_with_the_control_key_does_the_same_and_scrolls_without(window):
    view = window.page.transcript
    view.verticalScrollBar().setValue(0)
    wheel(view.viewport(), 120, Held.ControlModifier)
    assert window.viewing.percent == 110
    assert window.page.composer.edit.font().pointSizeF() > window.font().pointSizeF()
    wheel(view.viewport(), -120, Held.ControlModifier)
    assert window.viewing.percent == 100
    wheel(view.viewport(), -120, Held.NoModifier)
    assert view.verticalScrollBar().value() > 0
    assert window.viewing.percent == 100


def test_a_trackpad_asks_for_a_step_with_as_much_as_a_wheel_does(window):
    view, phases = window.page.transcript.viewport(), Qt.ScrollPhase
    wheel(view, 8, Held.ControlModifier, phases.ScrollBegin)
    for _ in range(14):
        wheel(view, 8, Held.ControlModifier, phases.ScrollUpdate)
    assert window.viewing.percent == 110
    for _ in range(100):  # it runs on when the fingers are gone
        wheel(view, 8, Held.ControlModifier, phases.ScrollMomentum)
    assert window.viewing.percent == 110
    wheel(view, 112, Held.ControlModifier, phases.ScrollUpdate)
    wheel(view, -16, Held.ControlModifier, phases.ScrollUpdate)  # the other way
    wheel(view, -104, Held.ControlModifier, phases.ScrollUpdate)
    assert window.viewing.percent == 100
    wheel(view, 240, Held.ControlModifier)
    assert window.viewing.percent == 125


def test_the_reader_stays_where_he_is(window):
    bar = window.page.transcript.verticalScrollBar()
    assert window.page.transcript.at_end
    action(window, "larger").trigger()
    assert window.page.transcript.at_end
    bar.setValue(0)
    action(window, "larger").trigger()
    assert bar.value() == 0


def test_an_answer_that_streams_goes_on_larger(qtbot, window, desk, next_turn):
    desk.chat.send("iki?")
    turn = next_turn()
    turn.say("**ilk** ")
    page = window.page.transcript
    qtbot.waitUntil(lambda: "ilk" in page.toPlainText())
    action(window, "larger").trigger()
    turn.say("son")
    turn.finish()
    qtbot.waitUntil(lambda: not desk.chat.busy)
    qtbot.waitUntil(lambda: "ilk son" in page.toPlainText())


def test_size_and_list_are_kept_for_the_next_start(start, memory):
    window = start()
    action(window, "larger").trigger()
    action(window, "show_list").trigger()
    assert window.side.isHidden()
    memory.sync()
    again = start()
    assert size(again) == size(window)
    assert again.side.isHidden()
    assert not action(again, "show_list").isChecked()


@pytest.mark.parametrize("stored", ["", "abc", "-5", "33", "10000"])
def test_a_stored_size_that_is_none_is_the_usual_one(start, memory, stored):
    memory.setValue("view/text", stored)
    assert start().viewing.percent == 100


def test_a_private_conversation_has_the_same_size(qtbot, window, desk):
    action(window, "larger").trigger()
    desk.begin_private()
    qtbot.waitUntil(lambda: window._pages.front.chat.private)
    fronts = window._pages.front.transcript.document().defaultFont()
    assert fronts.pointSizeF() == size(window)


def test_the_list_is_hidden_and_shown_and_keeps_no_keyboard(window):
    assert action(window, "show_list").isChecked()
    window.side.list.setFocus()
    action(window, "show_list").trigger()
    assert not window.side.isVisible()
    assert window.page.composer.edit.hasFocus()
    assert not action(window, "show_list").isChecked()
    action(window, "show_list").trigger()
    assert window.side.isVisible()


@pytest.mark.parametrize("key", ["search", "rename"])
def test_what_needs_the_list_shows_it(qtbot, window, key):
    qtbot.waitUntil(lambda: window.side.current is not None)
    action(window, "show_list").trigger()
    action(window, key).trigger()
    assert window.side.isVisible()
    assert action(window, "show_list").isChecked()


def test_the_window_is_zoomed_and_back_and_minimised(window):
    action(window, "zoom").trigger()
    assert window.isMaximized()
    action(window, "zoom").trigger()
    assert not window.isMaximized()
    action(window, "minimise").trigger()
    assert window.isMinimized()
