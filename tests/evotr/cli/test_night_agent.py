import json
import sys

import pytest

from evotr.cli import night_agent
from evotr.errors import TimerRefused
from evotr.night.system.linux import LinuxSystem
from evotr.paths import Paths
from evotr.settings import load_settings


class Quiet(type(LinuxSystem.timer)):
    """The timer of Linux, on a computer that takes everything, or nothing."""

    refuses = False

    def start(self):
        if self.refuses:
            raise TimerRefused(command="systemctl", reason="no bus")

    def stop(self):
        pass


@pytest.fixture(autouse=True)
def timer(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("PYTHONPATH", raising=False)
    system = LinuxSystem()
    system.timer = Quiet()
    monkeypatch.setattr(night_agent, "this_system", lambda: system)
    return system.timer


def night(home):
    return load_settings({"evotr_home": home}).night


def test_installing_says_yes_to_nights(command, home, timer):
    code, out, _ = command("night", "install")
    assert code == 0
    assert "02:00" in out
    assert "06:00" in out
    assert str(timer.paths()[-1]) in out
    assert all(path.is_file() for path in timer.paths())
    assert night(home)


def test_installing_again_changes_nothing(command, timer):
    command("night", "install")
    before = [path.read_bytes() for path in timer.paths()]
    code, out, _ = command("night", "install", "--json")
    told = json.loads(out)
    assert (code, told["changed"], told["replaced"]) == (0, False, None)
    assert told["night"] is True
    assert told["files"] == [str(path) for path in timer.paths()]
    assert [path.read_bytes() for path in timer.paths()] == before


def test_the_program_that_it_was_made_for_is_told(command, timer):
    command("night", "install")
    service = timer.paths()[0]
    old = "/moved/.venv/bin/python"
    service.write_text(service.read_text().replace(sys.executable, old))
    code, out, _ = command("night", "install")
    assert code == 0
    assert old in out
    assert sys.executable in service.read_text()


def test_uninstalling_leaves_nights_of_the_open_program(command, home, timer):
    command("night", "install")
    code, out, _ = command("night", "uninstall")
    assert code == 0
    assert str(Paths(home).settings) in out
    assert not any(path.exists() for path in timer.paths())
    assert night(home)
    code, out, _ = command("night", "uninstall", "--json")
    assert json.loads(out) == {"timer": "absent", "removed": False}
    assert command("night", "uninstall")[1].strip()


@pytest.mark.parametrize(
    ("language", "word"), [("tr", "zamanlayıcısını"), ("en", "did not take the timer")]
)
def test_a_system_that_refuses_is_told(command, monkeypatch, timer, language, word):
    monkeypatch.setenv("EVOTR_LANGUAGE", language)
    timer.refuses = True
    code, _, err = command("night", "install")
    assert code == 1
    assert word in err
    assert "no bus" in err
    assert not any(path.exists() for path in timer.paths())


def test_hours_over_midnight_are_told_as_they_are(command, monkeypatch):
    monkeypatch.setenv("EVOTR_NIGHT_HOURS", "22:30 – 5:00")
    _, out, _ = command("night", "install")
    assert "22:30" in out
    assert "5:00," in out or "5:00 " in out


def test_hours_that_are_none_are_one_sentence(command, monkeypatch):
    monkeypatch.setenv("EVOTR_NIGHT_HOURS", "late")
    code, _, err = command("night", "install")
    assert code == 2
    assert "02:00-06:00" in err
