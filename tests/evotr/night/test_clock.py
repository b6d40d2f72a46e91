import os
import time
from datetime import UTC, datetime, timedelta

import pytest

from evotr.night.clock import Steadiness, SystemClock
from tests.fakes.clock import FakeClock


@pytest.fixture
def clock():
    return FakeClock()


def test_time_that_passes_is_no_slip(clock):
    steadiness = Steadiness(clock)
    assert steadiness.slipped() == timedelta()
    clock.work(hours=8)
    assert steadiness.slipped() == timedelta()


def test_sleep_is_seen_once(clock):
    steadiness = Steadiness(clock)
    steadiness.slipped()
    clock.work(minutes=1)
    clock.sleep(hours=8)
    assert steadiness.slipped() == timedelta(hours=8)
    clock.work(minutes=1)
    assert steadiness.slipped() == timedelta()


def test_a_clock_set_back_is_seen(clock):
    steadiness = Steadiness(clock)
    steadiness.slipped()
    clock.set("2026-11-21T22:30")
    assert steadiness.slipped() == timedelta(hours=-3)


@pytest.mark.parametrize("seconds", [-60, 60])
def test_a_clock_that_is_put_right_is_none(clock, seconds):
    steadiness = Steadiness(clock)
    steadiness.slipped()
    clock.sleep(seconds=seconds)
    assert steadiness.slipped() == timedelta()


def test_this_computers_clock_tells_utc_and_follows_the_zone(monkeypatch):
    clock = SystemClock()
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(minutes=1)
    try:
        monkeypatch.setenv("TZ", "Asia/Tokyo")
        clock.now()
        assert time.tzname == ("JST", "JST") or os.name == "nt"
        assert clock.ticks() <= time.monotonic()
    finally:
        monkeypatch.undo()
        time.tzset()
