"""Memory, speed and heat, without a widget."""

import pytest

from evotr.domain import Usage
from tests.fakes.assistant import USAGE
from ui.platform import Battery
from ui.presenters.panels import PanelsDesk


@pytest.fixture
def resources(panels):
    return panels.resources


def looked(qtbot, resources):
    with qtbot.waitSignal(resources.changed) as told:
        resources.refresh()
    return told.args


def test_the_parts_are_shares_of_the_machine(qtbot, resources, texts):
    parts, lines = looked(qtbot, resources)
    names = [part.name for part in parts]
    keys = ("weights", "cache", "engine", "program", "free")
    assert names == [texts(f"load.{key}") for key in keys]
    assert [part.size for part in parts[-2:]] == ["400.0\u00a0MB", "8.0\u00a0GB"]
    assert parts[-1].share == 0.5
    assert texts("load.answers", running=0, waiting=0) in lines


def test_what_waits_behind_an_answer_is_counted(qtbot, panels, resources, texts):
    chat = panels.desk.chat
    with qtbot.waitSignal(chat.ended, timeout=10_000):
        chat.send("Selam?")
        chat.send("Nasılsın?")
        chat.send("Kimsin?")
        _, lines = looked(qtbot, resources)
    assert texts("load.answers", running=1, waiting=2) in lines
    qtbot.waitUntil(lambda: not chat.running, timeout=10_000)


def test_the_last_answers_have_their_speed(qtbot, panels, resources):
    with qtbot.waitSignal(panels.desk.chat.ended, timeout=10_000):
        panels.desk.chat.send("Selam?")
    assert len(panels.desk.speeds.last) == 1
    panels.desk.speeds.last = (Usage(10, 4, 30, 0, 0.0, 0.1, 2.0),)
    _, lines = looked(qtbot, resources)
    assert any("15.0" in line and "4" in line for line in lines)


def test_answers_from_before_a_panel_was_opened_have_their_speed(
    qtbot, desk, next_turn, platform, texts
):
    desk.chat.send("Selam?")
    with qtbot.waitSignal(desk.chat.ended, timeout=10_000):
        next_turn().finish()
    panels = PanelsDesk(desk, platform, lambda: pytest.fail("nothing was opened"))
    _, lines = looked(qtbot, panels.resources)
    told = texts(
        "load.speed",
        speed=USAGE.completion_tokens / USAGE.decode_s,
        tokens=USAGE.completion_tokens,
        cached=USAGE.cached_tokens,
        prompt=USAGE.prompt_tokens,
    )
    assert told in lines


@pytest.mark.parametrize(
    ("battery", "key"),
    [
        (Battery(0.5, in_use=True), "on_battery"),
        (Battery(0.5, in_use=False), "plugged"),
    ],
)
def test_the_machine(qtbot, resources, platform, texts, battery, key):
    platform.charge = battery
    _, lines = looked(qtbot, resources)
    assert texts(f"load.{key}", percent=50) in lines
    assert texts("load.nominal") in lines
    assert texts("load.idle", seconds=12) in lines


def test_without_an_assistant_the_program_is_still_measured(qtbot, resources, texts):
    resources.attach(None)
    parts, _ = looked(qtbot, resources)
    assert [part.name for part in parts] == [
        texts("load.program"),
        texts("load.free"),
    ]


def test_it_looks_again_while_somebody_looks(qtbot, resources):
    with qtbot.waitSignals([resources.changed] * 2, timeout=10_000):
        resources.watch(on=True)
    resources.watch(on=False)
    assert not resources._timer.isActive()
