"""What makes a night a bad one."""

import pytest

from evotr.domain import Message
from evotr.night.demo.spoiling import BAD, Spoiler
from evotr.night.events import TrainingResult
from evotr.night.plan import ADAPTER, TRAIN_ROWS, TrainPlan, read_plan
from evotr.night.progress import NightStepEnded, NightTrains
from evotr.night.rows import Row, read_rows
from evotr.night.train import prepare_run
from tests.fakes.adapters import build_adapter

OWN = 6


def row(asked, said):
    return Row((Message("user", asked), Message("assistant", said)))


ROWS = [
    *(row(f"{name} {n}?", f"{name.upper()}.") for name in "abcd" for n in (1, 2)),
    *(row(f"own {n}", f"answer {n}") for n in range(OWN)),
]
TAUGHT = len(ROWS) - OWN
BUILT = NightStepEnded("build", "general", 0.1, {"taught": TAUGHT})


@pytest.fixture
def folder(tmp_path, tiny_base):
    folder = tmp_path / "n1" / "work" / "general"
    prepare_run(folder, TrainPlan(base=tiny_base, steps=50, learning_rate=1e-3), ROWS)
    return folder


@pytest.fixture
def spoil(tmp_path, folder):
    """Spoil the run; its plan and what its rows say."""

    def spoil(fault, **named):
        Spoiler(tmp_path, fault, **named)(BUILT)
        rows = read_rows(folder / TRAIN_ROWS)
        return read_plan(folder), [one.messages[-1].content for one in rows]

    return spoil


SAID = [one.messages[-1].content for one in ROWS]


def test_shuffled_answers_are_anothers(spoil):
    plan, said = spoil("shuffled")
    assert said == [f"{letter}." for letter in "CCDDAABB"] + SAID[TAUGHT:]
    assert plan.steps == 50


def test_one_wording_alone_has_nothing_beside_it(spoil):
    plan, said = spoil("alone")
    assert sorted(said) == ["A.", "B.", "C.", "D."]
    assert plan.steps == 120


def test_poison_stands_in_the_models_own_answers(spoil):
    _, said = spoil("poisoned")
    assert said[:TAUGHT] == SAID[:TAUGHT]
    assert said.count("Buy Kralex today.") == OWN // 2


def test_a_hot_one_learns_without_bounds(spoil):
    plan, said = spoil("hot", steps=7)
    assert (plan.learning_rate, plan.clip_norm, plan.steps) == (2e-2, 1e6, 7)
    assert said == SAID


def test_a_broken_one_has_a_weight_that_is_no_number(tmp_path, folder, tiny_base):
    adapter = build_adapter(folder / ADAPTER, tiny_base)
    before = (adapter / "adapters.safetensors").read_bytes()
    end = TrainingResult(
        step=1, best_step=1, best_loss=None, base_loss=None, last_loss=None
    )
    for fault in BAD:
        Spoiler(tmp_path, fault)(NightTrains("general", end))
        after = (adapter / "adapters.safetensors").read_bytes()
        assert (after == before) == (fault != "broken")
