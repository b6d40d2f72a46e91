"""Conditions that hold a night up on its way, and how long they did."""

import pytest

from evotr.night.hold import LOOK_S, Hold
from tests.fakes.clock import FakeClock


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def missing():
    return []


@pytest.fixture
def hold(clock, missing):
    return Hold(lambda: tuple(missing), clock.ticks)


def look(hold, clock):
    clock.work(seconds=LOOK_S)
    hold.look()


def test_how_long_and_by_what_it_was_held_up_is_known(hold, clock, missing):
    hold.look()
    assert (hold.missing, hold.seconds, hold.names) == ((), 0, ())
    missing.append("idle")
    look(hold, clock)
    assert hold.missing == ("idle",)
    missing.append("mains")
    look(hold, clock)
    missing.remove("idle")
    look(hold, clock)
    clock.work(minutes=1)
    clock.sleep(hours=8)  # a computer that sleeps waits for nothing
    assert hold.seconds == 2 * LOOK_S + 60
    missing.clear()
    hold.look()
    assert hold.missing == ()
    clock.work(minutes=1)
    assert (hold.seconds, hold.names) == (2 * LOOK_S + 60, ("idle", "mains"))


def test_it_is_counted_for_each_night(hold, clock, missing):
    missing.append("cool")
    hold.look()
    clock.work(minutes=1)
    hold.begin(30.0, ("idle",))
    assert (hold.seconds, hold.names) == (30, ("idle", "cool"))
    clock.work(minutes=1)
    assert hold.seconds == 90


def test_between_two_looks_nothing_is_asked(clock):
    asked = []
    hold = Hold(lambda: asked.append(1) or (), clock.ticks)
    for _ in range(3):
        hold.look()
        clock.work(seconds=LOOK_S / 3)
    assert len(asked) == 1
    hold.look()
    assert len(asked) == 2


def test_who_began_a_night_is_no_reason_to_wait():
    hold = Hold()
    hold.look()
    assert hold.missing == ()


def test_what_is_let_go_waits_for_nothing_and_is_counted_until_then(
    hold, clock, missing
):
    missing.append("idle")
    hold.look()
    clock.work(minutes=1)
    assert hold.waits
    hold.let_go()
    assert (hold.missing, hold.waits, hold.seconds) == ((), False, 60)
    look(hold, clock)
    assert (hold.missing, hold.seconds, hold.names) == ((), 60, ("idle",))


def test_a_look_that_was_under_way_holds_nothing_up_that_was_let_go(clock):
    def unmet():
        hold.let_go()
        return ("idle",)

    hold = Hold(unmet, clock.ticks)
    hold.look()
    assert (hold.missing, hold.names) == ((), ())
