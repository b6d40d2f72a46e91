"""Kill -9 at any moment: what is served is whole, and it is the old or the new."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest

from evotr.paths import PROGRAM
from tests.fakes.tensors import write_tensors

CHILD = Path(__file__).with_name("change_and_die.py")
WRITERS = Path(__file__).with_name("write_together.py")
Q0 = "base_model.model.model.layers.0.self_attn.q_proj"


@pytest.fixture
def folder(tmp_path_factory, model, adapters):
    """The model and some adapters, in memory where there is such a disk.

    A kill loses nothing that a disk would have to keep, and hundreds of changes would
    wait for it.
    """
    memory = Path("/dev/shm")  # noqa: S108 — a folder of its own is made in it
    place = memory if memory.is_dir() else tmp_path_factory.getbasetemp()
    with TemporaryDirectory(dir=place) as name:
        yield filled(Path(name), model, adapters)


def filled(folder, model, adapters):
    shutil.copytree(model, folder / "model")
    for name, source in adapters.items():
        shutil.copytree(source, folder / name)
    (folder / "peft").mkdir()
    config = {"peft_type": "LORA", "r": 2, "lora_alpha": 4}
    (folder / "peft" / "adapter_config.json").write_text(json.dumps(config))
    tensors = {
        f"{Q0}.lora_A.weight": np.ones((2, 64), np.float32),
        f"{Q0}.lora_B.weight": np.ones((64, 2), np.float32),
    }
    write_tensors(folder / "peft" / "adapter_model.safetensors", tensors)
    return folder


def run(script, *words):
    done = subprocess.run(
        [sys.executable, str(script), *map(str, words)],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=280,
        env={**os.environ, "PYTHONPATH": str(PROGRAM)},
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


THREE = ["0001", "0002", "0003"]


@pytest.mark.parametrize(
    ("change", "serving", "versions", "moments"),
    [
        ("use", {"0002", "0003"}, [THREE], 5),
        ("rollback", {"0002", "0001"}, [THREE], 5),
        ("add", {"0002"}, [THREE, [*THREE, "0004"], [*THREE, "0005"]], 12),
        (
            "import",
            {"0002", "0004"},
            [THREE, [*THREE, "0004"], [*THREE, "0005"]],
            15,
        ),
        ("remove", {"0002"}, [THREE, THREE[1:]], 8),
        ("annotate", {"0002"}, [THREE], 5),
        ("destroy", {"0002", "0001"}, [THREE, [THREE[0], THREE[2]]], 8),
    ],
)
def test_a_kill_leaves_the_old_or_the_new(folder, change, serving, versions, moments):
    states = run(CHILD, folder, change)
    assert len(states) > moments
    assert [state["killed"] for state in states] == [True] * (len(states) - 1) + [False]
    for state in states:
        assert state["serves"] in serving
        assert state["versions"] in versions
        assert (state["refused"], state["problems"], state["left"]) == ([], [], [])
    assert states[0]["serves"] == "0002"
    for again in [state["again"] for state in states if "again" in state]:
        assert (again["refused"], again["problems"], again["left"]) == ([], [], [])
    last = states[-1]
    assert (last["serves"], last["versions"]) == {
        "use": ("0003", THREE),
        "rollback": ("0001", THREE),
        "add": ("0002", [*THREE, "0004"]),
        "import": ("0004", [*THREE, "0004"]),
        "remove": ("0002", THREE[1:]),
        "annotate": ("0002", THREE),
        "destroy": ("0001", [THREE[0], THREE[2]]),
    }[change]
    if change == "annotate":
        assert last["scores"][2] == {"own": 1.0}


def test_processes_that_write_at_once_do_not_disturb_each_other(folder):
    (state,) = run(WRITERS, folder)
    assert state["problems"] == []
    assert state["versions"] == [f"{number:04d}" for number in range(1, 13)]
    assert state["refused"] == []
    assert state["serves"] in state["versions"]
