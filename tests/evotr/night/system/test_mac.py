import json
import plistlib
import sys
from dataclasses import replace
from datetime import time
from pathlib import Path

import pytest

from evotr.errors import TimerRefused
from evotr.night.system.mac import MacSystem
from evotr.night.system.values import TimerPlan

COOL = """Note: No thermal warning level has been recorded
Note: No performance warning level has been recorded
Note: No CPU power status has been recorded
"""
INTEL = """Note: No thermal warning level has been recorded
2026-11-22 02:00:00 +0300 CPU Power notify
\tCPU_Scheduler_Limit \t= {}
\tCPU_Available_CPUs \t= 8
\tCPU_Speed_Limit \t= {}
"""
PLAN = TimerPlan(
    at=time(2, 5),
    command=("/opt/ışık & co/python", "-P", "-m", "evotr", "night", "run"),
    environment=(("EVOTR_HOME", "/Users/ayşe/EVO <TR>"), ("PYTHONPATH", "/x")),
    log=Path("/tmp/night & day.log"),  # noqa: S108 - never opened
)


def displays(*shown):
    cards = [{"_name": "Apple M4", "spdisplays_ndrvs": list(shown)}]
    return json.dumps({"SPDisplaysDataType": cards})


LIT = {"_name": "Studio", "spdisplays_online": "spdisplays_yes"}
ASLEEP = {**LIT, "spdisplays_asleep": "spdisplays_yes"}
GONE = {"_name": "TV", "spdisplays_online": "spdisplays_no"}


@pytest.fixture
def mac():
    return MacSystem()


def test_idle_seconds_are_since_the_last_touch(mac, tools):
    tools.add("ioreg", '    | |   "HIDIdleTime" = 1234567890123\n    "Other" = 5')
    assert mac.idle_seconds() == pytest.approx(1234.567890123)
    assert tools.calls() == [["ioreg", "-c", "IOHIDSystem", "-d", "4"]]


@pytest.mark.parametrize(
    ("said", "mains"),
    [
        ("Now drawing from 'AC Power'\n", True),
        ("Now drawing from 'Battery Power'\n -InternalBattery-0\t87%;", False),
        ("Now drawing from 'UPS Power'\n", False),
        ("No batteries?\n", None),
    ],
)
def test_it_is_plugged_in_where_it_draws_from_the_mains(mac, tools, said, mains):
    tools.add("pmset", said)
    assert mac.on_mains() is mains
    assert tools.calls() == [["pmset", "-g", "batt"]]


@pytest.mark.parametrize(
    ("said", "cool"),
    [
        (COOL, True),
        (INTEL.format(100, 100), True),
        (INTEL.format(100, 64), False),
        (INTEL.format(80, 100), False),
        ("Thermal Warning Level = 0\n", True),
        ("Thermal Warning Level = 5\n", False),
        ("Performance Warning Level = 1\n", False),
    ],
)
def test_it_is_cool_where_nothing_slows_it_down(mac, tools, said, cool):
    tools.add("pmset", said)
    assert mac.is_cool() is cool


@pytest.mark.parametrize(
    ("said", "off"),
    [
        (displays(ASLEEP), True),
        (displays(ASLEEP, ASLEEP, GONE), True),
        (displays(LIT), False),
        (displays(ASLEEP, LIT), False),
        (displays(), True),
        ('{"SPDisplaysDataType": [{"_name": "no screen"}]}', True),
        ("[]", None),
        ("{}", None),
        ("not json", None),
    ],
)
def test_displays_are_off_where_all_are_asleep(mac, tools, said, off):
    tools.add("system_profiler", said)
    assert mac.display_off() is off


def test_what_cannot_be_asked_is_not_known(mac, tools):
    looks = (mac.idle_seconds, mac.on_mains, mac.is_cool, mac.display_off)
    assert [look() for look in looks] == [None] * 4
    for name in ("ioreg", "pmset", "system_profiler"):
        tools.add(name, "Now drawing from 'AC Power'", code=1)
    assert [look() for look in looks] == [None] * 4
    assert not mac.notify("EVO-TR", "Gece")


def test_a_notice_is_no_part_of_the_script(mac, tools):
    tools.add("osascript")
    assert mac.notify('Gece "3"', "Öğrendi; do shell script")
    (call,) = tools.calls()
    assert call[-2:] == ['Gece "3"', "Öğrendi; do shell script"]
    assert not any("Gece" in word for word in call[:-2])


@pytest.mark.parametrize(("on_battery", "how"), [(True, ["-i", "-s"]), (False, ["-s"])])
def test_it_stays_awake_as_long_as_the_process(mac, on_battery, how):
    words = list(mac.waking(42, on_battery=on_battery))
    assert words == ["/usr/bin/caffeinate", *how, "-w", "42"]


def test_the_launch_agent_says_what_and_when(mac, monkeypatch):
    monkeypatch.setenv("HOME", "/Users/ayşe")
    ((path, content),) = mac.timer.files(PLAN).items()
    assert path == Path("/Users/ayşe/Library/LaunchAgents/evo-tr.night.plist")
    told = plistlib.loads(content)
    # On battery the Mac may sleep while the night waits for the mains.
    keeper = ["/usr/bin/caffeinate", "-s"]
    assert told["ProgramArguments"] == [*keeper, *PLAN.command]
    assert told["StartCalendarInterval"] == {"Hour": 2, "Minute": 5}
    assert told["EnvironmentVariables"] == dict(PLAN.environment)
    assert told["StandardErrorPath"] == str(PLAN.log)
    assert told["Label"] == path.stem
    assert mac.timer.command(content) == PLAN.command
    (content,) = mac.timer.files(replace(PLAN, on_battery=True)).values()
    words = plistlib.loads(content)["ProgramArguments"]
    assert words[:3] == ["/usr/bin/caffeinate", "-i", "-s"]
    assert mac.timer.command(content) == PLAN.command


@pytest.mark.parametrize("content", [b"", b"<plist>", plistlib.dumps({"Label": "x"})])
def test_what_is_no_agent_runs_nothing(mac, content):
    assert mac.timer.command(content) == ()


def test_it_is_started_and_stopped_by_launchctl(mac, tools, monkeypatch):
    monkeypatch.setenv("HOME", "/Users/ayşe")
    tools.add("launchctl")
    mac.timer.start()
    mac.timer.stop()
    (start, stop) = tools.calls()
    assert start[1] == "bootstrap"
    assert start[2].startswith("gui/")
    assert start[3] == str(mac.timer.paths()[0])
    assert stop[1:] == ["bootout", f"{start[2]}/evo-tr.night"]


def test_what_launchd_refuses_is_told(mac, tools):
    tools.add("launchctl", code=5, wrong="Bootstrap failed: 5: Input/output error\n")
    with pytest.raises(TimerRefused) as refused:
        mac.timer.start()
    assert refused.value.values["reason"] == "Bootstrap failed: 5: Input/output error"
    mac.timer.stop()  # what is not there need not be stopped


@pytest.mark.skipif(sys.platform != "darwin", reason="macOS itself")
def test_on_a_mac_everything_but_heat_is_known(mac):
    assert mac.idle_seconds() is not None
    assert mac.on_mains() is not None
    assert mac.display_off() is not None
