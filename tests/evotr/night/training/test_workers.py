"""Two workers on this machine, joined over MLX's ring."""

import dataclasses
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from evotr.night.events import (
    TrainingResult,
    TrainingStarted,
    TrainingStep,
    event_of_line,
)
from evotr.night.plan import TrainPlan
from evotr.night.train import prepare_run
from evotr.night.training.control import Control
from evotr.night.training.session import train
from evotr.paths import PROGRAM
from tests.evotr.night.conftest import make_rows

MODULE = [sys.executable, "-m", "evotr.night.training"]


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def told(text):
    return [event for line in text.splitlines() if (event := event_of_line(line))]


def steps(events):
    return [event.loss for event in events if isinstance(event, TrainingStep)]


def stop_at(folder, step):
    reader, writer = os.pipe()

    def tell(event):
        if isinstance(event, TrainingStep) and event.step == step:
            os.write(writer, b"stop\n")

    train(folder, Control(reader), tell)
    os.close(reader)
    os.close(writer)


def plan_of(base):
    # An odd number of rows in a step: the workers' shares differ.
    return TrainPlan(
        base=base,
        method="dora",
        rank=4,
        learning_rate=5e-3,
        warmup_steps=2,
        batch_rows=5,
        epochs=2,
        evaluate_every=3,
        save_every=2,
        revisit=0.5,
        revisit_above=0.0,
        device="cpu",
    )


def rows_of_lessons():
    rows = enumerate(make_rows(20))
    return [dataclasses.replace(row, lesson=n % 3 or None) for n, row in rows]


@pytest.fixture(scope="module")
def alone(tmp_path_factory, tiny_base):
    """A run of one process: its folder, and what it told."""
    folder = tmp_path_factory.mktemp("alone") / "run"
    prepare_run(folder, plan_of(tiny_base), rows_of_lessons(), make_rows(6, seed=1))
    events = []
    end = train(folder, Control(None), events.append)
    return folder, [*events, end]


@pytest.fixture
def folders(tmp_path, tiny_base):
    made = [tmp_path / name for name in ("together", "elsewhere")]
    for folder in made:
        prepare_run(folder, plan_of(tiny_base), rows_of_lessons(), make_rows(6, seed=1))
    return made


def check(alone, two, folder):
    whole, one = alone
    assert next(e.workers for e in two if isinstance(e, TrainingStarted)) == 2
    assert len(steps(one)) == 12
    assert np.allclose(steps(one)[-len(steps(two)) :], steps(two), rtol=1e-4)
    assert isinstance(two[-1], TrainingResult)
    assert np.isclose(one[-1].best_loss, two[-1].best_loss, rtol=1e-4)
    a, b = (load_file(f / "adapter" / "adapters.safetensors") for f in (whole, folder))
    assert all(np.allclose(a[name], b[name], atol=1e-3) for name in a)


@pytest.mark.parametrize("stopped_at", [0, 3, 10])
def test_two_workers_learn_what_one_does(alone, folders, tmp_path, stopped_at):
    """On two machines: the second has its own folder, and no checkpoint."""
    if stopped_at:
        stop_at(folders[0], stopped_at)
    hosts = tmp_path / "hosts.json"
    hosts.write_text(json.dumps([[f"127.0.0.1:{port}"] for port in free_ports(2)]))
    environment = {
        **os.environ,
        "MLX_HOSTFILE": str(hosts),
        "PYTHONPATH": str(PROGRAM),
    }
    workers = [
        subprocess.Popen(
            [*MODULE, folder],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            cwd=PROGRAM,
            env={**environment, "MLX_RANK": str(rank)},
        )
        for rank, folder in enumerate(folders)
    ]
    first, second = (worker.communicate()[0] for worker in workers)
    assert [worker.returncode for worker in workers] == [0, 0]
    assert second == ""
    two = told(first)
    assert len(steps(two)) == 12 - stopped_at
    assert not (folders[1] / "adapter").exists()
    check(alone, two, folders[0])


@pytest.mark.slow
def test_mlx_launch_starts_them(alone, folders, tmp_path):
    hosts = tmp_path / "hosts.json"
    hosts.write_text(
        json.dumps([{"ssh": "127.0.0.1", "ips": ["127.0.0.1"]} for _ in range(2)])
    )
    launcher = Path(sys.executable).with_name("mlx.launch")
    done = subprocess.run(
        [
            launcher,
            "--backend",
            "ring",
            "--hostfile",
            hosts,
            "--starting-port",
            str(free_ports(1)[0]),
            "--cwd",
            PROGRAM,
            "--env",
            f"PYTHONPATH={PROGRAM}",
            "--",
            *MODULE,
            folders[0],
        ],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
        cwd=PROGRAM,
    )
    check(alone, told(done.stdout), folders[0])
