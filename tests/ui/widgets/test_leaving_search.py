"""Esc leads out of a search, in two steps from wherever it has led."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QToolButton

from tests.ui.widgets.test_list_search import listed, window  # noqa: F401

# The offscreen platform has no stack of windows and no size hints.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "support raise")

ESC = Qt.Key.Key_Escape


def esc(qtbot):
    qtbot.keyClick(QApplication.focusWidget(), ESC)


def marks(window):  # noqa: F811
    return window.page.transcript.extraSelections()


@pytest.fixture
def found(qtbot, window, desk):  # noqa: F811
    """The first hit is in front, its words are marked, the list has the keyboard."""
    qtbot.keyClick(window.side.search, Qt.Key.Key_Down)
    qtbot.waitUntil(window.side.list.hasFocus)
    qtbot.waitUntil(window.page.finding.isVisible)
    assert listed(desk) == ["Kedi"]
    assert marks(window)
    return window


def test_from_the_list_it_leads_back_to_the_words_and_out(qtbot, found, desk):
    esc(qtbot)
    search = found.side.search
    assert search.hasFocus()
    assert search.selectedText() == search.text() == "kedi"
    assert marks(found)
    esc(qtbot)
    assert found.page.composer.edit.hasFocus()
    assert search.text() == ""
    assert not marks(found)
    assert not found.page.finding.isVisible()
    qtbot.waitUntil(lambda: len(listed(desk)) == 2)


def test_who_types_on_after_coming_back_has_both_steps_again(qtbot, found, desk):
    esc(qtbot)
    qtbot.keyClicks(found.side.search, "kop")
    qtbot.waitUntil(lambda: listed(desk) == ["Köpek"])
    esc(qtbot)
    assert found.side.search.hasFocus()
    assert found.side.search.text() == ""
    esc(qtbot)
    assert found.page.composer.edit.hasFocus()


def test_from_the_field_it_ends_the_search_and_then_leads_out(qtbot, found):
    found.side.search.setFocus()
    esc(qtbot)
    assert found.side.search.hasFocus()
    assert found.side.search.text() == ""
    assert not marks(found)
    assert not found.page.finding.isVisible()
    esc(qtbot)
    assert found.page.composer.edit.hasFocus()


def test_the_fields_own_button_ends_the_search_too(qtbot, found):
    found.side.search.setFocus()
    (button,) = found.side.search.findChildren(QToolButton)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not marks(found)
    assert not found.page.finding.isVisible()


def test_from_the_marks_it_leads_to_the_message_field(qtbot, found):
    found.page.finding.field.setFocus()
    esc(qtbot)
    assert found.page.composer.edit.hasFocus()
    assert not marks(found)


@pytest.mark.parametrize("own", ["typed", "asked"])
def test_what_somebody_looks_for_in_the_conversation_stays(qtbot, found, own):
    finding = found.page.finding
    if own == "typed":
        finding.field.setFocus()
        finding.field.selectAll()
        qtbot.keyClicks(finding.field, "mama")
        qtbot.waitUntil(lambda: len(marks(found)) == 1)
    else:
        finding.begin()
    found.side.search.setFocus()
    esc(qtbot)
    assert found.side.search.text() == ""
    assert finding.isVisible()
    assert marks(found)


def test_a_list_that_was_entered_without_words_leads_back_too(
    qtbot,
    window,  # noqa: F811
    desk,
):
    esc(qtbot)
    qtbot.waitUntil(lambda: len(listed(desk)) == 2)
    qtbot.keyClick(window.side.search, Qt.Key.Key_Down)
    qtbot.waitUntil(window.side.list.hasFocus)
    esc(qtbot)
    assert window.side.search.hasFocus()
    esc(qtbot)
    assert window.page.composer.edit.hasFocus()


def test_it_stops_no_answer_on_the_way_out_but_does_elsewhere(qtbot, found, next_turn):
    found.page.composer.submitted.emit("Ne zaman?")
    turn = next_turn()
    qtbot.waitUntil(lambda: turn.started is not None)
    assert found.side.list.hasFocus()
    esc(qtbot)
    assert found.side.search.hasFocus()
    esc(qtbot)
    assert not turn.cancelled
    found.side.list.setFocus()  # nothing is searched for here
    esc(qtbot)
    qtbot.waitUntil(lambda: turn.cancelled)
    qtbot.waitUntil(lambda: not found.page.chat.busy)


def test_a_private_conversation_is_written_on(qtbot, found, desk):
    desk.begin_private()
    qtbot.waitUntil(lambda: desk.aside.chat is not None and desk.aside.chat.open)
    found.side.search.setFocus()
    esc(qtbot)
    esc(qtbot)
    field = found._pages.front.composer.edit
    assert field is not found.page.composer.edit
    assert field.hasFocus()
