"""Lanes are processes: what they sum, and what becomes of them."""

import dataclasses
import errno

import mlx.core as mx
import numpy as np
import psutil
import pytest

from evotr.inference.config import EngineConfig
from evotr.inference.loading import load
from evotr.night.events import (
    TrainingResult,
    TrainingStep,
    TrainingStopped,
)
from evotr.night.plan import LOG
from evotr.night.train import TrainingRun, prepare_run
from evotr.night.training import lanes as lanes_module
from evotr.night.training.lane import Begin
from evotr.night.training.lanes import Lanes, usual

WAIT = 60
WEIGHTS = "adapters.safetensors"


@pytest.fixture
def prepared(tmp_path, plan, rows, held_out):
    def prepare(name, **changes):
        folder = tmp_path / name
        prepare_run(folder, dataclasses.replace(plan, **changes), rows, held_out)
        return folder

    return prepare


def lanes_of(process):
    """Its children that compute: the folder and the line are what they were told."""
    return [
        child
        for child in process.children(recursive=True)
        if child.status() != psutil.STATUS_ZOMBIE
        and "evotr.night.training" in child.cmdline()
    ]


class Summing:
    """Counts the rows that it is asked for."""

    def __init__(self):
        self.asked = []

    def sums(self, parameters, examples, wants_stop):
        assert len(parameters)
        assert not wants_stop()
        self.asked.append(examples)
        return mx.array([float(len(examples))])


def trained(folder, on_step=None):
    with TrainingRun(folder) as run:
        for event in run.events():
            if on_step and isinstance(event, TrainingStep):
                on_step(run, event.step)
        assert isinstance(run.result(), TrainingResult)
    return folder / "adapter" / WEIGHTS


def test_two_lanes_learn_what_one_does_also_when_one_is_killed(prepared):
    gone = []

    def kill(run, step):
        if step == 4:
            gone.extend(lanes_of(psutil.Process(run.pid)))
            for lane in gone:
                lane.kill()

    one = trained(prepared("one", lanes=1))
    whole = trained(prepared("whole", lanes=2))
    broken = trained(prepared("broken", lanes=2), kill)
    assert len(gone) == 1
    assert "rows are computed here" in (broken.parents[1] / LOG).read_text()
    assert whole.read_bytes() == broken.read_bytes()
    alone, shared = mx.load(str(one)), mx.load(str(whole))
    assert alone.keys() == shared.keys()
    for name, array in alone.items():
        assert np.allclose(array, shared[name], atol=1e-4), name


def test_a_lane_goes_when_the_run_is_killed(prepared):
    folder = prepared("run", lanes=2, epochs=2000)
    with TrainingRun(folder) as run:
        for event in run.events():
            if isinstance(event, TrainingStep) and event.step == 1:
                lanes = lanes_of(psutil.Process(run.pid))
                run.kill()
        assert len(lanes) == 1
        _, alive = psutil.wait_procs(lanes, WAIT)
        assert not alive


def test_a_lane_that_is_stuck_holds_up_no_stop(prepared):
    with TrainingRun(prepared("run", lanes=2, epochs=2000)) as run:
        for event in run.events():
            if isinstance(event, TrainingStep) and event.step == 2:
                (lane,) = lanes_of(psutil.Process(run.pid))
                lane.suspend()
                run.stop()
        assert isinstance(run.result(), TrainingStopped)
    psutil.wait_procs([lane], WAIT)
    assert not lane.is_running()


def test_where_no_lane_can_be_begun_the_run_goes_on(tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise OSError(errno.EAGAIN, "no more processes")

    monkeypatch.setattr(lanes_module.subprocess, "Popen", refuse)
    alone = Summing()
    lanes = Lanes(tmp_path, alone, Begin((), 64), 1)
    sums = lanes.sums(mx.zeros(3), ("a", "b", "c"), lambda: False)
    assert sums.tolist() == [3.0]
    assert alone.asked == [("a", "c"), ("b",)]
    lanes.close()


def test_short_runs_and_large_models_have_one(tiny_base, monkeypatch):
    loaded = load(EngineConfig(tiny_base, device="cpu"))
    monkeypatch.setattr(lanes_module, "cores", lambda: 16)
    assert (usual(loaded, 10), usual(loaded, 1000)) == (1, 4)
    large = dataclasses.replace(loaded, weights_bytes=2**50)
    assert usual(large, 1000) == 1
    monkeypatch.setattr(lanes_module, "cores", lambda: 1)
    assert usual(loaded, 1000) == 1
