"""What changes all the time is drawn at a pace that it can keep."""

import time

import pytest
from PySide6.QtCore import QObject

from ui.widgets.pace import Pace


def busy(seconds):
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


def measured(qtbot, cost, after=0):
    """The seconds between the end of work that costs so much, and the next.

    ``after`` it the thread has so much to do; what follows that is measured.
    """
    ends, begins, owner = [], [], QObject()
    rounds = 2 if after else 1

    def work():
        begins.append(time.monotonic())
        with pace.taken():
            busy(cost)
        ends.append(time.monotonic())
        pace.ask()
        busy(after)

    pace = Pace(work, owner)
    pace.ask()
    qtbot.waitUntil(lambda: len(begins) > rounds)
    pace.stop()
    return begins[rounds] - ends[rounds - 1]


def test_the_first_time_is_soon_and_the_next_a_little_later(qtbot):
    assert measured(qtbot, 0) > 0.06


def test_what_takes_long_is_done_less_often(qtbot):
    assert measured(qtbot, 0.01) > 0.2


def test_what_it_brings_about_counts_as_well(qtbot):
    assert measured(qtbot, 0, after=0.01) > 0.2


def test_what_was_done_before_it_was_asked_for_does_not_count(qtbot):
    begins, owner = [], QObject()

    def work():
        with pace.taken():
            begins.append(time.monotonic())

    pace = Pace(work, owner)
    pace.ask()
    qtbot.waitUntil(lambda: len(begins) == 1)
    busy(0.2)  # longer than the pause
    pace.ask()
    qtbot.waitUntil(lambda: len(begins) == 2)
    pace.ask()
    qtbot.waitUntil(lambda: len(begins) == 3)
    assert begins[2] - begins[1] < 0.7  # and not a second


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
    assert begins[0] - failed > 0.2


def test_what_is_stopped_is_not_done(qtbot):
    done, owner = [], QObject()
    pace = Pace(lambda: done.append(1), owner)
    pace.ask()
    pace.stop()
    Pace(lambda: done.append(2), owner).ask()
    qtbot.waitUntil(lambda: bool(done))
    assert done == [2]
