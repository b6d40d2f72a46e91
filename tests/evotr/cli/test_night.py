"""Reports, the list of nights, stopping and taking back on the command line."""

import json

import pytest

from evotr.domain import NightReport
from evotr.experts import BASE, roots_of
from evotr.experts.provenance import CARD
from evotr.instance import hold_night
from evotr.settings import Settings
from tests.fakes.nights import BEGAN, PROVEN, full_night, learned

DAY = BEGAN.date()
QUESTION = "Avustralya'nın başkenti neresi?"


@pytest.fixture
def told(stored, home):
    """Store a night with a report, and the version that it tells of; the night."""
    own = roots_of(Settings(evotr_home=home).paths).own
    version = own / "another-model" / "tr_chat" / "0004"
    version.mkdir(parents=True)
    (version / CARD).write_text("a card that nobody can read", "utf-8")

    def told(report=None, state="finished", error=""):
        night = stored.nights.begin("schedule", DAY).result(10)
        stored.nights.doing(night.id, "train", "tr_chat").result(10)
        report = full_night().report if report is None else report
        return stored.nights.finish(night.id, state, report, error).result(10)

    return told


def as_json(command, *words):
    code, out, err = command("night", *words, "--json")
    assert (code, err) == (0, "")
    return json.loads(out)


def test_without_a_night_there_is_none_to_tell_of(command):
    for words in (("report",), ("history",)):
        code, out, _ = command("night", *words)
        assert (code, out.count("\n")) == (0, 1)
        assert "There was no night yet" in out
    assert as_json(command, "report") == {"night": None}
    assert as_json(command, "history") == {"nights": []}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["0004 took the place", "+92.0", "Training: 480 steps", "rollback 1"]),
        ("tr", ["0004 sürümü kullanıma", "+92,0", "480 adım", "rollback 1"]),
    ],
)
def test_a_night_is_reported(command, told, monkeypatch, language, said):
    monkeypatch.setenv("EVOTR_LANGUAGE", language)
    told()
    code, out, err = command("night", "report")
    assert (code, err) == (0, "")
    assert [words for words in said if words not in out] == []


def test_a_report_has_pictures_in_the_language_of_the_user(command, told, home):
    night = told()
    files = as_json(command, "report", "1")["pictures"]
    folder = Settings(evotr_home=home).paths.nights / night.id / "report"
    assert sorted(files) == sorted(map(str, folder.iterdir()))
    assert all(file.endswith("-en.png") for file in files)


def test_pictures_that_cannot_be_drawn_leave_the_report(command, told, home):
    night = told()
    folder = Settings(evotr_home=home).paths.nights / night.id
    folder.parent.mkdir()
    folder.write_text("in the way", "utf-8")
    code, out, err = command("night", "report")
    assert code == 0
    assert "0004" in out
    assert str(folder) in err


def test_a_night_is_named_by_its_number_or_its_id(command, told):
    one, two = told(), told(NightReport())
    assert as_json(command, "report")["number"] == two.number
    assert as_json(command, "report", "1")["id"] == one.id
    assert as_json(command, "report", one.id[:10])["number"] == one.number
    code, out, err = command("night", "report", "77")
    assert (code, out, err.count("\n")) == (2, "", 2)
    assert "77" in err


def test_all_of_a_night_is_one_object(command, told):
    found = as_json(command, "report", told().id)
    (expert,) = found["report"]["experts"]
    assert expert["groups"]["correction"]["after"] == 0.96
    assert expert["training"]["curve"][-1] == [480, 0.14]
    (reason,) = found["reasons"]["tr_chat"]
    assert reason.startswith("23 of 24")
    assert "0004" in found["headline"]
    assert (found["state"], found["error"], found["undone"]) == ("finished", None, None)
    assert (found["undone_why"], found["kept"]) == (None, None)


def test_who_took_a_night_back_is_told_by_name(command, told, stored):
    night = told()
    stored.nights.undo(night.id, "disliked").result()
    found = as_json(command, "report", night.id)
    assert found["undone"]
    assert found["undone_why"] == "disliked"


def test_lessons_are_told_in_the_words_of_the_ledger(command, nightly):
    row = nightly.teach(QUESTION, "Canberra")
    nightly.learn("history", [row])
    assert f"{QUESTION} → Canberra" in command("night", "report")[1]


def test_a_night_whose_process_died_is_not_told_as_alive(command, stored, home):
    stored.nights.begin("schedule", DAY).result(10)
    assert "goes on from there" in command("night", "report")[1]
    with hold_night(Settings(evotr_home=home).paths.night_lock):
        assert "it is under way" in command("night", "report")[1]
        assert as_json(command, "history")["nights"][0]["state"] == "running"


def test_nights_are_listed_the_newest_last(command, told):
    told(NightReport())
    told(state="failed", error="DiskFull")
    nights = as_json(command, "history")["nights"]
    assert [night["number"] for night in nights] == [1, 2]
    out = command("night", "history")[1]
    assert out.index("nothing new to learn") < out.index("It failed at “training”")
    assert "disk" in out
    newest = as_json(command, "history", "--limit", "1")["nights"]
    assert [night["number"] for night in newest] == [2]


def test_a_night_under_way_is_asked_to_stop(command, stored, home):
    nothing = {"stopping": False, "withdrawn": False, "ended": None}
    assert as_json(command, "stop") == nothing
    assert "No night is under way" in command("night", "stop")[1]
    assert stored.nights.wishes().result(10) == ()
    with hold_night(Settings(evotr_home=home).paths.night_lock):
        stored.nights.wish("run").result(10)
        told = as_json(command, "stop")
    assert told == {"stopping": True, "withdrawn": True, "ended": None}
    assert [wish.kind for wish in stored.nights.wishes().result(10)] == ["stop"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Night 1 had been left on its way; it is over now"),
        ("tr", "1. gece yarıda kalmıştı; artık bitti"),
    ],
)
def test_a_night_that_was_left_is_ended(command, stored, monkeypatch, language, said):
    monkeypatch.setenv("EVOTR_LANGUAGE", language)
    left = stored.nights.begin("schedule", BEGAN.date()).result(10)
    stored.nights.leave(left.id).result(10)
    stored.nights.wish("run").result(10)
    out = command("night", "stop")[1]
    assert said in out
    assert len(out.splitlines()) == 2  # and what was asked for is withdrawn
    night = stored.nights.find(left.id).result(10)
    assert (night.state, night.report.end) == ("stopped", "asked")
    again = stored.nights.begin("user", BEGAN.date()).result(10)
    assert as_json(command, "stop")["ended"] == again.number  # its process died
    assert stored.nights.unfinished().result(10) is None


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "The night that was asked for is not made."),
        ("tr", "İstenen gece yapılmayacak."),
    ],
)
def test_a_night_that_was_only_asked_for_is_not_made(
    command, stored, monkeypatch, language, said
):
    monkeypatch.setenv("EVOTR_LANGUAGE", language)
    stored.nights.wish("run").result(10)
    assert said in command("night", "stop")[1]
    assert stored.nights.wishes().result(10) == ()


def test_the_newest_night_is_taken_back(command, nightly):
    night = nightly.learn("history", [nightly.teach(QUESTION, "Canberra")])
    code, out, err = command("night", "rollback")
    assert (code, err) == (0, "")
    assert f"Night {night.number} is taken back" in out
    assert "history answers without trained weights" in out
    assert "1 waits in `evotr ledger label`" in out
    assert "You took it back" in command("night", "report")[1]
    assert "rollback" not in command("night", "report")[1]


@pytest.mark.parametrize(
    ("language", "said", "refused"),
    [
        ("en", "and has been deleted since", "or what it had made is deleted"),
        ("tr", "o sürüm sonradan silindi", "ya da yaptığı sürüm silindi"),
    ],
)
def test_a_deleted_version_is_not_told_as_serving(
    command, nightly, monkeypatch, language, said, refused
):
    monkeypatch.setenv("EVOTR_LANGUAGE", language)
    row = nightly.teach(QUESTION, "Canberra")
    nightly.learn("history", [row])
    offer = "`evotr night rollback 1`"
    assert offer in command("night", "report")[1]
    nightly.registry.use("history", BASE)
    nightly.registry.remove("history", "1001")
    report = command("night", "report")[1]
    assert said in report
    assert offer not in report
    for words in ("history", "status"):
        assert said in " ".join(command("night", words)[1].split())
    for words in (("rollback",), ("rollback", "1")):
        code, _, err = command("night", *words)
        assert (code, refused in err) == (2, True)
    assert nightly.journal.ledger.get([row.id]).result(10)[0].state == "active"


def test_lessons_of_a_deleted_version_can_be_unlearned(command, nightly):
    row = nightly.teach(QUESTION, "Canberra")
    nightly.learn("history", [row])
    nightly.registry.use("history", BASE)
    nightly.registry.remove("history", "1001")
    out = command("night", "rollback", "1", "--never")[1]
    assert "Never learned from again: 1" in out
    assert "is taken back" not in out
    assert nightly.journal.ledger.get([row.id]).result(10)[0].state == "retracted"


def test_the_newest_that_is_still_there_is_taken_back(command, nightly):
    first, second = (
        nightly.teach(QUESTION, "Canberra"),
        nightly.teach("Why?", "Because"),
    )
    nightly.learn("history", [first])
    nightly.learn("history", [first, second])
    nightly.registry.use("history", "1001")
    nightly.registry.remove("history", "1002")
    assert as_json(command, "rollback")["night"] == 1


def test_taking_back_is_one_object_with_json(command, nightly):
    first, second = (
        nightly.teach(QUESTION, "Canberra"),
        nightly.teach("Why?", "Because"),
    )
    nightly.learn("history", [first])
    nightly.learn("history", [first, second])
    found = as_json(command, "rollback", "2")
    assert (found["night"], found["serves"]) == (2, {"history": "1001"})
    assert (found["waiting"], found["never_again"]) == ([second.id], [])
    assert as_json(command, "rollback")["night"] == 1


def test_lessons_can_be_unlearned_for_good(command, nightly, stored):
    row = nightly.teach(QUESTION, "Canberra")
    nightly.learn("history", [row])
    command("night", "rollback")
    assert "Never learned from again: 1" in command("night", "rollback", "--never")[1]
    found = as_json(command, "rollback", "1", "--never")
    assert (found["never_again"], found["serves"]) == ([row.id], {})
    assert stored.ledger.get([row.id]).result(10)[0].state == "retracted"


def test_what_changed_nothing_is_not_taken_back(command, told):
    code, _, err = command("night", "rollback")
    assert (code, err.count("\n")) == (2, 2)
    assert err.startswith("There was no night yet.")
    assert "no night “7”" in command("night", "rollback", "7")[2]
    told(NightReport(experts=(learned(outcome="rejected", reasons=(PROVEN,)),)))
    code, _, err = command("night", "rollback")
    assert (code, "nothing to take back of night 1" in err) == (2, True)


def test_more_nights_than_can_be_counted_are_refused(command):
    code, _, err = command("night", "history", "--limit", "9" * 25)
    assert (code, "takes 1–100000 as --limit" in err) == (2, True)
