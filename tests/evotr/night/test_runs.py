"""Runs that were left: what is listed, what is swept away, what is deleted."""

import dataclasses

import pytest
from filelock import FileLock

from evotr.errors import DiskFull, RunBusy, RunNotFound
from evotr.night.plan import LOCK, RESULT, RUN
from evotr.night.runs import remove_run, staged_run, stored_runs
from evotr.night.train import prepare_run


@pytest.fixture
def runs(tmp_path):
    return tmp_path / "training"


@pytest.fixture
def begin(runs, plan, rows):
    def begin_(name):
        known = {"expert": "tr_chat", "notes": {"data": "konuşmalar.jsonl"}}
        with staged_run(runs, name) as staging:
            prepare_run(staging, dataclasses.replace(plan, **known), rows)
        return runs / name

    return begin_


def visible(runs):
    return {path.name for path in runs.glob("[!.]*")}


def states(runs):
    return {run.name: run.state for run in stored_runs(runs)}


def test_a_run_is_listed_with_its_state(runs, begin):
    assert stored_runs(runs) == ()
    begin("left")
    (begin("done") / RESULT).write_text("{}")
    (begin("broken") / RUN).write_text("{")
    with FileLock(begin("busy") / LOCK):
        assert states(runs) == {
            "left": "left",
            "done": "finished",
            "broken": "damaged",
            "busy": "training",
        }
    assert states(runs)["busy"] == "left"
    run = next(run for run in stored_runs(runs) if run.name == "left")
    assert (run.expert, run.data) == ("tr_chat", "konuşmalar.jsonl")


def test_a_run_that_could_not_be_made_leaves_nothing(runs, begin):
    begin("before")

    def make():
        with staged_run(runs, "half") as staging:
            (staging / "train.jsonl").write_text("rows of the user")
            raise OSError(28, "No space left on device")

    with pytest.raises(DiskFull):
        make()
    assert visible(runs) == {"before"}
    assert not list(runs.glob(".staging*"))


def test_what_a_kill_left_is_swept_away(runs, begin):
    begin("before")
    left = runs / ".staging-killed"
    left.mkdir()
    (left / "train.jsonl").write_text("rows of the user")
    stored_runs(runs)
    assert not left.exists()


def test_a_run_is_deleted_unless_it_trains(runs, begin):
    folder = begin("one")
    with FileLock(folder / LOCK), pytest.raises(RunBusy):
        remove_run(runs, "one")
    assert folder.exists()
    remove_run(runs, "one")
    assert visible(runs) == set()


@pytest.mark.parametrize("name", ["one", "", "..", ".", "../training/here"])
def test_only_what_is_listed_is_deleted(runs, begin, name):
    here = begin("here")
    with pytest.raises(RunNotFound):
        remove_run(runs, name)
    assert here.exists()
