from dataclasses import replace

import pytest

from evotr.domain import NightReport
from evotr.night.notify import notify_missed, notify_night, notify_off
from evotr.text import LANGUAGES, Catalog
from tests.fakes import nights
from tests.fakes.clock import FakeSystem


@pytest.fixture
def system():
    return FakeSystem()


@pytest.fixture(params=LANGUAGES)
def say(request):
    return Catalog.load(request.param)


def test_a_night_that_learned_is_told_without_the_users_words(system, say):
    night = nights.night(nights.learned())
    assert notify_night(system, night, say)
    ((title, body),) = system.shown
    assert str(night.number) in title
    assert "tr_chat" in body
    assert "Soru" not in body
    assert "Canberra" not in body


def test_a_night_that_failed_is_told(system, say):
    night = replace(nights.night(), state="failed", error="DiskFull")
    assert notify_night(system, night, say)


@pytest.mark.parametrize("end", ["time", "hours"])
def test_a_night_that_was_too_short_is_told_with_what_gives_it_more(system, say, end):
    night = replace(nights.night(), state="stopped", report=NightReport(end=end))
    assert notify_night(system, night, say)
    ((_, body),) = system.shown
    assert say(f"night.end.{end}", step=say("night.step.harvest")) == body


@pytest.mark.parametrize("state", ["finished", "stopped"])
def test_of_an_empty_night_nobody_is_told(system, say, state):
    night = replace(nights.night(), state=state, report=NightReport(looked=3))
    assert not notify_night(system, night, say)
    assert system.shown == []


def test_that_nights_were_switched_off_is_told_with_what_to_do(system, say):
    assert notify_off(system, say)
    ((_, body),) = system.shown
    assert "evotr night install" in body


def test_that_nights_do_not_begin_is_told_in_time_and_not_each_day(system, say):
    report = NightReport(unmet=("mains", "idle"))
    night = replace(nights.night(), state="stopped", report=report)
    told = [n for n in range(1, 20) if notify_missed(system, night, n, say)]
    assert told == [3, 10, 17]
    for number, (_, body) in zip(told, system.shown, strict=True):
        assert str(number) in body
        assert say("night.condition.mains") in body
        assert say("night.condition.idle") in body
