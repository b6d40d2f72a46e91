import sys

import pytest

from evotr.night.system import commands, this_system
from evotr.night.system.linux import LinuxSystem
from evotr.night.system.mac import MacSystem


def test_what_a_command_prints_is_read(tools):
    tools.add("ask", "ışık\n")
    assert commands.output_of("ask", "a b", "") == "ışık\n"
    assert tools.calls() == [["ask", "a b", ""]]
    assert commands.ran("ask") is None


def test_a_command_that_fails_says_nothing_and_why(tools):
    tools.add("ask", "half an answer", code=3, wrong="no bus\n")
    assert commands.output_of("ask") is None
    assert commands.ran("ask") == "no bus"
    tools.add("mute", code=3)
    assert commands.ran("mute") == "mute"


def test_a_command_that_is_not_there(tools):
    assert commands.output_of("ask") is None
    assert commands.ran("ask") == "ask"
    (tools.folder / "odd").write_bytes(b"\x00no program")
    (tools.folder / "odd").chmod(0o755)
    assert commands.output_of("odd") is None


def test_a_command_that_hangs_is_not_waited_for(tools, monkeypatch):
    monkeypatch.setattr(commands, "_SECONDS", 0.2)
    (tools.folder / "hang").symlink_to("/bin/cat")
    (tools.folder / "tail").symlink_to("/usr/bin/tail")
    assert commands.output_of("tail", "-f", "/dev/null") is None


def test_each_system_is_asked_its_own_way(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    assert isinstance(this_system(), MacSystem)
    monkeypatch.setattr(sys, "platform", "linux")
    assert isinstance(this_system(), LinuxSystem)


@pytest.mark.skipif(sys.platform != "linux", reason="this computer's own files")
def test_this_computer_can_be_asked():
    system = this_system()
    assert system.on_mains() in {True, False}
    assert system.is_cool() in {True, False, None}
    assert system.display_off() in {True, False, None}
