"""Whatever forgets tells which versions go, what answers now, and who learns anew."""

import json

import pytest

from evotr.domain import MemoryItem, Source
from evotr.instance import hold_night
from evotr.memory.vectors import digest
from evotr.settings import Settings
from tests.fakes.keyboard import Keyboard
from tests.fakes.leftovers import EXPERT, write_rows_of_a_night

QUESTION = "Zümrüdüanka nerede?"
SAID = [
    (
        "en",
        "Version 1001 of history was trained on it",
        "Version 1001 of history is deleted.",
        "history answers with",
        "The next night trains anew, without it: history.",
    ),
    (
        "tr",
        "history uzmanının 1001 sürümü bununla eğitilmişti",
        "history uzmanının 1001 sürümü silindi.",
        "Bundan sonra history",
        "Sonraki gece onsuz yeniden eğitir: history.",
    ),
]


@pytest.fixture
def fact(stored, nightly):
    """A night learned from a conversation, among other things; a memory of it."""
    other = nightly.teach("Ya sen?", "Ben de")
    asked = stored.add_user_message(None, QUESTION).result(10)
    talk = asked.conversation_id
    named = {"conversation_id": talk, "sources": (asked.id,)}
    taught = nightly.teach(QUESTION, "Kaf Dağı'nda", **named)
    nightly.learn("history", [other, taught])
    source = Source(talk, asked.id)
    item = MemoryItem("kaf", "fact", QUESTION, "user", source, asked.created_at)
    stored.memories.add([item]).result(10)
    return item


@pytest.fixture(params=["purge", "forget"])
def words(request, fact, stored):
    """Each of the commands that forget, beside `evotr forget` itself."""
    if request.param == "forget":
        return "memory", "forget", fact.id
    talk = fact.source.conversation_id
    stored.delete(talk).result(10)
    return "conversations", "purge", talk


@pytest.mark.parametrize("said", SAID)
def test_versions_are_told_before_and_after(command, words, nightly, monkeypatch, said):
    language, asks, deleted, serves, anew = said
    monkeypatch.setenv("EVOTR_LANGUAGE", language)
    monkeypatch.setattr("sys.stdin", Keyboard("h\n"))
    code, out, _ = command(*words)
    assert (code, asks in out, deleted in out) == (1, True, False)
    assert nightly.serving("history") == "1001"
    code, out, _ = command(*words, "--yes")
    assert code == 0
    assert [part for part in (deleted, serves, anew) if part not in out] == []
    assert nightly.serving("history") != "1001"


def test_versions_are_told_in_json(command, words, nightly, monkeypatch):
    monkeypatch.setattr("sys.stdin", Keyboard("n\n"))
    told = json.loads(command(*words, "--json")[1])
    versions = [(one["expert"], one["version"]) for one in told["versions"]]
    assert versions == [("history", "1001")]
    assert (told["serves"], told["anew"], told["busy"]) == ({}, [], False)
    assert len(told["lessons"]) == 1
    again = json.loads(command(*words, "--yes", "--json")[1])
    assert again["versions"] == told["versions"]
    assert again["lessons"] == told["lessons"]
    assert list(again["serves"]) == again["anew"] == ["history"]
    assert nightly.serving("history") != "1001"


@pytest.fixture
def under_way(fact, stored, home):  # noqa: ARG001 — what it was learned from
    """A night that holds rows of the conversation, in another process."""
    nights = stored.nights
    (made,) = nights.page().result(10)
    night = nights.begin("user", made.date).result(10)
    learned = [one for each in made.report.experts for one in each.learned]
    nights.lessons(night.id, EXPERT, learned).result(10)
    keys = {"keys": nights.keys(night.id, EXPERT).result(10)}
    nights.did(night.id, "build", EXPERT, keys).result(10)
    write_rows_of_a_night(home, QUESTION, night.id)
    with hold_night(Settings(evotr_home=home).paths.night_lock):
        yield


@pytest.mark.usefixtures("under_way")
def test_a_night_under_way_that_holds_some_is_told(command, words):
    out = command(*words, "--yes")[1]
    assert "A night is under way and was told to stop" in out


def test_vectors_of_what_is_purged_go_at_once(command, memory, fact, stored, home):
    memory("search", QUESTION)  # now its vector is in the index
    keys = Settings(evotr_home=home).index / "vectors" / "keys.bin"
    assert digest(fact.id) in keys.read_bytes()
    stored.delete(fact.source.conversation_id).result(10)
    code, _, err = command(
        "conversations", "purge", fact.source.conversation_id, "--yes"
    )
    assert (code, err) == (0, "")
    assert digest(fact.id) not in keys.read_bytes()
