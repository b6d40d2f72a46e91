"""How a night's training follows from what is to be learned."""

import pytest

from evotr.experts.base import read_base
from evotr.night.steps.train import train_plan
from evotr.paths import BUNDLED_MODEL
from evotr.settings import Settings

BASE = read_base(BUNDLED_MODEL)
ROWS_OF_A_TURN = 24


@pytest.mark.parametrize("corrections", [1, 8, 60])
@pytest.mark.parametrize("changes", [{}, {"night_rate": 2e-4}, {"night_batch": 8}])
def test_what_is_not_taught_fades_in_as_many_turns_whatever_there_is_to_learn(
    corrections, changes
):
    turns, settings = 20, Settings(**changes)
    rows = turns * corrections * ROWS_OF_A_TURN
    plan = train_plan(settings, BASE, BUNDLED_MODEL, rows, turns)
    steps_of_a_turn = plan.steps / turns
    fades = 1 / (plan.learning_rate * plan.weight_decay * steps_of_a_turn)
    assert fades == pytest.approx(30)


def test_a_night_without_corrections_has_a_plan():
    plan = train_plan(Settings(), BASE, BUNDLED_MODEL, rows=1, turns=0)
    assert plan.steps == 1
    assert 0 < plan.learning_rate * plan.weight_decay < 1
