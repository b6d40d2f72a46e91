"""The trash as it is seen: asked before anything is destroyed, and Return says no."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from scripts.bench.ui_parts.access import unnamed
from tests.fakes.office import FakeOffice
from ui.bridge import Opening
from ui.presenters import Desk
from ui.text import load
from ui.widgets import MainWindow

# The offscreen platform cannot take the size hints of a dialog.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture
def window(qtbot, fake, language, memory):
    """The window over two conversations, both in the trash, which is listed."""
    office = FakeOffice()
    office.erase = fake.erase
    for title in ("Birinci", "İkinci"):
        fake.add(title, f"about {title}", "an answer")
    desk = Desk(load(language), Opening(fake.opened), find_nights=lambda: office)
    ended = []
    desk.closed.connect(lambda: ended.append(True))
    window = MainWindow(desk, memory)
    qtbot.addWidget(window, before_close_func=lambda w: w.hide())
    window.show()
    with qtbot.waitSignal(desk.conversations.changed, timeout=10_000):
        desk.open()
    for row in desk.conversations.rows:
        with qtbot.waitSignal(desk.moved_to_trash, timeout=10_000):
            desk.delete(row.id)
    desk.conversations.show_trash()
    qtbot.waitUntil(lambda: len(desk.conversations.rows) == 2)
    yield window
    desk.close()
    qtbot.waitUntil(lambda: bool(ended), timeout=15_000)


def question(qtbot, window):
    qtbot.waitUntil(lambda: bool(window.findChildren(QMessageBox)))
    return window.findChildren(QMessageBox)[-1]


def titles(window):
    return [row.title for row in window._desk.conversations.rows]


@pytest.mark.parametrize("language", ["en", "tr"])
def test_one_goes_after_a_yes_that_is_not_return(qtbot, window):
    texts = window._desk.texts
    window.side.list.setCurrentIndex(window.side.model.index(0))
    first = window.side.current.title
    action = window._menus.actions["destroy"]
    assert action.isEnabled()
    action.trigger()
    box = question(qtbot, window)
    assert box.text() == texts("trash.destroy_sure", title=first)
    assert texts("trash.no_way_back") in box.informativeText()
    assert unnamed(box) == []
    with qtbot.waitSignal(box.destroyed, timeout=10_000):
        qtbot.keyClick(box, Qt.Key.Key_Return)
    assert len(titles(window)) == 2
    action.trigger()
    box = question(qtbot, window)
    (yes,) = [b for b in box.buttons() if b.text() == texts("trash.destroy_yes")]
    yes.click()
    qtbot.waitUntil(lambda: len(titles(window)) == 1)
    assert first not in titles(window)


def test_the_trash_is_emptied_with_its_own_button(qtbot, window, texts):
    side = window.side
    assert side.empty_trash.isVisible()
    assert side.empty_trash.text() == texts("menu.empty_trash")
    side.empty_trash.click()
    question(qtbot, window).buttons()[0].click()
    qtbot.waitUntil(lambda: titles(window) == [])
    assert not side.empty_trash.isVisible()
    assert not window._menus.actions["empty_trash"].isEnabled()


@pytest.mark.parametrize("language", ["en", "tr"])
def test_an_empty_trash_says_so(qtbot, window):
    side, texts = window.side, window._desk.texts
    window._desk.conversations.search("zzz")
    qtbot.waitUntil(lambda: titles(window) == [])
    assert side.empty.text() == texts("list.nothing_found")
    window._desk.conversations.search("")
    qtbot.waitUntil(lambda: len(titles(window)) == 2)
    side.empty_trash.click()
    question(qtbot, window).buttons()[0].click()
    qtbot.waitUntil(lambda: titles(window) == [])
    assert side.empty.text() == texts("list.trash_empty")
    window._desk.conversations.show_period("today")
    assert side.empty.text() == texts("list.trash_empty")
    qtbot.waitUntil(lambda: side.empty.text() == texts("list.nothing_found"))


@pytest.mark.parametrize("emptied", [True, False], ids=["at once", "by one"])
def test_the_keyboard_goes_on_where_the_last_is_gone(qtbot, window, emptied):
    side = window.side
    held = side.empty_trash if emptied else side.list
    while titles(window):
        count = len(titles(window))
        held.setFocus()
        if emptied:
            side.empty_trash.click()
        else:
            side.list.setCurrentIndex(side.model.index(0))
            held.setFocus()
            window._menus.actions["destroy"].trigger()
        box = question(qtbot, window)
        with qtbot.waitSignal(box.destroyed, timeout=10_000):
            box.buttons()[0].click()
        qtbot.waitUntil(lambda count=count: len(titles(window)) < count)
    assert window.focusWidget() is window.page.composer.edit


def test_outside_the_trash_nothing_is_destroyed(qtbot, window):
    window._desk.conversations.show_folder("")
    qtbot.waitUntil(lambda: titles(window) == [])
    assert not window.side.empty_trash.isVisible()
    for key in ("destroy", "empty_trash"):
        assert not window._menus.actions[key].isEnabled()
