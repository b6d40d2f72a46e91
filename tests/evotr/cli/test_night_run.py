"""A night by hand and by the timer; whole trainings are tested with the nights."""

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from evotr.cli import night_making
from evotr.domain import Decision, Lesson
from evotr.instance import hold_instance, hold_night
from evotr.night.awake import Awake
from evotr.night.night import NightRun
from evotr.paths import PROGRAM
from evotr.settings import Settings
from tests.fakes.clock import FakeSystem
from tests.fakes.closing import closing_at_a_wish
from tests.fakes.nights import BEGAN


@pytest.fixture
def run(command):
    """Run ``evotr night run``: its exit code, the objects it printed, its errors."""

    def run(*words):
        code, out, err = command("night", "run", *words, "--json")
        return code, [json.loads(line) for line in out.splitlines()], err

    return run


@pytest.fixture
def paths(home):
    return Settings(evotr_home=home).paths


@pytest.fixture
def always(monkeypatch):
    """Nights that are due at any hour and wait for nothing."""
    for name, value in {
        "NIGHT": "true",
        "NIGHT_HOURS": "00:00-00:00",
        "NIGHT_IDLE_MINUTES": "0",
        "NIGHT_ON_MAINS": "false",
        "NIGHT_COOL": "false",
        "NIGHT_FREE_GB": "0",
        "NIGHT_DISPLAY_OFF": "false",
    }.items():
        monkeypatch.setenv(f"EVOTR_{name}", value)


def test_an_empty_day_is_a_night(command, stored):
    code, out, err = command("night", "run", "--now")
    assert code == 0
    assert "There was nothing new to learn" in out
    assert "… screening" in err
    (night,) = stored.nights.page().result(10)
    assert (night.state, night.trigger) == ("finished", "user")


def test_every_event_is_an_object(run):
    code, told, err = run("--now")
    assert (code, err) == (0, "")
    kinds = [event["event"] for event in told]
    assert kinds[:2] == ["began", "step"]
    assert kinds[-1] == "done"
    assert told[-1]["headline"].startswith("There was nothing new")


def test_a_rehearsal_leaves_no_trace(run, command, nightly, stored):
    for number in range(3):
        right = f"Ali{number} did."
        named = {"expert": "history", "expert_by_user": True}
        nightly.teach(f"Who founded town {number}?", right, **named)
    code, told, _ = run("--dry-run", "--expert", "history")
    assert (code, [event["event"] for event in told]) == (0, ["done"])
    assert told[0]["number"] == 0
    assert told[0]["report"]["looked"] == 3
    assert stored.nights.page().result(10) == ()
    assert stored.ledger.counts().result(10).fresh == 3
    assert "nothing was done" in command("night", "run", "--dry-run")[1]


def test_it_does_not_begin_where_a_condition_is_not_met(command, stored):
    words = ("--set", "night_free_gb=1000000", "night", "run")
    code, out, _ = command(*words)
    assert (code, "Not begun:" in out) == (1, True)
    code, out, _ = command(*words, "--json")
    assert (code, json.loads(out)["unmet"]) == (1, ["disk"])
    assert stored.nights.page().result(10) == ()
    assert command(*words, "--now")[0] == 0


MANY = 20
INTERRUPTED = Path(__file__).with_name("interrupt_screening.py")


@pytest.fixture
def many(stored):
    """A ledger of many lessons that no night has looked at."""
    stored.ledger.add(
        Lesson(kind="edit", question=f"Who founded town {n}?", right=f"Ali{n} did.")
        for n in range(MANY)
    ).result(60)


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("lesson", [1, MANY // 2, MANY])
def test_ctrl_c_is_heard_while_it_screens(home, stored, lesson):
    words = (sys.executable, str(INTERRUPTED), str(lesson))
    known = {**os.environ, "EVOTR_HOME": str(home), "PYTHONPATH": str(PROGRAM)}
    run = subprocess.run(
        (*words, "night", "run", "--now", "--json"),
        stdout=subprocess.PIPE,
        env=known,
        text=True,
        check=False,
    )
    *_, done = (json.loads(line) for line in run.stdout.splitlines())
    assert run.returncode == 130
    assert (done["state"], done["step"]) == ("stopped", "screen")
    assert "by Ctrl-C" in done["headline"]
    assert stored.ledger.counts().result(10).fresh == MANY


@pytest.mark.usefixtures("many")
def test_what_is_stopped_for_another_reason_was_not_interrupted(run, monkeypatch):
    monkeypatch.setenv("EVOTR_NIGHT_MINUTES", "0.000001")
    code, told, _ = run("--now")
    assert (code, told[-1]["state"]) == (1, "stopped")
    assert told[-1]["report"]["end"] == "time"
    assert "its time was over" in told[-1]["headline"]


def test_who_types_is_not_asked_to_go_away(run):
    # Nobody can type with the display off and away from the computer.
    code, told, _ = run("--expert", "history")
    assert (code, told[-1]["event"]) == (0, "done")


def test_an_open_program_is_left_a_wish(run, command, paths, stored):
    with hold_instance(paths.lock):
        code, told, _ = run("--now", "--expert", "history")
        assert (code, told) == (0, [{"event": "wished", "expert": "history"}])
        assert "makes the night itself" in command("night", "run", "--now")[1]
    wishes = stored.nights.wishes().result(10)
    assert [(wish.kind, wish.expert) for wish in wishes] == [
        ("run", "history"),
        ("run", None),
    ]


def test_a_wish_that_nobody_is_left_to_hear_is_made_at_once(
    run, paths, stored, monkeypatch
):
    """Who made a night had the home open, and closes it at this very moment."""
    with closing_at_a_wish(paths, monkeypatch):
        code, told, _ = run("--now", "--expert", "history")
    assert (code, told[-1]["event"]) == (0, "done")
    (night,) = stored.nights.page().result(10)
    assert (night.state, night.expert) == ("finished", "history")
    assert stored.nights.wishes().result(10) == ()


@pytest.mark.parametrize("words", [("--now",), ("--scheduled",)])
@pytest.mark.usefixtures("always")
def test_a_wish_that_came_too_late_for_a_night_is_made_behind_it(
    run, stored, monkeypatch, words
):
    late = ["legal", "history"]

    @contextmanager
    def closing(*_words, **_more):
        yield Awake(FakeSystem(), on_battery=True)
        if late:
            stored.nights.wish("run", late.pop()).result(10)

    monkeypatch.setattr(night_making, "awake", closing)
    code, told, _ = run(*words)
    assert code == 0
    assert [one["event"] for one in told].count("done") == 3
    nights = stored.nights.page().result(10)
    assert [night.expert for night in nights] == ["legal", "history", None]
    assert stored.nights.wishes().result(10) == ()


def test_a_wish_stays_behind_a_night_that_was_stopped(run, stored, monkeypatch):
    @contextmanager
    def closing(*_words, **_more):
        yield Awake(FakeSystem(), on_battery=True)
        stored.nights.wish("run", "legal").result(10)

    class Unwanted(NightRun):
        def _begun(self, call, watch):
            watch.stop()
            return super()._begun(call, watch)

    monkeypatch.setattr(night_making, "awake", closing)
    monkeypatch.setattr(night_making, "NightRun", Unwanted)
    code, told, _ = run("--now")
    assert (code, told[-1]["state"]) == (1, "stopped")
    assert len(stored.nights.page().result(10)) == 1
    (wish,) = stored.nights.wishes().result(10)
    assert wish.expert == "legal"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Night 1 is under way and waits for no condition any more"),
        ("tr", "1. gece sürüyor, artık hiçbir koşulu beklemiyor"),
    ],
)
def test_a_night_that_is_under_way_is_told_to_wait_for_nothing(
    command, paths, stored, language, said
):
    """It hears of the wish; what it does not do follows it."""
    words = ("--set", f"language={language}", "night", "run", "--now")
    stored.nights.begin("schedule", BEGAN.date()).result(10)
    with hold_instance(paths.lock), hold_night(paths.night_lock):
        code, out, _ = command(*words, "--expert", "history", "--json")
        told = {"event": "wished", "expert": "history", "night": 1}
        assert (code, json.loads(out)) == (0, told)
        assert said in command(*words)[1]
    wishes = stored.nights.wishes().result(10)
    assert [wish.expert for wish in wishes] == ["history", None]


def test_two_nights_at_once_are_refused(run, paths, stored):
    with hold_instance(paths.lock), hold_night(paths.night_lock):
        code, (told,), _ = run("--now")
    assert (code, told["error"]) == (2, "NightRunning")
    assert stored.nights.wishes().result(10) == ()


def test_a_rehearsal_is_made_beside_the_open_program_and_its_night(run, paths, stored):
    stored.nights.begin("user", BEGAN.date()).result(10)
    with hold_instance(paths.lock), hold_night(paths.night_lock):
        code, (told,), err = run("--dry-run")
    assert (code, told["event"], told["number"], err) == (0, "done", 0, "")
    assert stored.nights.wishes().result(10) == ()
    (night,) = stored.nights.page().result(10)
    assert (night.state, night.report.experts) == ("running", ())


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["would answer with the model as it comes again", "No correction is"]),
        ("tr", ["yeniden modelin kendisiyle yanıt verirdi", "düzeltme kalmadı"]),
    ],
)
def test_a_rehearsal_says_who_would_return_to_what_was_before(
    command, nightly, stored, monkeypatch, language, said
):
    monkeypatch.setenv("EVOTR_LANGUAGE", language)
    row = nightly.teach("Who founded town 1?", "Ali1 did.")
    stored.ledger.decide([Decision(row.id, "sound", "active")], "night").result(10)
    nightly.learn("history", [row])
    stored.ledger.retract(row.id).result(10)
    out = command("night", "run", "--dry-run")[1]
    assert [words for words in said if words not in out] == []
    assert "1" in out


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "9 corrections that it has not learned yet."),
        ("tr", "Henüz öğrenmediği düzeltmeler: 9."),
    ],
)
def test_a_rehearsal_says_why_an_expert_would_be_trained(
    command, nightly, monkeypatch, language, said
):
    monkeypatch.setenv("EVOTR_LANGUAGE", language)
    for n in range(9):
        named = {"expert": "history", "expert_by_user": True}
        nightly.teach(f"Who founded town {n}?", f"Ali{n} did.", **named)
    assert said in command("night", "run", "--dry-run")[1]


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--expert", "nobody"), "nobody"),
        (("--scheduled", "--now"), "--now"),
        (("--scheduled", "--expert", "history"), "--expert"),
        (("--later",), "--later"),
    ],
)
def test_bad_words_are_one_sentence(command, words, named):
    code, out, err = command("night", "run", *words)
    assert (code, out, err.count("\n")) == (2, "", 2)
    assert named in err


@pytest.mark.usefixtures("always")
def test_the_timer_makes_one_night_a_date(run, stored):
    code, told, _ = run("--scheduled")
    assert (code, told[-1]["event"]) == (0, "done")
    assert run("--scheduled")[:2] == (0, [{"event": "quiet"}])
    (night,) = stored.nights.page().result(10)
    assert (night.trigger, night.state) == ("schedule", "finished")


def test_the_timer_makes_none_where_nights_are_off(command):
    assert command("night", "run", "--scheduled")[:2] == (0, "No night is due.\n")


@pytest.mark.usefixtures("always")
def test_the_timer_leaves_an_open_program_to_itself(run, paths, stored):
    with hold_instance(paths.lock):
        assert run("--scheduled")[:2] == (0, [{"event": "open"}])
        with hold_night(paths.night_lock):  # or somebody makes one by hand
            assert run("--scheduled")[:2] == (0, [{"event": "running"}])
    assert stored.nights.page().result(10) == ()


@pytest.mark.usefixtures("always")
def test_the_timer_leaves_a_night_that_is_made_by_hand_alone(run, paths, stored):
    stored.nights.begin("user", BEGAN.date()).result(10)
    with hold_night(paths.night_lock):
        assert run("--scheduled")[:2] == (0, [{"event": "running"}])


def test_a_wish_that_the_timer_cannot_grant_is_left_to_who_can(run, paths, stored):
    stored.nights.wish("run").result(10)
    with hold_night(paths.timer_lock):
        assert run("--scheduled")[1][0]["error"] == "NightRunning"
    (wish,) = stored.nights.wishes().result(10)
    assert wish.kind == "run"


@pytest.mark.usefixtures("always")
def test_what_the_timer_met_is_told(run, paths, stored):
    with hold_night(paths.timer_lock):
        code, (told,), _ = run("--scheduled")
    assert (code, told["error"]) == (0, "NightRunning")
    assert stored.nights.page().result(10) == ()
