import shutil
import subprocess
import time as clock
from datetime import time
from pathlib import Path

import pytest

from evotr.errors import TimerMissing, TimerRefused
from evotr.night.system.linux import LinuxSystem
from evotr.night.system.values import TimerPlan

PLAN = TimerPlan(
    at=time(23, 0),
    command=("/opt/100% ışık $HOME/python", "-P", "-m", "evotr", 'a\\b "$c"'),
    environment=(("EVOTR_HOME", '/home/ayşe/EVO "TR" $5 %h'), ("PYTHONPATH", "/x")),
    log=Path("/home/ayşe/night 100%.log"),
)


@pytest.fixture
def linux(tmp_path):
    return LinuxSystem(tmp_path)


def put(root, path, **files):
    """A folder below /sys/class with files in it."""
    folder = root / "sys" / "class" / path
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name).write_text(f"{text}\n")


def test_gnome_is_asked_first(linux, tools):
    tools.add("gdbus", "(uint64 90500,)\n")
    tools.add("loginctl", "IdleHint=no\n")
    assert linux.idle_seconds() == 90.5


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("IdleHint=no\nIdleSinceHint={since}\n", 0),
        ("IdleHint=no\nIdleSinceHint=0\n", None),
        ("IdleHint=yes\nIdleSinceHint={since}\n", 600),
        ("IdleHint=yes\nIdleSinceHint=0\n", None),
        ("IdleHint=yes\nIdleSinceHint=\n", None),
        ("", None),
    ],
)
def test_else_the_sessions_say_since_when(linux, tools, said, seconds):
    since = int((clock.time() - 600) * 1e6)
    tools.add("loginctl", said.format(since=since))
    assert linux.idle_seconds() == (seconds and pytest.approx(seconds, abs=30))


def test_where_nobody_can_be_asked_it_is_not_known(linux, tools):
    assert linux.idle_seconds() is None
    assert linux.is_cool() is None
    assert linux.display_off() is None
    assert not linux.notify("EVO-TR", "Gece")
    assert tools.calls() == []


@pytest.mark.parametrize(
    ("supplies", "mains"),
    [
        ({}, True),
        ({"AC": ("Mains", 1)}, True),
        ({"AC": ("Mains", 0), "BAT0": ("Battery", None)}, False),
        ({"AC": ("Mains", 1), "BAT0": ("Battery", None)}, True),
        ({"ucsi": ("USB", 1), "AC": ("Mains", 0), "BAT0": ("Battery", None)}, True),
        ({"BAT0": ("Battery", None)}, False),
        ({"hidpp": ("UPS", None)}, True),
    ],
)
def test_it_is_plugged_in_or_has_no_battery(linux, tmp_path, supplies, mains):
    for name, (kind, online) in supplies.items():
        files = {"type": kind} if online is None else {"type": kind, "online": online}
        put(tmp_path, f"power_supply/{name}", **files)
    assert linux.on_mains() is mains


@pytest.mark.parametrize(
    ("own", "other", "mains"),
    [
        ({}, {"type": "Battery"}, True),  # a desktop with a wireless mouse
        ({"type": "Battery", "scope": "System"}, {"type": "Battery"}, False),
        (
            {"type": "Battery"},
            {"type": "Mains", "online": 1},
            False,
        ),  # a tablet
    ],
)
def test_what_feeds_another_device_says_nothing(linux, tmp_path, own, other, mains):
    if own:
        put(tmp_path, "power_supply/BAT0", **own)
    put(tmp_path, "power_supply/hidpp_battery_0", scope="Device", **other)
    assert linux.on_mains() is mains


@pytest.mark.parametrize(
    ("temp", "points", "cool"),
    [
        (55_000, {"0": ("passive", 95_000), "1": ("critical", 105_000)}, True),
        (95_000, {"0": ("passive", 95_000), "1": ("critical", 105_000)}, False),
        (104_000, {"1": ("critical", 105_000)}, True),
        (50_000, {"0": ("passive", 0), "1": ("active", 45_000)}, True),
        ("", {"0": ("passive", 95_000)}, True),
        (200_000, {}, True),
    ],
)
def test_it_is_cool_below_where_it_is_slowed_down(linux, tmp_path, temp, points, cool):
    files = {"temp": temp}
    for number, (kind, heat) in points.items():
        files[f"trip_point_{number}_type"] = kind
        files[f"trip_point_{number}_temp"] = heat
    put(tmp_path, "thermal/thermal_zone0", temp=20_000)
    put(tmp_path, "thermal/thermal_zone1", **files)
    assert linux.is_cool() is cool


@pytest.mark.parametrize(
    ("plugs", "off"),
    [
        ({"card0-HDMI-A-1": ("connected", "On")}, False),
        ({"card0-HDMI-A-1": ("connected", "Off")}, True),
        ({"card0-DP-1": ("disconnected", "On")}, True),
        (
            {"card0-eDP-1": ("connected", "Off"), "card1-DP-2": ("connected", "On")},
            False,
        ),
    ],
)
def test_displays_are_off_where_none_is_lit(linux, tmp_path, plugs, off):
    for name, (status, dpms) in plugs.items():
        put(tmp_path, f"drm/{name}", status=status, dpms=dpms)
    put(tmp_path, "drm/card0")
    assert linux.display_off() is off


def test_a_notice_is_two_words(linux, tools):
    tools.add("notify-send")
    assert linux.notify("Gece 3", "Öğrendi: -x")
    (call,) = tools.calls()
    assert call[-2:] == ["Gece 3", "Öğrendi: -x"]


def test_it_stays_awake_as_long_as_the_process(linux):
    for on_battery in (True, False):
        words = list(linux.waking(42, on_battery=on_battery))
        assert words[0] == "systemd-inhibit"
        # Of an inhibition of "idle" logind makes that somebody uses the computer.
        assert "--what=sleep" in words
        assert "--pid=42" in words


def test_on_battery_it_may_sleep_where_nights_want_the_mains(linux, tmp_path):
    put(tmp_path, "power_supply/BAT0", type="Battery")
    put(tmp_path, "power_supply/AC", type="Mains", online=0)
    assert linux.waking(42, on_battery=False) == ()
    assert linux.waking(42, on_battery=True)


@pytest.fixture
def units(tmp_path, monkeypatch, linux):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return linux.timer.files(PLAN)


def test_the_units_say_what_and_when(units, tmp_path, linux):
    service, timer = units.items()
    assert service[0] == tmp_path / "config/systemd/user/evotr-night.service"
    assert linux.timer.command(service[1]) == PLAN.command
    assert linux.timer.command(timer[1]) == ()
    assert b"StandardOutput=null" in service[1]
    assert b"OnCalendar=*-*-* 23:00:00\nPersistent=true" in timer[1]


@pytest.mark.parametrize(
    "content", [b"", b"\xff", b'ExecStart="never ended', b"ExecStart="]
)
def test_what_is_no_unit_runs_nothing(linux, content):
    assert linux.timer.command(content) == ()


def refusal(*units):
    """What systemd says of these files; it looks at the system beside, too."""
    done = subprocess.run(
        ["systemd-analyze", "verify", "--user", *map(str, units)],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    return [line for line in done.stderr.splitlines() if "evotr" in line]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="without systemd")
def test_systemd_takes_the_units(units, tmp_path, linux, monkeypatch):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    program = tmp_path / "100% ışık $HOME"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    plan = TimerPlan(
        at=PLAN.at,
        command=(str(program), *PLAN.command[1:]),
        environment=PLAN.environment,
        log=tmp_path / "100% log",
    )
    assert set(linux.timer.files(plan)) == set(units)
    for path, content in linux.timer.files(plan).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    assert refusal(*units) == []
    broken = tmp_path / "evotr-night-broken.timer"
    broken.write_text("[Timer]\nOnCalendar=*-*-* 25:00:00\n")
    assert refusal(broken) != []


def test_it_is_started_and_stopped_by_systemctl(linux, tools):
    tools.add("systemctl")
    linux.timer.start()
    linux.timer.stop()
    assert tools.calls() == [
        ["systemctl", "--user", "daemon-reload"],
        ["systemctl", "--user", "enable", "--now", "evotr-night.timer"],
        ["systemctl", "--user", "disable", "--now", "evotr-night.timer"],
    ]


@pytest.mark.parametrize("there", [True, False])
def test_what_systemd_refuses_is_told(linux, tools, there):
    if there:
        tools.add("systemctl", code=1, wrong="Failed to connect to bus\n")
    with pytest.raises(TimerRefused) as refused:
        linux.timer.start()
    assert isinstance(refused.value, TimerMissing) != there
    if there:
        assert refused.value.values["reason"] == "Failed to connect to bus"
