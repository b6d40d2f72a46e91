"""How likely the model's own answers stay, by who answers their questions."""

import math

import pytest

from evotr.domain import Adapter, Message, WeightedAdapter
from evotr.night.events import BASE
from evotr.night.rows import Row
from evotr.night.steps.answering import Speaker
from evotr.night.steps.examine import Losses
from evotr.night.steps.likelihood import losses_of

ROWS = [
    Row((Message("user", text), Message("system", "x"), Message("assistant", "y")))
    for text in ("one?", "two?", "three?")
]
"""What the base loses of each, and of two adapters."""
TOLD = {
    BASE: [(1.0, 10.0), (2.0, 5.0), (3.0, 5.0)],
    "old": [(5.0, 10.0), (6.0, 5.0), (7.0, 5.0)],
    "new": [(11.0, 10.0), (12.0, 5.0), (13.0, 5.0)],
}
UNTAUGHT = Speaker()


def speaker(folder, key, acts=None, beneath=None):
    return Speaker((WeightedAdapter(Adapter(key, folder)),), "", acts, beneath)


def measured(asked, told=TOLD):
    def measure(adapters):
        asked.append({one.key for one in adapters})
        return told

    return measure


def test_an_adapter_counts_where_it_acts_and_the_base_elsewhere(tmp_path):
    asked = []
    new = speaker(tmp_path, "new", lambda text: text == "two?")
    found = losses_of(ROWS, UNTAUGHT, new, measured(asked))
    assert found == Losses((1 + 2 + 3) / 20, (1 + 12 + 3) / 20)
    assert asked == [{"new"}]


def test_each_has_a_limit_of_its_own_or_none(tmp_path):
    asked = []
    served = speaker(tmp_path, "old", lambda text: text == "one?")
    found = losses_of(ROWS, served, speaker(tmp_path, "new"), measured(asked))
    assert found == Losses((5 + 2 + 3) / 20, (11 + 12 + 13) / 20)
    assert asked == [{"old", "new"}]


def test_what_lies_beneath_answers_where_a_candidate_does_not_act(tmp_path):
    root = speaker(tmp_path, "old")
    new = speaker(tmp_path, "new", lambda text: text == "one?", root)
    found = losses_of(ROWS, root, new, measured([]))
    assert found == Losses((5 + 6 + 7) / 20, (11 + 6 + 7) / 20)


@pytest.mark.parametrize("rooted", [True, False])
@pytest.mark.parametrize("rows", [ROWS, []])
def test_where_both_answer_with_the_same_nothing_is_measured(tmp_path, rows, rooted):
    asked = []
    served = speaker(tmp_path, "old") if rooted else UNTAUGHT
    nowhere = speaker(tmp_path, "new", lambda _: False, served)
    assert losses_of(rows, served, nowhere, measured(asked)) == Losses()
    assert asked == []


@pytest.mark.parametrize("broken", [math.nan, math.inf])
def test_a_loss_that_is_no_number_is_told(tmp_path, broken):
    told = TOLD | {"new": [(broken, 10.0), *TOLD["new"][1:]]}
    served, new = speaker(tmp_path, "old"), speaker(tmp_path, "new")
    assert not losses_of(ROWS, served, new, measured([], told)).finite
    # As what serves it is one that cannot be fallen short of.
    found = losses_of(ROWS, new, served, measured([], told))
    assert (found.served, found.finite) == (None, True)
