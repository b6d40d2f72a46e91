"""``evotr forget conversation`` in its own words; what goes is the night's to say."""

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from evotr.cli import night_making
from evotr.domain import Answer, SamplingParams, ServedExpert
from evotr.errors import DiskFull
from evotr.experts import open_registry
from evotr.instance import hold_instance
from evotr.night.awake import Awake
from evotr.night.night import NightRun
from evotr.night.steps import screen
from evotr.paths import BUNDLED_MODEL, PROGRAM, Paths
from evotr.settings import Settings
from tests.fakes.adapters import build_adapter
from tests.fakes.clock import FakeSystem
from tests.fakes.closing import closing_at_a_wish
from tests.fakes.keyboard import Keyboard
from tests.fakes.nightly import Nightly

QUESTION = "Zümrüdüanka nerede?"


@pytest.fixture(scope="module")
def adapter(tmp_path_factory):
    return build_adapter(tmp_path_factory.mktemp("adapter") / "one", BUNDLED_MODEL)


@pytest.fixture
def others():
    """Whether the night learned something else, too."""
    return True


@pytest.fixture
def talk(stored, home, adapter, others):
    """A conversation that a night learned from; its id."""
    registry = open_registry(Settings(evotr_home=home), BUNDLED_MODEL)
    nightly = Nightly(stored, registry, adapter)
    other = [nightly.teach("Ya sen?", "Ben de")] if others else []
    asked = stored.add_user_message(None, QUESTION).result(10)
    named = {"conversation_id": asked.conversation_id, "sources": (asked.id,)}
    taught = nightly.teach(QUESTION, "Kaf Dağı'nda", **named)
    nightly.learn("history", [*other, taught])
    return asked.conversation_id


@pytest.fixture
def echo(stored, talk):  # noqa: ARG001 — what it was learned from
    """An answer elsewhere of the version that learned of the conversation."""
    asked = stored.add_user_message(None, "Ya şimdi?").result(10)
    by = (ServedExpert("history", 1.0, "1001"),)
    made = Answer("evotr-mini", "", SamplingParams(), experts=by)
    begun = stored.begin_answer(asked.id, made).result(10)
    stored.append_chunk(begun.id, "Kaf Dağı'nda").result(10)
    return stored.finish_answer(begun.id, "complete").result(10)


@pytest.mark.parametrize(
    "said",
    [
        ("en", "They are remembered no more, and stay", "are remembered no more: 1."),
        ("tr", "Artık hatırlanmazlar, ama", "artık hatırlanmayan mesajlar: 1."),
    ],
)
def test_answers_elsewhere_are_told_before_and_after(
    command, talk, echo, monkeypatch, said
):
    language, asks, says = said
    monkeypatch.setenv("EVOTR_LANGUAGE", language)
    monkeypatch.setattr("sys.stdin", Keyboard("h\n"))
    out = command("forget", "conversation", talk)[1]
    assert asks in out
    assert f"“Ya şimdi?” ({echo.conversation_id[:8]})" in out
    out = command("forget", "conversation", talk, "--yes")[1]
    assert says in out
    assert f"“Ya şimdi?” ({echo.conversation_id[:8]})" in out


def test_answers_elsewhere_are_emptied_with_answers(command, talk, echo, stored):
    words = ("forget", "conversation", talk, "--yes", "--answers")
    out = command(*words, "--json")[1]
    said = json.loads(out)
    assert said["answers"] == said["emptied"] == [echo.id]
    assert said["elsewhere"] == {echo.conversation_id: 1}
    messages = stored.messages(echo.conversation_id).result(10)
    assert [each.content for each in messages] == ["Ya şimdi?", ""]


def test_what_goes_is_shown_and_asked(command, talk, stored, monkeypatch):
    monkeypatch.setattr("sys.stdin", Keyboard("n\n"))
    code, out, _ = command("forget", "conversation", talk[:8])
    assert code == 1
    assert f"“{QUESTION}” will be destroyed. Messages: 1." in out
    assert "Version 1001 of history was trained on it" in out
    assert stored.find_conversation(talk).result(10).id == talk


def test_it_is_forgotten_and_what_answers_now_is_said(command, talk, stored):
    code, out, err = command("forget", "conversation", talk[:8], "--yes")
    assert (code, err) == (0, "")
    assert f"“{QUESTION}” is forgotten for good." in out
    assert "Version 1001 of history is deleted." in out
    assert "history answers with" in out
    assert "The next night trains anew, without it: history." in out
    (left,) = stored.ledger.page().result(10)
    assert left.question == "Ya sen?"


@pytest.mark.parametrize("others", [False])
@pytest.mark.parametrize(
    ("language", "promise", "said"),
    [
        ("en", "trains anew", "is left to be learned anew: history."),
        ("tr", "yeniden eğitir", "yeniden öğrenilecek başka ders kalmadı: history."),
    ],
)
def test_where_no_lesson_is_left_no_training_is_promised(
    command, talk, monkeypatch, language, promise, said
):
    monkeypatch.setenv("EVOTR_LANGUAGE", language)
    out = command("forget", "conversation", talk, "--yes")[1]
    assert said in out
    assert promise not in out


def test_it_is_one_object_with_json(command, talk):
    code, out, _ = command("forget", "conversation", talk, "--yes", "--json")
    said = json.loads(out)
    assert (code, said["forgotten"], said["conversation"]) == (0, True, talk)
    assert [one["version"] for one in said["versions"]] == ["1001"]
    assert len(said["lessons"]) == 1
    assert list(said["serves"]) == said["anew"] == ["history"]


def test_a_no_is_told_in_json(command, talk, monkeypatch):
    monkeypatch.setattr("sys.stdin", Keyboard("no\n"))
    code, out, err = command("forget", "conversation", talk, "--json")
    assert (code, json.loads(out)["forgotten"]) == (1, False)
    assert "Forget this for good?" in err


def test_without_a_terminal_it_is_not_forgotten(command, talk, stored):
    code, _, err = command("forget", "conversation", talk)
    assert code == 2
    assert "evotr forget conversation" in err
    assert stored.find_conversation(talk).result(10).id == talk


def test_a_conversation_that_is_not_there_is_one_sentence(command, stored):
    code, _, err = command("forget", "conversation", "ffffffff", "--yes")
    assert code == 2
    assert "ffffffff" in err
    assert stored.conversations().result(10) == ()


def test_a_conversation_of_which_nothing_was_learned(command, stored):
    asked = stored.add_user_message(None, "Merhaba").result(10)
    code, out, _ = command("forget", "conversation", asked.conversation_id, "--yes")
    assert code == 0
    assert "trains anew" not in out


def test_it_speaks_turkish(command, talk, monkeypatch):
    monkeypatch.setenv("EVOTR_LANGUAGE", "tr")
    out = command("forget", "conversation", talk, "--yes")[1]
    assert "kalıcı olarak unutuldu" in out
    assert "Sonraki gece onsuz yeniden eğitir: history." in out


def test_with_rebuild_the_night_is_made_at_once(command, talk, stored):
    code, out, _ = command("forget", "conversation", talk, "--yes", "--rebuild")
    assert code == 0
    assert "Night 2" in out
    (night, _) = stored.nights.page().result(10)
    assert (night.trigger, night.expert) == ("forgotten", "history")
    assert "The next night trains anew" not in out


def test_a_rebuilding_is_shown_and_keeps_the_computer_awake(command, talk, monkeypatch):
    woken = []

    @contextmanager
    def awake(_, *, on_battery):
        woken.append(on_battery)
        yield Awake(FakeSystem(), on_battery=on_battery)

    monkeypatch.setattr(night_making, "awake", awake)
    words = ("forget", "conversation", talk, "--yes", "--rebuild", "--json")
    forgotten, *told = map(json.loads, command(*words)[1].splitlines())
    assert forgotten["forgotten"]
    events = [one["event"] for one in told]
    assert (events[0], events[-1], events.count("done")) == ("began", "done", 1)
    assert told[1]["step"] == "harvest"
    assert woken == [True]


@pytest.mark.parametrize("others", [False])
@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "is left to be learned anew: history."), ("tr", "ders kalmadı: history.")],
)
def test_with_rebuild_there_is_no_night_for_who_has_nothing_to_learn(
    command, talk, stored, monkeypatch, language, said
):
    monkeypatch.setenv("EVOTR_LANGUAGE", language)
    code, out, _ = command("forget", "conversation", talk, "--yes", "--rebuild")
    assert (code, said in out) == (0, True)
    assert len(stored.nights.page().result(10)) == 1


@pytest.fixture
def two(stored, nightly):
    """A conversation that two experts learned from, among other things; its id."""
    asked = stored.add_user_message(None, QUESTION).result(10)
    named = {"conversation_id": asked.conversation_id, "sources": (asked.id,)}
    taught = nightly.teach(QUESTION, "Kaf Dağı'nda", **named)
    other = nightly.teach("Ya sen?", "Ben de")
    for expert in ("history", "legal"):
        nightly.learn(expert, [other, taught])
    return asked.conversation_id


LEFT = [
    ("en", "The next night trains anew, without it: {}. "),
    ("tr", "Sonraki gece onsuz yeniden eğitir: {}. "),
]


@pytest.mark.parametrize(("language", "left"), LEFT)
def test_a_rebuilding_that_is_stopped_goes_to_no_other_expert(
    command, two, stored, monkeypatch, language, left
):
    monkeypatch.setenv("EVOTR_LANGUAGE", language)
    monkeypatch.setenv("EVOTR_NIGHT_MINUTES", "0.000001")
    code, out, _ = command("forget", "conversation", two, "--yes", "--rebuild")
    assert (code, left.format("history, legal") in out) == (1, True)
    nights = stored.nights.page().result(10)
    assert [night.number for night in nights] == [3, 2, 1]
    assert [night.state for night in nights] == ["stopped", "finished", "finished"]


def test_a_rebuilding_that_fails_is_told_by_the_exit_code(
    command, two, stored, monkeypatch
):
    def broken(*_):
        raise DiskFull(path="/evim", need=3)

    monkeypatch.setattr(screen, "run", broken)
    code, out, _ = command("forget", "conversation", two, "--yes", "--rebuild")
    assert (code, "without it: history, legal." in out) == (1, True)
    night, *_ = stored.nights.page().result(10)
    assert (night.number, night.state) == (3, "failed")


@pytest.mark.parametrize("as_json", [False, True])
def test_ctrl_c_between_two_nights_begins_no_other(
    command, two, stored, monkeypatch, as_json
):
    class Interrupted(NightRun):
        def run(self, *wanted):
            night = super().run(*wanted)
            os.kill(os.getpid(), signal.SIGINT)
            return night

    monkeypatch.setattr(night_making, "NightRun", Interrupted)
    words = ("--yes", "--rebuild", *["--json"] * as_json)
    code, out, _ = command("forget", "conversation", two, *words)
    assert (code, "without it: legal." in out) == (130, not as_json)
    assert [night.number for night in stored.nights.page().result(10)] == [3, 2, 1]


def test_ctrl_c_stops_a_rebuilding(two, stored, home):
    script = Path(__file__).with_name("interrupt_screening.py")
    words = ("forget", "conversation", two, "--yes", "--rebuild", "--json")
    run = subprocess.run(
        (sys.executable, str(script), "1", *words),
        stdout=subprocess.PIPE,
        env={**os.environ, "EVOTR_HOME": str(home), "PYTHONPATH": str(PROGRAM)},
        text=True,
        check=False,
    )
    assert run.returncode == 130
    forgotten, *_, night = map(json.loads, run.stdout.splitlines())
    assert (forgotten["forgotten"], night["state"]) == (True, "stopped")
    assert len(stored.nights.page().result(10)) == 3


@pytest.mark.parametrize("others", [False])
def test_an_open_program_is_asked_for_no_night_without_lessons(
    command, talk, stored, home
):
    with hold_instance(Paths(home).lock):
        words = ("forget", "conversation", talk, "--yes", "--rebuild")
        out = command(*words)[1]
    assert "trains anew itself" not in out
    assert stored.nights.wishes().result(10) == ()


def test_an_open_program_makes_it_itself(command, talk, stored, home):
    with hold_instance(Paths(home).lock):
        words = ("forget", "conversation", talk, "--yes", "--rebuild")
        code, out, err = command(*words)
    assert code == 0
    assert "EVO-TR is open and trains anew itself" in out
    assert "EVO-TR is open" in err  # and may hold some of it
    (wish,) = stored.nights.wishes().result(10)
    assert (wish.kind, wish.expert) == ("run", "history")


def test_the_wish_for_it_is_told_in_json(command, two, home):
    with hold_instance(Paths(home).lock):
        words = ("forget", "conversation", two, "--yes", "--rebuild", "--json")
        code, out, _ = command(*words)
    forgotten, *wished = (json.loads(line) for line in out.splitlines())
    assert (code, forgotten["anew"]) == (0, ["history", "legal"])
    assert wished == [
        {"event": "wished", "expert": expert} for expert in forgotten["anew"]
    ]


def test_a_program_that_closes_before_it_hears_leaves_the_night_to_this_one(
    command, talk, stored, home, monkeypatch
):
    with closing_at_a_wish(Paths(home), monkeypatch):
        words = ("forget", "conversation", talk, "--yes", "--rebuild")
        code, out, _ = command(*words)
    assert (code, "Night 2" in out, "trains anew itself" in out) == (0, True, False)
    assert stored.nights.wishes().result(10) == ()
