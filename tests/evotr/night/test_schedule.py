import logging
import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from apscheduler.events import EVENT_JOB_ERROR

from evotr.errors import NightRunning, RouterFailed
from evotr.night.calls import NightCall
from evotr.night.schedule import NightClock
from tests.fakes.beats import WAIT_S, Beats

CALL = NightCall(trigger="schedule", date=date(2026, 11, 21))
OTHER = NightCall(trigger="user", date=date(2026, 11, 21), expert="python")


class Work:
    """Nights that last until they are let go."""

    def __init__(self):
        self.calls = []
        self.began, self.let = threading.Event(), threading.Event()
        self.ended = threading.Event()
        self.error = None

    def run(self, call):
        self.calls.append(call)
        self.began.set()
        assert self.let.wait(WAIT_S)
        self.ended.set()
        if self.error is not None:
            raise self.error

    def stop(self):
        self.let.set()


@pytest.fixture
def work():
    return Work()


@pytest.fixture
def clock(work):
    clock = NightClock(work.run, work.stop)
    yield clock
    clock.close()


def nothing():
    """A beat."""


@pytest.fixture
def beats(clock):
    beats = Beats(clock)
    clock.start(nothing)
    beats.wait()
    return beats


@pytest.mark.parametrize("times", [0, 1])
def test_it_beats_at_once_and_each_minute(beats, times):
    for _ in range(times):
        beats.again()
    job, minute = beats.job, timedelta(seconds=60)
    assert timedelta() < job.next_run_time - datetime.now(UTC) <= minute
    assert (job.coalesce, job.max_instances, job.misfire_grace_time) == (True, 1, None)


def test_a_second_start_adds_no_second_heartbeat(clock, beats):
    clock.start(nothing)
    jobs = clock._scheduler.get_jobs()
    assert sorted(job.id for job in jobs) == ["heartbeat", "night"]
    assert beats.job.func == nothing


def test_hours_that_were_slept_through_are_one_beat_and_not_lost(beats):
    beats.again(datetime.now(UTC) - timedelta(hours=8))
    assert beats.none()


def test_a_clock_that_is_set_back_is_no_reason_to_wait_for_hours(clock, beats):
    # So it looks when the clock was set back by five hours since the last beat.
    beats.again(datetime.now(UTC) + timedelta(hours=5))
    store = clock._scheduler._jobstores["default"]
    assert store.get_next_run_time() <= datetime.now(UTC) + timedelta(seconds=60)


def test_a_night_runs_beside_the_beats(clock, beats, work):
    clock.begin(CALL)
    assert work.began.wait(WAIT_S)
    assert clock.busy
    beats.again()
    work.let.set()
    assert clock._free.wait(WAIT_S)
    assert not clock.busy
    assert work.calls == [CALL]


def test_a_beat_that_breaks_is_logged_and_not_the_last(clock, beats, caplog):
    told = threading.Event()
    clock._scheduler.add_listener(lambda _: told.set(), EVENT_JOB_ERROR)
    beats.job.modify(func=lambda: 1 / 0, next_run_time=datetime.now(UTC))
    assert told.wait(WAIT_S)
    beats.job.modify(func=nothing)
    beats.again()
    noted = [r for r in caplog.records if r.name == "evotr.night.schedule"]
    assert "ZeroDivisionError" in noted[0].exc_text


def test_of_two_nights_one_runs_and_later_another_may(clock, work):
    clock.start(nothing)
    assert clock.begin(CALL)
    assert not clock.begin(OTHER)
    work.let.set()
    assert work.ended.wait(WAIT_S)
    assert clock._free.wait(WAIT_S)
    clock.begin(OTHER)
    assert clock._free.wait(WAIT_S)
    assert work.calls == [CALL, OTHER]


def test_many_nights_one_after_the_other_are_all_run(clock, work):
    clock.start(nothing)
    work.let.set()
    for _ in range(50):
        clock.begin(CALL)
        while clock.busy:
            pass
    assert len(work.calls) == 50


@pytest.mark.parametrize("error", [NightRunning(pid="7"), RouterFailed(reason="x")])
def test_a_night_that_cannot_be_leaves_the_clock_going(clock, work, error, caplog):
    # A program that was opened in this process may have set its own.
    caplog.set_level(logging.INFO, "evotr.night.schedule")
    work.error = error
    work.let.set()
    clock.start(nothing)
    clock.begin(CALL)
    assert clock._free.wait(WAIT_S)
    assert not clock.busy
    assert "night" in caplog.text


def test_closing_ends_the_night_and_begins_none(work):
    clock = NightClock(work.run, work.stop)
    clock.start(nothing)
    clock.begin(CALL)
    assert work.began.wait(WAIT_S)
    clock.close()
    assert work.ended.is_set()
    clock.begin(OTHER)
    assert work.calls == [CALL]


def test_closing_reaches_a_night_that_is_about_to_begin(work):
    heard = threading.Semaphore(0)

    def stop():  # the first time nobody listens yet
        if heard.acquire(blocking=False):
            work.stop()
        heard.release()

    clock = NightClock(work.run, stop)
    clock.start(nothing)
    clock.begin(CALL)
    clock.close()
    assert not clock._scheduler.running
    assert work.calls in ([], [CALL])


def test_closing_what_never_started_is_nothing(work):
    clock = NightClock(work.run, work.stop)
    clock.begin(CALL)
    clock.close()
    assert work.calls == []


def test_a_long_night_is_no_reason_to_warn_each_minute(work, caplog):
    clock = NightClock(work.run, work.stop, every_s=0.05)
    beats = Beats(clock)
    try:
        clock.begin(CALL)
        clock.start(nothing)
        assert work.began.wait(WAIT_S)
        for _ in range(8):
            beats.wait()
    finally:
        work.let.set()
        clock.close()
    assert [r for r in caplog.records if r.name.startswith("apscheduler")] == []
