"""A disk that fills up while a version is kept or chosen: nothing half is left."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from evotr.paths import PROGRAM

CHILD = Path(__file__).with_name("fill_disk.py")
NAMESPACE = ("unshare", "--map-root-user", "--mount")


@pytest.fixture
def told(tmp_path, model, adapters):
    """What the child says of changes on its small disk."""
    disk, folder = tmp_path / "disk", tmp_path / "files"
    disk.mkdir()
    if shutil.which("unshare") is None:
        pytest.skip("no mount namespaces here (Linux has them)")
    small = ["mount", "-t", "tmpfs", "tmpfs", str(disk)]
    if subprocess.run(
        [*NAMESPACE, *small], capture_output=True, check=False
    ).returncode:
        pytest.skip("this user may not mount a file system of their own")
    shutil.copytree(model, folder / "model")
    for name, source in adapters.items():
        shutil.copytree(source, folder / name)
    done = subprocess.run(
        [*NAMESPACE, sys.executable, str(CHILD), str(folder), str(disk)],
        capture_output=True,
        check=False,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(PROGRAM)},
    )
    assert done.returncode == 0, done.stderr.decode()
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_full_disk_is_named_and_nothing_half_is_left(told):
    for change, before, after in (
        ("use", ("0001", ["0001", "0002"]), ("0002", ["0001", "0002"])),
        ("add", ("0002", ["0001", "0002"]), ("0002", ["0001", "0002", "0003"])),
    ):
        *full, enough = [state for state in told if state["change"] == change]
        assert {state["error"] for state in full} == {"DiskFull"}
        for state in full:
            assert (state["serves"], state["versions"]) == before
        assert enough["error"] == ""
        serves, versions = after
        assert enough["serves"] == serves
        # A number that was given out for nothing is not given out again.
        assert len(enough["versions"]) == len(versions)
    assert {state["faults"] for state in told} == {0}
    assert [name for state in told for name in state["staged"]] == []
    assert len(told) > 8
