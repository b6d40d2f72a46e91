"""A night of the timer, in a process of its own, makes way for the user."""

import subprocess
import sys

import pytest

from evotr.errors import NightRunning
from evotr.instance import running_instance
from evotr.night.way import ask_way, giving_way
from evotr.paths import PROGRAM
from evotr.settings import load_settings

NIGHT = """
import os, signal, sys
from datetime import date
from evotr.instance import hold_instance
from evotr.journal.home import open_journal
from evotr.night.way import giving_way
from evotr.settings import load_settings

def end(number, frame):
    if sys.argv[1] == "hears":
        sys.exit(7)

signal.signal(signal.SIGTERM, end)
settings = load_settings()
with giving_way(settings.paths), hold_instance(settings.paths.lock):
    with open_journal(settings) as journal:
        owner = "1" if sys.argv[1] == "other" else str(os.getpid())
        journal.nights.begin("schedule", date(2026, 11, 21), owner=owner).result()
        print("night", flush=True)
        while True:
            signal.pause()
"""


@pytest.fixture
def night():
    """Begin a night that hears a polite kill, or does not, or is another's."""
    begun = []

    def night(kind):
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", NIGHT, kind],
            stdout=subprocess.PIPE,
            cwd=PROGRAM,
        )
        begun.append(process)
        assert process.stdout.readline() == b"night\n"
        return process

    yield night
    for process in begun:
        process.kill()
        process.communicate()


def test_the_night_ends_and_the_home_is_free(night, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(PROGRAM))
    process, settings = night("hears"), load_settings()
    ask_way(settings)
    assert running_instance(settings.paths.lock) is None
    assert process.wait(10) == 7


@pytest.mark.parametrize("kind", ["deaf", "other"])
def test_it_is_not_waited_for_for_ever(night, monkeypatch, kind):
    monkeypatch.setenv("PYTHONPATH", str(PROGRAM))
    process = night(kind)
    settings = load_settings()
    ask_way(settings, patience_s=0.3)
    assert running_instance(settings.paths.lock) is not None
    assert process.poll() is None


def test_where_there_is_no_such_night_nothing_is_asked(home):
    ask_way(load_settings())
    assert not home.exists()


def test_one_night_of_the_timer_at_a_time(home):
    paths = load_settings().paths
    with giving_way(paths), pytest.raises(NightRunning), giving_way(paths):
        pass
    assert running_instance(paths.timer_lock) is None
    assert home.exists()
