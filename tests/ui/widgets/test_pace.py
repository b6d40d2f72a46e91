"""What changes all the time is drawn at a pace that it can keep."""

import time

import pytest
from PySide6.QtCore import QObject

from ui.widgets.pace import Pace


def busy(seconds):
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


def measured(qtbot, cost):
    """The seconds between the end of work that costs so much, and the next."""
    ends, begins, owner = [], [], QObject()

    def work():
        begins.append(time.monotonic())
        with pace.taken():
            busy(cost)
        ends.append(time.monotonic())
        pace.ask()

    pace = Pace(work, owner)
    pace.ask()
    qtbot.waitUntil(lambda: len(begins) > 1)
    pace.stop()
    return begins[1] - ends[0]


def test_the_first_time_is_soon_and_the_next_a_little_later(qtbot):
    assert measured(qtbot, 0) > 0.06


def test_what_takes_long_is_done_less_often(qtbot):
    assert measured(qtbot, 0.01) > 0.3


def test_however_long_it_takes_it_is_done_once_a_second(qtbot):
    assert measured(qtbot, 0.1) < 2.5  # and not after 3.3 seconds


def test_work_that_fails_is_not_done_more_often(qtbot):
    def failing():
        busy(0.01)
        raise ZeroDivisionError

    begins, owner = [], QObject()
    pace = Pace(lambda: begins.append(time.monotonic()), owner)
    with pytest.raises(ZeroDivisionError), pace.taken():
        failing()
    failed = time.monotonic()
    pace.ask()
    qtbot.waitUntil(lambda: bool(begins))
    assert begins[0] - failed > 0.3


def test_what_is_stopped_is_not_done(qtbot):
    done, owner = [], QObject()
    pace = Pace(lambda: done.append(1), owner)
    pace.ask()
    pace.stop()
    Pace(lambda: done.append(2), owner).ask()
    qtbot.waitUntil(lambda: bool(done))
    assert done == [2]
