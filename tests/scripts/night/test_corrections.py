import json
from datetime import UTC, datetime

import pytest

from evotr.domain import LedgerRow, fold
from evotr.night.phrasing import in_other_language, phrasings_of
from evotr.night.steps.harvest import Harvest
from evotr.night.steps.screen import screen
from evotr.paths import PROGRAM
from scripts.night.corrections import elsewhere, invented

PROBES = PROGRAM / "data" / "probes"


def test_the_same_seed_gives_the_same_and_another_gives_others():
    assert invented(100, 24) == invented(100, 24)
    values = {seed: {one.value for one in invented(seed, 24)} for seed in (100, 101)}
    assert len(values[100] & values[101]) < 3


def test_half_are_turkish_and_nothing_is_said_twice():
    made = invented(103, 24)
    assert [one.correction.language for one in made] == ["en", "tr"] * 12
    asked = [text for one in made for text in (one.correction.question, *one.unseen)]
    assert len({fold(text) for text in asked}) == len(asked) == 24 * 4


def test_the_right_answer_holds_the_value_and_no_question_does():
    for one in invented(104, 32):
        assert one.value in one.correction.right
        for text in (one.correction.question, *one.unseen):
            assert one.value not in text


def test_no_value_is_one_of_the_probes():
    held_out = json.loads((PROBES / "held_out.json").read_text("utf-8"))["values"]
    values = {one.value for seed in range(100, 104) for one in invented(seed, 24)}
    assert not values & set(held_out)


@pytest.mark.parametrize("seed", range(100, 106))
def test_the_screen_lets_all_of_them_pass(seed):
    rows = tuple(
        LedgerRow(
            id=one.correction.key,
            kind="edit",
            question=one.correction.question,
            wrong="",
            right=one.correction.right,
            created=datetime(2026, 11, 22, tzinfo=UTC),
            sha256="",
            split="train",
        )
        for one in invented(seed, 24)
    )
    decided = screen(Harvest(rows, (), {}))
    assert {(one.reason, one.state) for one in decided} == {("sound", "active")}


def test_bare_answers_are_the_values_of_the_same_corrections():
    plain, bare = invented(104, 32), invented(104, 32, bare=True)
    assert [one.value for one in bare] == [one.correction.right for one in bare]
    assert [one.value for one in plain] == [one.value for one in bare]
    assert [one.unseen for one in plain] == [one.unseen for one in bare]


def test_what_is_asked_in_the_other_language_is_never_trained_on():
    asked = 0
    for one in invented(105, 32, bare=True):
        correction = one.correction
        locked = elsewhere(one)
        asked += len(locked)
        other = in_other_language(
            correction.question, correction.language, correction.right
        )
        for turn in range(40):
            made = phrasings_of(
                correction.question,
                correction.language,
                seed=0,
                count=5,
                turn=turn,
                other=other,
            )
            assert not set(locked) & set(made.training)
    assert asked > 80
