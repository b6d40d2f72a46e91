"""The button that leads to the newest words while somebody reads further up."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from evotr.text import LANGUAGES
from ui.text import load
from ui.theme import colors_of, stylesheet
from ui.widgets.page import ConversationPage

# The offscreen platform cannot take the size hints of a window without a frame.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture(params=LANGUAGES)
def texts(request):
    return load(request.param)


@pytest.fixture
def page(qtbot, desk, fake):
    """A page over a conversation that is longer than it."""
    desk.select(fake.add("t", "bir?", "uzun\n\n" * 60))
    qtbot.waitUntil(lambda: len(desk.chat.entries) == 2)
    page = ConversationPage(desk)
    page.setStyleSheet(stylesheet(colors_of(page.palette())))
    page.recolor(colors_of(page.palette()))
    qtbot.addWidget(page)
    page.resize(800, 500)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    page.transcript.splice(0, desk.chat.entries)
    qtbot.waitUntil(lambda: page.transcript.verticalScrollBar().maximum() > 100)
    return page


def scroll_up(qtbot, page):
    page.transcript.verticalScrollBar().setValue(10)
    qtbot.waitUntil(page.newest.isVisible)


def test_it_is_there_only_while_the_end_is_out_of_sight(qtbot, page):
    assert page.transcript.at_end
    assert not page.newest.isVisible()
    scroll_up(qtbot, page)
    page.transcript.go_to_end()
    qtbot.waitUntil(lambda: not page.newest.isVisible())


def test_nothing_lies_above_it(qtbot, page):
    scroll_up(qtbot, page)
    assert page.childAt(page.newest.geometry().center()) is page.newest


def test_it_stands_in_the_lower_right_corner_also_of_another_size(qtbot, page):
    scroll_up(qtbot, page)
    for size in ((800, 500), (900, 560)):
        page.resize(*size)
        seen = page.transcript.geometry()
        qtbot.waitUntil(
            lambda seen=seen: (
                seen.contains(page.newest.geometry())
                and seen.right() - page.newest.geometry().right() < 30
                and seen.bottom() - page.newest.geometry().bottom() < 30
            )
        )


def test_pressed_it_goes_to_the_end_and_gives_the_keyboard_back(qtbot, page):
    scroll_up(qtbot, page)
    qtbot.mouseClick(page.newest, Qt.MouseButton.LeftButton)
    assert page.transcript.at_end
    assert not page.newest.isVisible()
    assert page.composer.edit.hasFocus()


def test_the_keyboard_comes_to_it_and_presses_it(qtbot, page):
    scroll_up(qtbot, page)
    page.composer.edit.setFocus()
    for _ in range(60):
        at = QApplication.focusWidget()
        if at is page.newest:
            break
        qtbot.keyClick(at, Qt.Key.Key_Tab)
    qtbot.keyClick(page.newest, Qt.Key.Key_Space)
    assert page.transcript.at_end
    assert page.composer.edit.hasFocus()


def test_it_says_that_something_new_came(qtbot, page, desk, texts, next_turn):
    assert page.newest.accessibleName() == texts("transcript.newest")
    desk.chat.send("iki?")
    turn = next_turn()
    turn.say("ilk ")
    qtbot.waitUntil(lambda: "ilk" in page.transcript.toPlainText())
    scroll_up(qtbot, page)
    assert not page.newest.news
    plain = page.newest.grab().toImage()
    turn.say("sonraki ")
    qtbot.waitUntil(lambda: page.newest.news)
    assert page.newest.accessibleName() == texts("transcript.newest_came")
    assert page.newest.toolTip() == page.newest.accessibleName()
    assert page.newest.grab().toImage() != plain
    turn.finish()
    qtbot.waitUntil(lambda: not desk.chat.busy)
    assert page.newest.news
    qtbot.mouseClick(page.newest, Qt.MouseButton.LeftButton)
    assert not page.newest.news
    assert page.newest.accessibleName() == texts("transcript.newest")


def test_what_is_only_opened_is_no_news(qtbot, page, desk):
    scroll_up(qtbot, page)
    desk.chat.toggle(1, 0)
    qtbot.waitUntil(lambda: bool(page.transcript.toPlainText()))
    assert not page.newest.news


def test_another_conversation_has_no_news(qtbot, page, desk, fake, next_turn):
    desk.chat.send("iki?")
    turn = next_turn()
    turn.say("ilk ")
    qtbot.waitUntil(lambda: "ilk" in page.transcript.toPlainText())
    scroll_up(qtbot, page)
    turn.say("yeni ")
    qtbot.waitUntil(lambda: page.newest.news)
    desk.select(fake.add("kısa", "a?", "b"))
    qtbot.waitUntil(lambda: "b" in page.transcript.toPlainText().split())
    qtbot.waitUntil(lambda: not page.newest.news)
    assert not page.newest.isVisible()
    turn.finish()


def test_an_empty_page_has_none(qtbot, page, desk):
    scroll_up(qtbot, page)
    desk.select("")
    qtbot.waitUntil(lambda: not page.newest.isVisible())
