"""Kill -9 at every step of a night: the next process goes on, to the same weights."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from evotr.domain import NIGHT_STEPS
from evotr.journal.home import open_journal
from evotr.paths import PROGRAM
from evotr.settings import Settings
from tests.fakes.tiny_model import build_model

CHILD = Path(__file__).with_name("night_and_die.py")
WISHING = Path(__file__).with_name("wish_and_die.py")


def test_a_night_that_is_killed_at_every_step_ends_as_one_that_was_not(tmp_path):
    build_model(tmp_path / "model")
    done = subprocess.run(
        [sys.executable, str(CHILD), str(tmp_path)],
        stdout=subprocess.PIPE,
        check=True,
        timeout=280,
        env={**os.environ, "PYTHONPATH": str(PROGRAM)},
    )
    told = json.loads(done.stdout)
    assert len(told["deaths"]) == 21
    for moment, (was_killed, serves, faults) in told["deaths"].items():
        assert was_killed, moment
        assert faults == 0, moment
        assert serves == ("0001" if moment in LATE else None), moment
    mortal, calm = told["mortal"], told["calm"]
    assert mortal == calm | {"deaths": [21]}
    assert calm["states"] == ["finished"]
    assert calm["outcomes"] == ["promoted"]
    assert calm["learned"] == [8]
    assert calm["versions"] == ["0001"]
    assert calm["left"] == []
    # What was noted is not done again.
    assert set(told["begun"]) == set(NIGHT_STEPS) - {"report"}
    assert max(told["begun"].values()) <= 4
    assert told["begun"]["build"] == 2


LATE = {"version serves", "promote ended"}


@pytest.mark.parametrize(
    ("moment", "wished", "begun"), [("called", ["legal"], []), ("noted", [], ["legal"])]
)
def test_a_wish_outlives_the_program_until_its_night_is_noted(
    home, tiny_base, moment, wished, begun
):
    home.mkdir()
    done = subprocess.run(
        [sys.executable, str(WISHING), str(tiny_base), moment],
        check=False,
        timeout=120,
        env={**os.environ, "EVOTR_HOME": str(home), "PYTHONPATH": str(PROGRAM)},
    )
    assert done.returncode == -signal.SIGKILL
    with open_journal(Settings(evotr_home=home)) as journal:
        wishes = journal.nights.wishes().result(10)
        nights = journal.nights.page().result(10)
    assert [wish.expert for wish in wishes] == wished
    assert [night.expert for night in nights] == begun
