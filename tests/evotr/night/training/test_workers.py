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
from evotr.night.train import TrainingRun, prepare_run
from evotr.night.training.control import Control
from evotr.night.training.session import train
from evotr.paths import PROGRAM

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


@pytest.fixture
def folders(tmp_path, plan, rows, held_out):
    # An odd number of rows in a step: the workers' shares differ.
    plan = dataclasses.replace(plan, batch_rows=5, method="dora")
    made = [tmp_path / name for name in ("alone", "together", "elsewhere")]
    for folder in made:
        prepare_run(folder, plan, rows, held_out)
    return made


def check(one, two, folders):
    assert next(e.workers for e in two if isinstance(e, TrainingStarted)) == 2
    assert len(steps(one)) == 8
    assert np.allclose(steps(one)[-len(steps(two)) :], steps(two), rtol=1e-4)
    assert isinstance(two[-1], TrainingResult)
    assert np.isclose(one[-1].best_loss, two[-1].best_loss, rtol=1e-4)
    a, b = (load_file(f / "adapter" / "adapters.safetensors") for f in folders[:2])
    assert all(np.allclose(a[name], b[name], atol=1e-3) for name in a)


@pytest.mark.parametrize("stopped_at", [0, 3])
def test_two_workers_learn_what_one_does(folders, tmp_path, stopped_at):
    """On two machines: the second has its own folder, and no checkpoint."""
    if stopped_at:
        stop_at(folders[1], stopped_at)
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
        for rank, folder in enumerate(folders[1:])
    ]
    first, second = (worker.communicate()[0] for worker in workers)
    assert [worker.returncode for worker in workers] == [0, 0]
    assert second == ""
    with TrainingRun(folders[0]) as run:
        one = list(run.events())
    two = told(first)
    assert len(steps(two)) == 8 - stopped_at
    assert not (folders[2] / "adapter").exists()
    check(one, two, folders)


@pytest.mark.slow
def test_mlx_launch_starts_them(folders, tmp_path):
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
            folders[1],
        ],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
        cwd=PROGRAM,
    )
    with TrainingRun(folders[0]) as run:
        one = list(run.events())
    check(one, told(done.stdout), folders)
