"""Windows come back to where they can be seen and taken hold of."""

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from ui.widgets.screens import KeptInSight, at_most, room_at, within

LEFT, RIGHT = QRect(0, 25, 1440, 875), QRect(1440, 0, 1920, 1080)


@pytest.mark.parametrize(
    "frame",
    [
        QRect(100, 100, 800, 600),
        QRect(1300, 100, 800, 600),  # on both
        QRect(1600, 900, 800, 600),  # below the edge, with its upper edge in sight
        QRect(-600, 100, 800, 600),
        QRect(0, 30, 3000, 800),  # made as wide as both
        QRect(20, 40, 90, 60),  # smaller than what one takes hold of
    ],
)
def test_what_is_in_sight_stays(frame):
    assert within(frame, [LEFT, RIGHT]) == frame


@pytest.mark.parametrize(
    ("frame", "rooms", "there"),
    [
        (QRect(1600, 100, 800, 600), [LEFT], QRect(320, 163, 800, 600)),
        (QRect(3400, 2000, 800, 600), [LEFT, RIGHT], QRect(320, 163, 800, 600)),
        (QRect(100, -200, 800, 600), [LEFT], QRect(320, 163, 800, 600)),
        (QRect(-760, 100, 800, 600), [LEFT], QRect(320, 163, 800, 600)),
        (QRect(1500, 0, 1900, 1080), [LEFT], LEFT),
        # Its lower edge, and all that stands there, would be out of reach.
        (QRect(100, 40, 800, 1000), [LEFT], QRect(320, 25, 800, 875)),
        (QRect(100, 40, 1500, 600), [LEFT], QRect(0, 163, 1440, 600)),
        (QRect(1500, 40, 800, 1200), [LEFT, RIGHT], QRect(2000, 0, 800, 1080)),
    ],
)
def test_what_is_out_of_sight_comes_back_whole(frame, rooms, there):
    assert within(frame, rooms) == there


def test_without_any_screen_nothing_moves():
    assert within(QRect(1, 2, 3, 4), []) == QRect(1, 2, 3, 4)


@pytest.fixture
def window(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.setGeometry(40, 60, 400, 300)
    KeptInSight(widget)
    return widget


def inside(widget):
    room = QGuiApplication.primaryScreen().availableGeometry()
    return room.contains(widget.frameGeometry())


def test_a_window_comes_back_when_its_screen_is_unplugged(qtbot, qapp, window):
    with qtbot.waitExposed(window):
        window.show()
    window.move(9000, 9000)
    qapp.screenRemoved.emit(QGuiApplication.primaryScreen())
    qtbot.waitUntil(lambda: inside(window))
    assert window.size().toTuple() == (400, 300)


def test_a_window_comes_back_when_its_screen_is_smaller_than_it_was(qtbot, window):
    with qtbot.waitExposed(window):
        window.show()
    window.move(9000, 10)
    screen = QGuiApplication.primaryScreen()
    screen.availableGeometryChanged.emit(screen.availableGeometry())
    qtbot.waitUntil(lambda: inside(window))


def test_a_window_is_not_shown_where_there_is_no_screen_any_more(qtbot, window):
    window.move(-5000, 200)
    window.show()
    qtbot.waitUntil(lambda: inside(window))


def test_a_window_is_no_larger_than_its_screen(qtbot, window):
    room = QGuiApplication.primaryScreen().availableGeometry()
    window.setGeometry(40, 60, 400, room.height() + 200)
    window.show()
    qtbot.waitUntil(lambda: inside(window))
    assert window.width() == 400


def test_a_first_size_is_what_the_screen_has_room_for():
    room = QGuiApplication.primaryScreen().availableGeometry()
    assert at_most(400, 300).toTuple() == (400, 300)
    wide = at_most(room.width() + 1, room.height() + 1)
    assert wide.width() == room.width()
    assert wide.height() < room.height()


def test_a_window_in_sight_is_left_where_the_user_put_it(qtbot, qapp, window):
    with qtbot.waitExposed(window):
        window.show()
    before = window.geometry()
    qapp.primaryScreenChanged.emit(QGuiApplication.primaryScreen())
    qtbot.wait(30)
    assert window.geometry() == before


def test_the_room_of_nowhere_is_that_of_the_first_screen():
    room = QGuiApplication.primaryScreen().availableGeometry()
    assert room_at(QPoint(99_999, 0)) == room == room_at(room.center())
