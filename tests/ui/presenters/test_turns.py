"""A transcript read in the middle of a turn, brought up to the moment."""

import pytest

from evotr.domain import TurnStarted
from ui.presenters import Entry
from ui.presenters.turns import LiveTurn

BEFORE = (Entry("user", "q0", key="u0"), Entry("assistant", "a0", key="a0"))
ASKED = Entry("user", "q", key="u")
STREAMING = Entry("assistant", "so far", "streaming", key="a")


@pytest.mark.parametrize(
    "stored",
    [
        (*BEFORE, ASKED, Entry("assistant", "so", "streaming", key="a")),
        (*BEFORE, ASKED),
        (*BEFORE, ASKED, Entry("assistant", "an older version", key="a9")),
        BEFORE,
    ],
    ids=["with the answer", "before the answer", "on another branch", "before all"],
)
def test_whenever_it_was_read_it_ends_with_the_turn(stored):
    live = LiveTurn("c", BEFORE, "q", TurnStarted("c", "u", "a"))
    live.hear("so ")
    live.hear("far")
    shown = live.over(stored)
    assert shown == (*BEFORE, ASKED, STREAMING)
    assert [entry.key for entry in shown] == ["u0", "a0", "u", "a"]


def test_before_it_is_stored_the_words_are_shown_all_the_same():
    live = LiveTurn(None, BEFORE, "q")
    assert live.over(BEFORE) == (*BEFORE, ASKED, Entry("assistant", "", "streaming"))


def test_an_answer_made_again_has_no_words_of_its_own():
    live = LiveTurn("c", BEFORE[:1], None)
    assert live.entries() == (BEFORE[0], Entry("assistant", "", "streaming"))
