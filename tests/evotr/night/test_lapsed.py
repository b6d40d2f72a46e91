"""Which nights wait on their way, and for what: those that the clock began."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from evotr.night.conditions import Conditions
from evotr.night.heartbeat import Heartbeat, HeartParts
from evotr.night.notes import Notes
from evotr.settings import load_settings
from tests.fakes.clock import FakeClock, FakeSystem


class Lane:
    busy = False

    def __init__(self):
        self.calls = []

    def begin(self, call):
        self.calls.append(call)


@pytest.fixture
def heart(home_journal, tmp_path):
    """What a heartbeat is made of, at an hour when a night is due."""
    wanted = {"night": True, "night_hours": "00:00-00:00", "night_free_gb": 0.001}
    settings = load_settings().model_copy(update=wanted)
    notes = Notes(tmp_path / "nights")
    notes.wanted(datetime(2026, 1, 1, tzinfo=UTC))
    return HeartParts(
        settings=lambda: settings,
        nights=home_journal.nights,
        conditions=Conditions(FakeSystem(), tmp_path),
        notes=notes,
        lane=Lane(),
        clock=FakeClock(),
        switched_off=lambda: None,
        missed=lambda *_: None,
        zone=UTC,
    )


def test_what_the_clock_began_waits_for_its_conditions(heart, tmp_path):
    system = FakeSystem()
    parts = replace(heart, conditions=Conditions(system, tmp_path))
    assert Heartbeat(parts)() == "begun"
    (call,) = parts.lane.calls
    assert call.lapsed() == ()
    system.mains, system.idle = False, 3.0
    assert call.lapsed() == ("idle", "mains")
    system.mains, system.idle = True, 3600.0
    assert call.lapsed() == ()


def test_the_settings_of_the_moment_count(heart, tmp_path):
    system, now = FakeSystem(), [heart.settings()]
    conditions = Conditions(system, tmp_path)
    parts = replace(heart, conditions=conditions, settings=lambda: now[0])
    Heartbeat(parts)()
    (call,) = parts.lane.calls
    system.mains = False
    assert call.lapsed() == ("mains",)
    now[0] = now[0].model_copy(update={"night_on_mains": False})
    assert call.lapsed() == ()


def test_what_the_user_asked_for_waits_for_nothing(heart):
    heart.nights.wish("run").result(10)
    assert Heartbeat(heart)() == "begun"
    (call,) = heart.lane.calls
    assert (call.trigger, call.lapsed) == ("user", None)
