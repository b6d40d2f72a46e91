"""What Ctrl-C and polite kills end, and how."""

import os
import signal
import subprocess
import sys

import pytest

from evotr.cli.signals import stop_on_interrupt
from evotr.paths import PROGRAM

POLITE = [signal.SIGTERM, signal.SIGHUP]

PROCESS = """
import os, signal, sys
from contextlib import contextmanager
from evotr.cli.signals import end_politely

@contextmanager
def opened():
    try:
        yield
    finally:
        os.kill(os.getpid(), signal.SIGTERM)  # an impatient one
        print("closed")

if "nohup" in sys.argv:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
end_politely()
with opened():
    os.kill(os.getpid(), int(sys.argv[1]))
    print("went on")
"""


@pytest.fixture(autouse=True)
def heard():
    """Whoever runs the tests may have them ignore a hang-up; it is passed on."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.fixture
def told():
    return []


def hit(number):
    os.kill(os.getpid(), number)


def test_ctrl_c_stops_and_the_program_goes_on(told):
    before = signal.getsignal(signal.SIGINT)
    with stop_on_interrupt(lambda: told.append("stop"), lambda: told.append("leave")):
        hit(signal.SIGINT)
    assert told == ["stop"]
    assert signal.getsignal(signal.SIGINT) == before


@pytest.mark.parametrize("number", POLITE)
def test_a_polite_kill_leaves_and_ends_the_program(told, number):
    with (
        pytest.raises(SystemExit) as ended,
        stop_on_interrupt(lambda: told.append("stop"), lambda: told.append("leave")),
    ):
        hit(number)
    assert ended.value.code == 128 + number
    assert told == ["leave"]


def test_what_cannot_be_left_is_stopped(told):
    with pytest.raises(SystemExit), stop_on_interrupt(lambda: told.append("stop")):
        hit(signal.SIGTERM)
    assert told == ["stop"]


@pytest.mark.parametrize("number", [signal.SIGINT, *POLITE])
def test_a_second_one_does_not_wait(told, number):
    with stop_on_interrupt(lambda: told.append("stop")):
        hit(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            hit(number)
    assert told == ["stop"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((str(int(signal.SIGTERM)),), 143, "closed\n"),
        ((str(int(signal.SIGHUP)),), 129, "closed\n"),
        ((str(int(signal.SIGHUP)), "nohup"), 143, "went on\n"),
    ],
)
def test_all_is_closed_before_the_program_ends(words, code, said):
    done = subprocess.run(
        [sys.executable, "-P", "-c", PROCESS, *words],
        cwd=PROGRAM,
        env={**os.environ, "PYTHONPATH": str(PROGRAM)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout, done.stderr) == (code, said, "")
