import os
import subprocess
import sys

import pytest

from evotr.errors import InstanceRunning
from evotr.instance import hold_instance, running_instance
from evotr.paths import PROGRAM

HOLDER = """
import sys
from pathlib import Path
from evotr.instance import hold_instance
with hold_instance(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def lock(home):
    return home / "instance.lock"


@pytest.fixture
def other_process(lock):
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(lock)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=PROGRAM,
    ) as process:
        assert process.stdout.readline() == b"held\n"
        yield process
        process.kill()


def test_the_holder_is_named_by_its_process(lock):
    assert running_instance(lock) is None
    with hold_instance(lock):
        assert running_instance(lock) == str(os.getpid())
    assert running_instance(lock) is None


def test_a_second_process_is_refused_by_name(lock, other_process):
    with pytest.raises(InstanceRunning) as caught, hold_instance(lock):
        pass
    assert caught.value.values["pid"] == str(other_process.pid)


def test_a_killed_holder_leaves_nothing_behind(lock, other_process):
    other_process.kill()
    other_process.wait()
    with hold_instance(lock):
        assert running_instance(lock) == str(os.getpid())
