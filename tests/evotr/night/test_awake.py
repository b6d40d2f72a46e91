import os
import sys

import psutil
import pytest

from evotr.night.awake import awake
from evotr.night.progress import NightPaused, NightStepBegan
from tests.fakes.clock import FakeSystem


@pytest.fixture
def system():
    return FakeSystem()


def children():
    return {child.pid for child in psutil.Process().children()}


def test_the_tool_runs_as_long_as_the_night(system):
    system.woken = (
        sys.executable,
        "-c",
        "import time; time.sleep(60)",
        str(os.getpid()),
    )
    before = children()
    with awake(system, on_battery=True):
        assert len(children() - before) == 1
    assert children() == before


def test_a_night_that_breaks_lets_the_computer_sleep_again(system):
    system.woken = (sys.executable, "-c", "import time; time.sleep(60)")
    before = children()
    with pytest.raises(ZeroDivisionError), awake(system, on_battery=True):
        raise ZeroDivisionError
    assert children() == before


def test_a_tool_that_ends_early_ends_no_night(system):
    system.woken = (sys.executable, "-c", "")
    before = children()
    with awake(system, on_battery=True):
        (tool,) = (psutil.Process(pid) for pid in children() - before)
        psutil.wait_procs([tool])
    assert children() == before


def test_without_a_tool_the_night_goes_on(system):
    system.woken = ("no-such-tool-anywhere",)
    before = children()
    with awake(system, on_battery=True):
        assert children() == before


def test_it_may_sleep_while_the_night_waits_for_power_alone(system):
    system.woken = (sys.executable, "-c", "import time; time.sleep(60)")
    before = children()
    with awake(system, on_battery=False) as keeping:
        (tool,) = children() - before
        for missing in (("idle",), ("cool", "display"), ()):
            keeping.heed(NightPaused(missing))
            assert children() - before == {tool}
        keeping.heed(NightPaused(("idle", "mains")))
        assert children() == before
        keeping.heed(NightStepBegan("judge"))
        assert children() == before
        keeping.heed(NightPaused(()))
        assert len(children() - before) == 1
    assert children() == before


def test_a_night_that_the_user_asked_for_since_is_made_on_the_battery(system):
    system.woken = (sys.executable, "-c", "import time; time.sleep(60)")
    before = children()
    with awake(system, on_battery=False) as keeping:
        (tool,) = children() - before
        assert not system.on_battery
        keeping.heed(NightPaused((), asked=True))
        assert system.on_battery
        (other,) = children() - before
        assert other != tool
        keeping.heed(NightPaused((), asked=True))
        assert children() - before == {other}
    assert children() == before
