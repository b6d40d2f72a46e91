"""A disk that was full before the journal opened, on a real small file system."""

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


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What the child says of opening journals on its small disk."""
    tmp_path = tmp_path_factory.mktemp("disk")
    if shutil.which("unshare") is None:
        pytest.skip("no mount namespaces here (Linux has them)")
    small = ["mount", "-t", "tmpfs", "tmpfs", str(tmp_path)]
    if subprocess.run(
        [*NAMESPACE, *small], capture_output=True, check=False
    ).returncode:
        pytest.skip("this user may not mount a file system of their own")
    done = subprocess.run(
        [*NAMESPACE, sys.executable, str(CHILD), str(tmp_path)],
        capture_output=True,
        check=False,
        timeout=280,
        env={**os.environ, "PYTHONPATH": str(PROGRAM)},
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def test_a_full_disk_is_named_however_little_room_it_has(told):
    *full, enough = told["new"]
    assert len(full) > 16  # the log's index alone needs eight blocks
    assert {name for name, _ in full} == {"DiskFull"}
    assert enough[0] == ""


def test_what_a_full_disk_left_behind_is_no_obstacle(told):
    assert {afterwards for _, afterwards in told["new"]} == {""}


def test_words_destroyed_on_a_full_disk_leave_it_at_the_next_start(told):
    destroyed = told["destroyed"]
    assert destroyed[0] == ["", False, False]
    assert destroyed[-1] == ["DiskFull", True, False]
    assert {tuple(each) for each in destroyed} == {
        tuple(destroyed[0]),
        ("DiskFull", True, False),
    }


def test_stored_words_wait_for_room(told):
    assert told["stored"] == ["DiskFull", ["precious"]]
