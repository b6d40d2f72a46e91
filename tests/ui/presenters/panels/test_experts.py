"""The experts and their versions, without a widget."""

import pytest

from evotr.errors import VersionNotFound


@pytest.fixture
def experts(qtbot, panels):
    with qtbot.waitSignal(panels.opened, timeout=10_000):
        panels.open()
    return panels.experts


def listed(qtbot, experts, ask):
    with qtbot.waitSignal(experts.changed, timeout=20_000) as told:
        ask()
    return {state.card.id: state for state in told.args[0]}


def test_a_version_is_put_aside_and_comes_back(qtbot, panels, experts, texts):
    told = []
    panels.told.connect(lambda *said: told.append(said))
    before = listed(qtbot, experts, experts.refresh)["tr_chat"]
    assert before.serves
    now = listed(qtbot, experts, lambda: experts.use("tr_chat", "base"))["tr_chat"]
    assert now.serves == ""
    now = listed(qtbot, experts, lambda: experts.roll_back("tr_chat"))["tr_chat"]
    assert now.serves == before.serves
    assert told == [(texts("panels.from_next_answer"), "")] * 2


def test_what_cannot_be_is_told(qtbot, panels, experts, texts):
    with qtbot.waitSignal(panels.told, timeout=20_000) as told:
        experts.use("tr_chat", "v9")
    wrong = VersionNotFound(expert="tr_chat", version="v9")
    assert tuple(told.args) == texts.error(wrong)


def test_before_the_workshop_is_there_nothing_is_asked(panels):
    panels.experts.refresh()
    panels.experts.use("tr_chat", "base")
    panels.experts.roll_back("tr_chat")
