"""The child as a real process: its end, its pauses, its deaths."""

import dataclasses
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from evotr.domain import Adapter
from evotr.errors import (
    FolderNotWritable,
    ModelNotFound,
    RowsMissing,
    RunBusy,
    RunNotFound,
    TrainingFailed,
    ValueRefused,
)
from evotr.night.events import (
    TrainingPaused,
    TrainingResult,
    TrainingResumed,
    TrainingSaved,
    TrainingStep,
    TrainingStopped,
)
from evotr.night.plan import LOCK, read_plan
from evotr.night.train import TrainingRun, prepare_run
from evotr.night.training.disk import CHECKPOINT, load_state
from evotr.paths import PROGRAM
from tests.evotr.night.conftest import make_rows

LONG = 10_000
PARENT = """
import pathlib, sys
from evotr.night.train import TrainingRun
run = TrainingRun(pathlib.Path(sys.argv[1]))
for event in run.events():
    print(run.pid, event, flush=True)
"""
PARAMETERS = 8192  # of rank 4 on the tiny model


@pytest.fixture
def prepared(tmp_path, plan, rows, held_out):
    def prepare(name="run", **changes):
        folder = tmp_path / name
        prepare_run(folder, dataclasses.replace(plan, **changes), rows, held_out)
        return folder

    return prepare


def weights(folder):
    return (folder / "adapter" / "adapters.safetensors").read_bytes()


def wait_for(events, kind, step=0):
    for event in events:
        if isinstance(event, kind) and event.step >= step:
            return event
    raise AssertionError(kind)


def test_a_killed_run_ends_as_one_that_was_only_paused_bit_for_bit(prepared):
    paused, killed = prepared("paused"), prepared("killed")
    with TrainingRun(paused) as run:
        events = run.events()
        wait_for(events, TrainingStep)
        run.pause()
        held = wait_for(events, TrainingPaused)
        run.resume()
        assert wait_for(events, TrainingResumed).step == held.step
        result = run.result()
    assert isinstance(result, TrainingResult)
    assert result.step == 10
    with TrainingRun(killed) as run:
        wait_for(run.events(), TrainingSaved, step=4)
        run.kill()
        with pytest.raises(TrainingFailed) as error:
            run.result()
    assert error.value.values["reason"] == "signal 9"
    with TrainingRun(killed) as run:
        run.result()
    assert weights(killed) == weights(paused)


@pytest.mark.slow
def test_a_kill_at_any_moment_leaves_a_whole_checkpoint(prepared):
    folder = prepared(save_every=1, evaluate_every=1, steps=LONG)
    for after in range(6):
        with TrainingRun(folder) as run:
            steps = wait_for(run.events(), TrainingStep).step + after % 3
            wait_for(run.events(), TrainingStep, step=steps)
            run.kill()
        state, progress = load_state(folder / CHECKPOINT, PARAMETERS)
        assert state["step"].item() == progress.step > 0


def test_a_stop_ends_a_paused_child_with_a_checkpoint(prepared):
    folder = prepared(steps=LONG)
    with TrainingRun(folder) as run:
        events = run.events()
        wait_for(events, TrainingStep)
        run.pause()
        paused = wait_for(events, TrainingPaused)
        run.stop()
        assert run.result() == TrainingStopped(step=paused.step)
    assert not (folder / "adapter").exists()


def test_a_signal_ends_a_paused_child_with_a_checkpoint(prepared):
    with TrainingRun(prepared(steps=LONG)) as run:
        events = run.events()
        wait_for(events, TrainingStep)
        run.pause()
        wait_for(events, TrainingPaused)
        os.kill(run.pid, signal.SIGTERM)
        assert isinstance(run.result(), TrainingStopped)


def test_a_child_ends_with_its_parent(prepared):
    folder = prepared(steps=LONG)
    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            PARENT,
            str(folder),
        ],
        stdout=subprocess.PIPE,
        text=True,
        cwd=PROGRAM,
    )
    child = None
    for line in parent.stdout:
        child = int(line.split()[0])
        if "TrainingStep(" in line:
            break
    parent.kill()
    parent.communicate()
    assert child is not None
    with FileLock(folder / LOCK, timeout=60):  # it lets go of it at its end
        _, progress = load_state(folder / CHECKPOINT, PARAMETERS)
    assert progress.step > 0


def test_two_children_do_not_train_in_one_folder_and_closing_stops(prepared):
    folder = prepared(steps=LONG)
    with TrainingRun(folder) as run:
        wait_for(run.events(), TrainingStep)
        if sys.platform == "linux":  # nothing of a training needs PyTorch
            mapped = Path(f"/proc/{run.pid}/maps").read_text("utf-8")
            assert "mlx" in mapped
            assert "torch" not in mapped
        with TrainingRun(folder) as second, pytest.raises(RunBusy):
            second.result()
    with pytest.raises(ProcessLookupError):
        os.kill(run.pid, 0)


def test_what_the_child_meets_is_raised_by_name(prepared, tmp_path):
    with (
        TrainingRun(prepared(base=tmp_path / "nowhere")) as run,
        pytest.raises(ModelNotFound) as error,
    ):
        run.result()
    assert error.value.values["model"].endswith("nowhere")


def test_a_plan_comes_back_as_it_was(prepared, plan, tmp_path):
    compare = (Adapter("served", tmp_path / "served", "always", "0f"),)
    known = {"keys": ("mlp.up_proj",), "notes": {"data": "x"}, "compare": compare}
    folder = prepared(**known)
    expected = dataclasses.replace(plan, **known)
    assert read_plan(folder) == expected
    assert json.loads((folder / "run.json").read_text())["keys"] == ["mlp.up_proj"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("rank", 0),
        ("learning_rate", 0.0),
        ("learning_rate", float("nan")),
        ("scale", -1.0),
        ("method", "full"),
        ("activation", "never"),
        ("seed", -1),
        ("seed", 10**23),
        ("keys", ()),
        ("batch_rows", 0),
    ],
)
def test_values_that_cannot_be_meant_are_refused_before_the_child(
    tmp_path, plan, name, value
):
    wrong = dataclasses.replace(plan, **{name: value})
    with pytest.raises(ValueRefused) as error:
        prepare_run(tmp_path / "run", wrong, make_rows(1))
    told = {"batch_rows": "batch"}.get(name, name)  # as the command has it
    assert error.value.values["name"] == f"--{told.replace('_', '-')}"
    assert not (tmp_path / "run").exists()


def test_no_rows_no_folder_and_no_run(tmp_path, plan):
    with pytest.raises(RowsMissing):
        prepare_run(tmp_path / "run", plan, [])
    with pytest.raises(RunNotFound):
        TrainingRun(tmp_path / "run")
    (tmp_path / "file").write_text("")
    with pytest.raises(FolderNotWritable):
        prepare_run(tmp_path / "file" / "run", plan, make_rows(1))
