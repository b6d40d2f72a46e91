"""What is wanted of a search that is not done yet is not wanted for ever."""

import queue

import pytest
from PySide6.QtCore import Qt

from evotr.errors import DiskFull

# The offscreen platform has no stack of windows and no size hints.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "support raise")


@pytest.fixture
def window(qtbot, fake, open_window):
    """The window over two conversations, with a search that is typed."""
    for title in ("Kedi", "Köpek"):
        fake.add(title, f"{title} ne yer?", "Mama.")
    window = open_window()
    window.side.search.setFocus()
    qtbot.keyClicks(window.side.search, "kedi")
    return window


@pytest.fixture
def gate(fake):
    gate = queue.Queue()
    fake.hold_storage(gate)
    return gate


def listed(desk):
    return [row.title for row in desk.conversations.rows]


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_Return])
def test_a_search_that_fails_takes_no_keyboard_later(qtbot, window, fake, desk, key):
    fake.refuse = DiskFull(path="/x")
    with qtbot.waitSignal(desk.conversations.failed, timeout=10_000):
        qtbot.keyClick(window.side.search, key)
    assert desk.conversations.settled
    field = window.page.composer.edit
    field.setFocus()
    desk.conversations.refresh()
    qtbot.waitUntil(lambda: listed(desk) == ["Kedi"])
    assert field.hasFocus()
    # The field still hears of it: nothing stays wanted there either.
    window.side.search.setFocus()
    desk.conversations.refresh()
    with qtbot.waitSignal(desk.conversations.changed, timeout=10_000):
        pass
    assert window.side.search.hasFocus()


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_Return])
def test_who_types_elsewhere_is_not_fetched_back(qtbot, window, desk, gate, key):
    shown = desk.chat.conversation_id
    qtbot.keyClick(window.side.search, key)
    field = window.page.composer.edit
    field.setFocus()
    gate.put(None)
    qtbot.waitUntil(lambda: listed(desk) == ["Kedi"])
    qtbot.keyClicks(field, "x")
    assert field.hasFocus()
    assert desk.chat.conversation_id == shown


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_Return])
def test_who_waits_for_it_goes_there(qtbot, window, desk, gate, key):
    qtbot.keyClick(window.side.search, key)
    gate.put(None)
    qtbot.waitUntil(lambda: not window.side.search.hasFocus())
    assert listed(desk) == ["Kedi"]
