"""The looks before anything is served, and each minute."""

import pytest

from evotr.domain import Answer, SamplingParams, ServedExpert
from evotr.instance import hold_night
from evotr.night.lookout import Lookout
from evotr.paths import Paths
from tests.fakes.engine import FakeEngine
from tests.fakes.leftovers import Died


@pytest.fixture
def told():
    return []


@pytest.fixture
def lookout(nightly, told, tmp_path):
    def said(request):
        return str([one.adapter.path.name for one in request.adapters])

    engine = FakeEngine(said)
    paths = Paths(tmp_path / "home")
    return Lookout(nightly.journal, nightly.registry, engine, paths, told.append)


def disliked(journal, times):
    for _ in range(times):
        asked = journal.add_user_message(None, "Soru?").result(10)
        experts = (ServedExpert("tr_chat", 1.0, "0001"),)
        made = Answer("m", "", SamplingParams(), experts=experts)
        begun = journal.begin_answer(asked.id, made).result(10)
        journal.append_chunk(begun.id, "Yanıt")
        journal.finish_answer(begun.id, "complete").result(10)
        journal.ledger.thumb(begun.id, "down").result(10)


def test_what_was_taken_back_is_told(nightly, lookout, told):
    nightly.learn("tr_chat", [nightly.teach("Soru?", "Yanıt")])
    disliked(nightly.journal, 2)
    lookout.first()
    assert told == []  # thumbs are looked at when a model may answer
    lookout()
    (night,) = told
    assert night.undone_why == "disliked"


@pytest.mark.parametrize("first", [True, False])
def test_what_saw_the_forgotten_is_deleted_at_each_look(nightly, lookout, first):
    asked = nightly.journal.add_user_message(None, "Söz").result(10)
    row = nightly.teach("Soru?", "Yanıt", sources=(asked.id,))
    nightly.learn("tr_chat", [row])
    nightly.journal.memories.forget_messages(asked.id).result(60)
    assert nightly.serving("tr_chat") == "0001"
    (lookout.first if first else lookout)()
    assert nightly.serving("tr_chat") is None
    assert nightly.registry.versions("tr_chat") == ()


def test_what_saw_the_forgotten_is_deleted_beside_a_night(nightly, lookout, tmp_path):
    asked = nightly.journal.add_user_message(None, "Söz").result(10)
    row = nightly.teach("Soru?", "Yanıt", sources=(asked.id,))
    nightly.learn("tr_chat", [row])
    nightly.journal.memories.forget_messages(asked.id).result(60)
    with hold_night(Paths(tmp_path / "home").night_lock):
        lookout.beside_night()
    assert nightly.serving("tr_chat") is None


@pytest.mark.parametrize("first", [True, False])
def test_what_a_night_that_died_holds_of_the_forgotten_is_deleted_at_each_look(
    nightly, lookout, tmp_path, first
):
    died = Died(nightly, Paths(tmp_path / "home"))
    look = lookout.first if first else lookout
    look()
    assert died.rows.exists()
    died.forget()
    look()
    assert not died.rows.exists()


def test_a_night_beside_it_is_stopped_where_it_was_built_of_the_forgotten(
    nightly, lookout, tmp_path
):
    paths = Paths(tmp_path / "home")
    died = Died(nightly, paths)
    with hold_night(paths.night_lock):
        lookout.beside_night()
        assert nightly.journal.nights.wishes().result(10) == ()
        died.forget()
        lookout.beside_night()
    (wish,) = nightly.journal.nights.wishes().result(10)
    assert wish.kind == "stop"


def test_a_journal_that_cannot_be_read_ends_nothing(nightly, lookout, told):
    nightly.journal.close()
    lookout.first()
    lookout()
    assert told == []
