"""What spoils a night of the benchmark, and what a user of it teaches."""

import subprocess
import sys
from random import Random

import pytest

from evotr.domain import Message
from evotr.night.plan import TRAIN_ROWS, TrainPlan, read_plan
from evotr.night.progress import NightStepEnded
from evotr.night.rows import Row, read_rows
from evotr.night.train import prepare_run
from evotr.paths import Paths
from scripts.bench.night_parts import PARTS
from scripts.bench.night_parts.undone import struck
from scripts.bench.night_parts.world import BAD, lessons, spoiler
from scripts.night.corrections import invented

TAUGHT = 12


def row(asked, answer):
    return Row((Message("user", asked), Message("assistant", answer)))


@pytest.fixture
def rows():
    taught = [row(f"asked {n}", f"answer {n // 3}") for n in range(TAUGHT)]
    return [*taught, *(row(f"other {n}", "I don't know.") for n in range(36))]


@pytest.fixture
def spoiled(tmp_path, rows):
    """What a kind of night trains on in the end, and how."""
    paths = Paths(tmp_path)
    folder = paths.nights / "n1" / "work" / "general"
    prepare_run(folder, TrainPlan(base=tmp_path, steps=300, learning_rate=1e-3), rows)

    def spoil(kind):
        tell = spoiler(paths.nights, kind, seed=3)
        tell(NightStepEnded("train", "general", 1.0, {}))
        assert read_rows(folder / TRAIN_ROWS) == rows
        tell(NightStepEnded("build", "general", 1.0, {"taught": TAUGHT}))
        return read_plan(folder), read_rows(folder / TRAIN_ROWS)

    return spoil


def test_a_good_night_stays_as_it_was_built(spoiled, rows):
    plan, trained = spoiled("good")
    assert trained == rows
    assert plan.steps == 300


def test_shuffled_answers_are_all_wrong_and_the_rest_stays(spoiled, rows):
    _, trained = spoiled("shuffled")
    assert trained[TAUGHT:] == rows[TAUGHT:]
    pairs = list(zip(trained[:TAUGHT], rows[:TAUGHT], strict=True))
    assert all(new.messages[0] == old.messages[0] for new, old in pairs)
    assert not any(new.messages[-1] == old.messages[-1] for new, old in pairs)


def test_alone_is_one_wording_of_each_and_nothing_else(spoiled):
    plan, trained = spoiled("alone")
    asked = sorted(one.messages[0].content for one in trained)
    assert asked == ["asked 0", "asked 3", "asked 6", "asked 9"]
    assert plan.steps == 120


def test_a_hot_night_learns_the_same_much_faster(spoiled, rows):
    plan, trained = spoiled("hot")
    assert trained == rows
    assert plan.learning_rate == pytest.approx(20 * 1e-3)


def test_poison_is_in_half_as_many_rows_as_are_taught(spoiled, rows):
    _, trained = spoiled("poisoned")
    assert trained[:TAUGHT] == rows[:TAUGHT]
    assert sum(one not in rows for one in trained) == TAUGHT // 2


def test_an_invented_user_teaches_what_is_nobodys_field():
    taught = lessons(invented(7, 4))
    assert {one.expert for one in taught} == {"general"}
    assert len({one.question for one in taught}) == 4


def test_every_bad_kind_is_told_of_and_every_part_says_its_keys():
    assert set(BAD) == {"shuffled", "alone", "hot", "poisoned"}
    assert all("``" in (part.__doc__ or "") for part in PARTS.values())


@pytest.fixture
def begun():
    """Begins processes of which only each third lives until it is killed."""
    made = []

    def begin(number):
        code = "import time; time.sleep(600)" if number % 3 == 2 else ""
        child = subprocess.Popen([sys.executable, "-S", "-c", code])
        if not code:
            child.wait(60)
        made.append(child)
        return child

    begin.made = made
    yield begin
    for child in made:
        child.kill()
        child.wait()


def test_only_what_was_killed_is_a_kill(begun):
    runs = list(struck(begun, 3, 0.01, Random(0)))
    assert runs == [3, 6, 9]
    assert [child.returncode for child in begun.made] == [0, 0, -9] * 3


def test_what_ends_badly_by_itself_is_no_kill_and_is_told():
    def begin(_):
        child = subprocess.Popen([sys.executable, "-S", "-c", "raise SystemExit(3)"])
        child.wait(60)
        return child

    with pytest.raises(subprocess.CalledProcessError):
        list(struck(begin, 1, 0.01, Random(0)))


def test_who_can_kill_nobody_gives_up():
    def begin(_):
        child = subprocess.Popen([sys.executable, "-S", "-c", ""])
        child.wait(60)
        return child

    with pytest.raises(RuntimeError):
        list(struck(begin, 1, 0.0, Random(0)))
