import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from typing_extensions import override

from evotr.errors import FolderNotWritable, TimerRefused
from evotr.night import agent
from evotr.night.agent import install, planned, timer_state, uninstall
from evotr.night.system.linux import LinuxSystem
from evotr.night.system.mac import MacSystem
from evotr.paths import PROGRAM
from evotr.settings import Settings


@pytest.fixture(params=["mac", "linux"])
def timer(request, tmp_path, monkeypatch):
    """A system's own files, and a system that notes what it is told of them."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.delenv("PYTHONPATH", raising=False)
    kind = type(MacSystem.timer if request.param == "mac" else LinuxSystem.timer)

    class Noting(kind):
        refuses = False

        def __init__(self):
            self.told = []

        @override
        def start(self):
            self.told.append("start")
            if self.refuses:
                raise TimerRefused(command="start", reason="no bus")

        @override
        def stop(self):
            self.told.append("stop")

    return Noting()


@pytest.fixture
def settings(home):
    return Settings(evotr_home=home)


def lying(timer):
    return {path: path.read_bytes() for path in timer.paths() if path.exists()}


def test_the_system_is_to_run_a_night_of_this_home(settings, home, monkeypatch):
    monkeypatch.delenv("PYTHONPATH", raising=False)
    plan = planned(settings)
    assert plan.command[0] == sys.executable
    assert plan.command[2:] == ("-m", "evotr", "night", "run", "--scheduled")
    told = dict(plan.environment)
    assert told == {"EVOTR_HOME": str(home), "PYTHONPATH": str(PROGRAM)}
    assert f"{plan.at:%H:%M}" == "02:00"
    assert plan.log.parent == settings.logs


def test_it_is_installed_and_removed_again(timer, settings):
    assert timer_state(timer, settings) == "absent"
    done = install(timer, settings)
    assert (done.changed, done.replaced) == (True, "")
    assert lying(timer) == timer.files(planned(settings))
    assert timer_state(timer, settings) == "installed"
    assert uninstall(timer)
    assert lying(timer) == {}
    assert timer.told == ["start", "stop"]
    assert timer_state(timer, settings) == "absent"


def test_installed_twice_is_as_once(timer, settings):
    install(timer, settings)
    before = lying(timer)
    done = install(timer, settings)
    assert (done.changed, done.replaced) == (False, "")
    assert lying(timer) == before
    assert timer.told == ["start", "stop", "start"]


def test_removed_twice_is_as_once(timer, settings):
    install(timer, settings)
    assert uninstall(timer)
    assert not uninstall(timer)


def test_other_hours_make_it_stale(timer, settings):
    install(timer, settings)
    later = Settings(evotr_home=settings.evotr_home, night_hours="23:30-05:00")
    assert timer_state(timer, later) == "stale"
    assert install(timer, later).changed
    assert timer_state(timer, later) == "installed"


def test_another_home_makes_it_stale(timer, settings, tmp_path):
    install(timer, settings)
    assert timer_state(timer, Settings(evotr_home=tmp_path / "ev")) == "stale"


def test_a_program_that_moved_is_told(timer, settings, monkeypatch, tmp_path):
    old = tmp_path / "old" / "python"
    old.parent.mkdir()
    old.symlink_to(sys.executable)
    monkeypatch.setattr(agent, "planned", lambda _: moved)
    moved = replace(
        planned(settings), command=(str(old), *planned(settings).command[1:])
    )
    install(timer, settings)
    monkeypatch.undo()
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("PYTHONPATH", raising=False)
    assert timer_state(timer, settings) == "stale"
    old.unlink()
    assert timer_state(timer, settings) == "moved"
    done = install(timer, settings)
    assert (done.changed, done.replaced) == (True, str(old))
    assert timer_state(timer, settings) == "installed"


def test_files_that_are_none_of_ours_are_replaced(timer, settings):
    for path in timer.paths():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"\xff\x00 broken")
    assert timer_state(timer, settings) == "stale"
    assert install(timer, settings).changed
    assert timer_state(timer, settings) == "installed"


def test_what_the_system_refuses_leaves_nothing_behind(timer, settings):
    timer.refuses = True
    with pytest.raises(TimerRefused):
        install(timer, settings)
    assert lying(timer) == {}


def test_what_the_system_refuses_leaves_what_lay_there(timer, settings):
    """A timer that is to be mended is better than none."""
    install(timer, settings)
    before = lying(timer)
    later = Settings(evotr_home=settings.evotr_home, night_hours="23:30-05:00")
    timer.refuses = True
    with pytest.raises(TimerRefused):
        install(timer, later)
    assert lying(timer) == before
    assert timer.told[-2:] == ["start", "start"]


def test_what_cannot_be_written_is_told(timer, settings):
    folder = timer.paths()[0].parent
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("in the way")
    with pytest.raises(FolderNotWritable):
        install(timer, settings)
    assert timer.told == []
    with pytest.raises(FolderNotWritable):
        uninstall(timer)


def test_the_whole_path_of_libraries_is_told(settings, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/libraries")
    told = dict(planned(settings).environment)
    assert told["PYTHONPATH"] == os.pathsep.join((str(PROGRAM), "/libraries"))
    assert Path(told["EVOTR_HOME"]).is_absolute()
