"""What is a lot scrolls, instead of being cut off or crushed."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from evotr.text import LANGUAGES

# The offscreen platform has no stack of windows and no size hints.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "support raise")


@pytest.fixture(params=[(640, 420), (1080, 760)], ids=str)
def window(qtbot, open_window, request):
    window = open_window()
    window.resize(*request.param)
    qtbot.waitUntil(lambda: (window.width(), window.height()) == request.param)
    return window


def seen(widget):
    """How much of its height is in sight."""
    return widget.visibleRegion().boundingRect().height()


@pytest.mark.parametrize("many", [14, 40])
def test_many_waiting_messages_keep_their_height(qtbot, window, many):
    waiting = window.page.waiting
    waiting.show_words(("bir?",))
    qtbot.waitUntil(waiting.lines[0].isVisible)
    alone = waiting.lines[0].height()
    waiting.show_words(tuple(f"{n}. soru?" for n in range(many)))

    def shown():
        return [seen(line) for line in waiting.lines]

    qtbot.waitUntil(lambda: shown()[-5:] == [alone] * 5)
    assert shown()[:-5] == [0] * (many - 5)
    assert {line.height() for line in waiting.lines} == {alone}
    assert waiting.height() < window.page.height() // 2
    assert seen(window.page.composer) == window.page.composer.height()


def test_the_keyboard_comes_to_all_that_wait(qtbot, window):
    waiting = window.page.waiting
    waiting.show_words(tuple(f"{n}. soru?" for n in range(14)))
    qtbot.waitUntil(lambda: seen(waiting.buttons[0]) > 0)
    with qtbot.waitActive(window):
        window.activateWindow()
    waiting.lines[0].setFocus()
    for each in zip(waiting.lines, waiting.buttons, strict=True):
        for widget in each:
            assert QApplication.focusWidget() is widget
            assert seen(widget) == widget.height()
            qtbot.keyClick(widget, Qt.Key.Key_Tab)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backtab)
    assert waiting.buttons[-1].hasFocus()


@pytest.fixture
def smallest(qtbot, desk, open_window, fake, language):
    """The window on a screen of 640 × 400, whose system takes 40 for its title."""
    desk.speak(language)
    window = open_window()
    desk.select(fake.add("t", "bir?", "1"))
    qtbot.waitUntil(lambda: len(desk.chat.entries) == 2)
    window.resize(640, 360)
    qtbot.waitUntil(lambda: (window.width(), window.height()) == (640, 360))
    return window


@pytest.mark.parametrize("language", LANGUAGES)
def test_on_the_smallest_screen_the_lowest_line_is_in_sight(qtbot, smallest):
    page = smallest.page

    def whole():
        low = (page.composer, page.foot)
        return all(seen(part) == part.height() >= 20 for part in low)

    qtbot.waitUntil(whole)
    page.composer.edit.setPlainText("satır\n" * 12)
    page.waiting.show_words(tuple(f"{n}. soru?" for n in range(14)))
    page.notice.tell("Bir şey oldu, ve burada uzun uzun anlatılıyor.")
    qtbot.waitUntil(page.notice.isVisible)
    qtbot.waitUntil(whole)
    assert seen(page.waiting.lines[0]) == page.waiting.lines[0].height()
