"""What the sign in the menu bar is about."""

import pytest

from ui.presenters import PresencePresenter


@pytest.fixture
def presence(desk):
    presence = PresencePresenter()
    presence.watch(desk.chat)
    return presence


def test_it_thinks_while_anybody_is_answered(qtbot, desk, presence, next_turn):
    beside = desk.another_chat()
    presence.watch(beside)
    heard = []
    presence.changed.connect(heard.append)
    for chat in (desk.chat, beside):
        with qtbot.waitSignal(chat.stored, timeout=10_000):
            chat.send("Selam?")
    first, second = next_turn(), next_turn()
    with qtbot.waitSignal(desk.chat.ended, timeout=10_000):
        first.finish()
    assert presence.presence == "thinking"
    with qtbot.waitSignal(beside.ended, timeout=10_000):
        second.finish()
    assert (presence.presence, heard) == ("idle", ["thinking", "idle"])


def test_an_answer_counts_more_than_a_night(qtbot, desk, presence, next_turn):
    heard = []
    presence.changed.connect(heard.append)
    presence.set_night(runs=True)
    with qtbot.waitSignal(desk.chat.stored, timeout=10_000):
        desk.chat.send("q?")
    with qtbot.waitSignal(desk.chat.ended, timeout=10_000):
        next_turn().finish()
    presence.set_night(runs=False)
    assert heard == ["night", "thinking", "night", "idle"]
