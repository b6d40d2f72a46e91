"""When nights run, how the last one was, and what waits for the next."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from evotr.domain import NightReport, keys_digest
from evotr.instance import hold_night
from evotr.memory.corrections import remembering
from evotr.night.notes import Notes
from evotr.settings import Settings
from tests.fakes.nights import full_night


@pytest.fixture
def status(command):
    """The status as one object, and as it is told."""

    def status():
        told = command("night", "status")
        code, out, err = command("night", "status", "--json")
        assert (told[0], told[2], code, err) == (0, "", 0, "")
        return json.loads(out), told[1]

    return status


def test_a_new_home_has_no_nights(status):
    found, told = status()
    assert (found["on"], found["next"], found["last"]) == (False, None, None)
    assert (found["fresh"], found["doubts"], found["unmet"]) == (0, 0, [])
    assert "Nights are off" in told
    assert "There was no night yet" in told


def test_it_says_when_the_next_night_may_begin(status, monkeypatch, stored):
    now = datetime.now(UTC).astimezone()
    opens, closes = now + timedelta(hours=2), now + timedelta(hours=3)
    monkeypatch.setenv("EVOTR_NIGHT", "true")
    monkeypatch.setenv("EVOTR_NIGHT_HOURS", f"{opens:%H:%M}-{closes:%H:%M}")
    day = (now - timedelta(days=1)).date()
    for date in (day - timedelta(days=1), day):  # whichever the last hours are of
        night = stored.nights.begin("schedule", date).result(10)
        stored.nights.finish(night.id, "finished", NightReport()).result(10)
    found, told = status()
    begins = datetime.fromisoformat(found["next"])
    assert begins == opens.replace(second=0, microsecond=0)
    assert f"{opens:%Y-%m-%d %H:%M}" in told


def test_a_night_that_was_missed_may_begin_now(status, monkeypatch, home):
    now = datetime.now(UTC).astimezone()
    opened, closed = now - timedelta(hours=2), now - timedelta(hours=1)
    monkeypatch.setenv("EVOTR_NIGHT", "true")
    monkeypatch.setenv("EVOTR_NIGHT_HOURS", f"{opened:%H:%M}-{closed:%H:%M}")
    found, _ = status()  # nights are new: the missed one is none of theirs
    assert datetime.fromisoformat(found["next"]) > now
    notes = Notes(Settings(evotr_home=home).paths.nights)
    notes.wanted(now - timedelta(days=3))
    found, _ = status()
    assert datetime.fromisoformat(found["next"]) <= datetime.now(UTC)


@pytest.mark.parametrize("state", ["died", "left"])
def test_a_night_that_broke_off_just_now_goes_on_when_it_is_taken_for_dead(
    status, monkeypatch, stored, state
):
    monkeypatch.setenv("EVOTR_NIGHT", "true")
    monkeypatch.setenv("EVOTR_NIGHT_HOURS", "00:00-00:00")
    night = stored.nights.begin("schedule", datetime.now(UTC).date()).result(10)
    if state == "left":
        stored.nights.leave(night.id).result(10)
    found, _ = status()
    waits = datetime.fromisoformat(found["next"]) - night.beat
    least, most = (2, 3) if state == "died" else (0, 1)
    assert timedelta(minutes=least) <= waits <= timedelta(minutes=most)
    assert found["last"]["number"] == night.number


def test_it_says_what_keeps_a_night_waiting(status, monkeypatch):
    monkeypatch.setenv("EVOTR_NIGHT_FREE_GB", "1000000")
    found, told = status()
    assert found["unmet"] == ["disk"]
    assert "would wait: the disk is too full." in told


def test_nights_that_broke_off_are_told_to_be_off(status, home):
    Notes(Settings(evotr_home=home).paths.nights).switched(off=True)
    found, told = status()
    assert found["switched_off_after_faults"]
    assert "two in a row broke off" in told


def test_the_last_night_and_the_one_under_way_are_told(status, stored, home):
    day = full_night().date
    first = stored.nights.begin("user", day).result(10)
    stored.nights.finish(first.id, "finished", full_night().report).result(10)
    stored.nights.begin("user", day).result(10)
    with hold_night(Settings(evotr_home=home).paths.night_lock):
        found, told = status()
    assert (found["last"]["number"], found["running"]["number"]) == (1, 2)
    assert "The last one was night 1" in told
    assert "Night 2 is under way" in told
    found, _ = status()  # nobody runs it any more
    assert (found["last"]["number"], found["last"]["state"]) == (2, "unclean")
    assert found["running"] is None


def test_what_waits_is_counted(status, nightly, answered, stored):
    nightly.teach("Why?", "Because")
    stored.ledger.thumb(answered().id, "down").result(10)
    found, told = status()
    assert (found["fresh"], found["doubts"]) == (1, 1)
    assert "Lessons that no night has looked at yet: 1." in told
    assert "since the last night" not in told
    night = stored.nights.begin("user", datetime.now(UTC).date()).result(10)
    stored.nights.finish(night.id, "finished", NightReport()).result(10)
    assert "New lessons since the last night: 1." in status()[1]
    assert "`evotr ledger label`" in told


def test_what_was_typed_in_a_wording_that_was_left_does_not_wait(
    status, answered, stored
):
    """The next night leaves it where it is, since it may come back."""
    talk = answered().conversation_id
    typed = stored.add_user_message(talk, "No, it is Canberra").result(10)
    stored.ledger.hear(typed.id, "Canberra", remembering("")).result(10)
    assert status()[0]["fresh"] == 1
    stored.edit_user_message(typed.id, "Thank you").result(10)
    found, told = status()
    assert found["fresh"] == 0
    assert "no night has looked at yet: 0." in told
    stored.select_version(typed.id).result(10)
    assert status()[0]["fresh"] == 1


def test_what_another_model_was_taught_is_offered_anew(status, nightly, stored):
    night = nightly.learn("history", [nightly.teach("Why?", "Because")])
    assert status()[0]["taught_for_other_models"] == []
    stored.nights.made(night.id, "law", "0" * 16, "0001", keys_digest(())).result(10)
    found, told = status()
    assert found["taught_for_other_models"] == ["law"]
    assert "not in this one (law)" in told


@pytest.mark.parametrize("whole", [False, True])
def test_what_is_damaged_of_what_nights_taught_is_told(status, nightly, whole):
    row = nightly.teach("Why?", "Because")
    nightly.learn("history", [row])
    version = nightly.registry.serve("history").version
    if not whole:
        (version.path / "adapters.safetensors").write_bytes(b"cut")
    found, told = status()
    assert found["damaged"] == ([] if whole else ["history"])
    assert ("does not answer any more (history)" in told) is not whole


def test_a_model_that_is_not_here_keeps_no_status(status, stored, monkeypatch):
    night = stored.nights.begin("user", full_night().date).result(10)
    stored.nights.made(night.id, "law", "0" * 16, "0001", keys_digest(())).result(10)
    monkeypatch.setenv("BASE_MODEL_PATH", "nobody/nothing")
    assert status()[0]["taught_for_other_models"] == []
