"""What a night brought into use is taken back where it does harm."""

import shutil
from contextlib import closing

import pytest

from evotr.domain import GENERAL, Answer, SamplingParams, ServedExpert
from evotr.experts import Cards, Registry, Roots
from evotr.journal import Journal
from evotr.night.canaries import Canaries
from evotr.night.takeback import in_force, keep, undo
from evotr.weights import ADAPTER_SCOPE
from tests.fakes.adapters import build_adapter
from tests.fakes.engine import FakeEngine
from tests.fakes.experts import CARDS, card
from tests.fakes.nightly import Nightly
from tests.fakes.scopes import scope_file

LOOP = "çok çok çok çok çok çok"


def version_of(request):
    return request.adapters[0].adapter.path.name if request.adapters else "base"


@pytest.fixture
def night(nightly):
    """The second of two nights; its version answers."""
    row = nightly.teach("Soru?", "Yanıt")
    nightly.learn("tr_chat", [row])
    more = nightly.teach("Why?", "Because")
    return nightly.learn("tr_chat", [row, more])


@pytest.fixture
def answered(nightly):
    """Have versions answer; the answers, thumbed."""

    def answered(*texts, expert="tr_chat", version="0002", down=(), status="complete"):
        for at, text in enumerate(texts):
            journal = nightly.journal
            asked = journal.add_user_message(None, f"{at}. soru?").result(10)
            experts = (ServedExpert(expert, 1.0, version),)
            made = Answer("m", "Kısa.", SamplingParams(), experts=experts)
            begun = journal.begin_answer(asked.id, made).result(10)
            journal.append_chunk(begun.id, text).result(10)
            if status == "complete":
                journal.finish_answer(begun.id, "complete").result(10)
            if at in down:
                journal.ledger.thumb(begun.id, "down").result(10)

    return answered


@pytest.fixture
def watch(nightly):
    """Canaries over a model that says who it is, or what it is told to say."""

    def watch(said=version_of):
        engine = FakeEngine(said)
        return Canaries(nightly.journal, nightly.registry, engine), engine

    return watch


@pytest.mark.usefixtures("night")
def test_two_disliked_answers_of_ten_take_it_back(nightly, answered, watch):
    answered(*"abcdefghij", down=(0, 9))
    canaries, engine = watch()
    (taken,) = canaries.look()
    assert (taken.night.number, taken.night.undone_why) == (2, "disliked")
    assert nightly.serving("tr_chat") == "0001"
    assert {version_of(request) for request in engine.requests} == {"0001", "0002"}
    assert canaries.look() == ()


@pytest.mark.usefixtures("night")
@pytest.mark.parametrize(
    ("count", "down"), [(10, (3,)), (20, (0, 10)), (4, ()), (20, (0, 11, 2 * 11))]
)
def test_fewer_or_farther_ask_nothing(nightly, answered, watch, count, down):
    answered(*map(str, range(count)), down=down)
    canaries, engine = watch()
    assert canaries.look() == ()
    assert engine.requests == []
    assert nightly.serving("tr_chat") == "0002"


@pytest.mark.usefixtures("night")
def test_where_the_old_version_says_the_same_it_is_not_the_nights_fault(
    nightly, answered, watch
):
    answered(*"abcd", down=(0, 1, 2))
    canaries, engine = watch(lambda request: request.messages[-1].content)
    assert canaries.look() == ()
    asked = len(engine.requests)
    assert canaries.look() == ()
    assert len(engine.requests) == asked  # an answer is compared once
    assert nightly.serving("tr_chat") == "0002"


@pytest.mark.usefixtures("night")
def test_only_those_that_differ_count(nightly, answered, watch):
    answered(*"abcd", down=(0, 1))

    def said(request):
        same = request.messages[-1].content.startswith("0")
        return "aynı" if same else version_of(request)

    canaries, _ = watch(said)
    assert canaries.look() == ()
    answered("e", down=(0,))
    assert nightly.serving("tr_chat") == "0002"
    answered("x", "f", down=(1,))
    (taken,) = canaries.look()
    assert taken.night.undone_why == "disliked"


@pytest.mark.usefixtures("night")
def test_answers_in_circles_take_it_back(nightly, answered, watch):
    answered("a", LOOP, "b", LOOP)
    canaries, _ = watch(lambda _: "tamam")
    (taken,) = canaries.look()
    assert taken.night.undone_why == "repeating"
    assert nightly.serving("tr_chat") == "0001"


@pytest.mark.usefixtures("night")
def test_what_the_old_version_repeats_too_is_wanted(answered, watch):
    answered(LOOP, LOOP)
    canaries, _ = watch(lambda _: LOOP)
    assert canaries.look() == ()


@pytest.mark.usefixtures("night")
def test_circles_that_begin_late_are_seen_in_the_old_version_too(answered, watch):
    late = " ".join(f"söz{n}" for n in range(200)) + 40 * " çok"
    answered(late, late)
    canaries, _ = watch(lambda _: late)
    assert canaries.look() == ()


def test_a_night_that_is_to_stay_stays(nightly, night, answered, watch):
    keep(nightly.journal, night)
    answered(*"ab", down=(0, 1))
    assert watch()[0].look() == ()
    assert nightly.serving("tr_chat") == "0002"


@pytest.mark.usefixtures("night")
def test_answers_of_the_version_before_say_nothing_of_this_one(answered, watch):
    answered(*"ab", version="0001", down=(0, 1))
    canaries, engine = watch()
    assert canaries.look() == ()
    assert engine.requests == []


@pytest.mark.usefixtures("night")
def test_a_forgotten_question_accuses_nobody(nightly, answered, watch):
    answered(*"ab", down=(0, 1))
    ids = [
        message.id
        for talk in nightly.journal.conversations().result(10)
        for message in nightly.journal.messages(talk.id).result(10)
        if message.role == "user"
    ]
    nightly.journal.memories.forget_messages(*ids).result(60)
    assert watch()[0].look() == ()


def test_where_the_first_version_is_disliked_the_base_answers(nightly, answered, watch):
    nightly.learn("tr_chat", [nightly.teach("Soru?", "Yanıt")])
    answered(*"ab", version="0001", down=(0, 1))
    (taken,) = watch()[0].look()
    assert taken.serves == {"tr_chat": "base"}


@pytest.mark.usefixtures("night")
@pytest.mark.parametrize(("times", "serves"), [(1, "0002"), (2, "0001")])
def test_a_process_that_died_twice_takes_it_back_before_it_serves(
    nightly, answered, watch, times, serves, tmp_path
):
    answered(*"xy"[:times], status="streaming")
    nightly.journal.close()
    path = tmp_path / "home" / "journal.db"
    nightly.journal = Journal.open(path, tmp_path / "home" / "b")
    try:
        canaries, engine = watch()
        taken = canaries.crashed()
        assert nightly.serving("tr_chat") == serves
        assert [one.night.undone_why for one in taken] == ["crashed"] * (times - 1)
        assert engine.requests == []
        assert canaries.crashed() == ()
    finally:
        nightly.journal.close()


@pytest.fixture
def everybodys(home_journal, tiny_base, tmp_path):
    """Nights of "general", which answers for experts that learned nothing."""
    adapter = build_adapter(tmp_path / "an-adapter", tiny_base)
    roots = Roots(own=tmp_path / "home" / "adapters")
    cards = Cards({**CARDS, GENERAL: card(GENERAL, "Genel", "General")})
    nightly = Nightly(home_journal, Registry(cards, roots, tiny_base), adapter)
    row = nightly.teach("Soru?", "Yanıt")
    nightly.learn(GENERAL, [row])
    nightly.learn(GENERAL, [row, nightly.teach("Why?", "Because")])
    return nightly


def test_what_others_answered_with_it_accuses_the_night_too(everybodys, answered):
    answered(*"ab", expert="tr_chat", version="general/0002", down=(0, 1))
    engine = FakeEngine(version_of)
    canaries = Canaries(everybodys.journal, everybodys.registry, engine)
    (taken,) = canaries.look()
    assert taken.night.undone_why == "disliked"
    assert everybodys.serving("tr_chat") == "0001"
    assert {version_of(request) for request in engine.requests} == {"0001", "0002"}


def test_a_process_that_died_with_it_twice_under_other_names(
    everybodys, answered, tmp_path
):
    answered("x", expert="tr_chat", version="general/0002", status="streaming")
    answered("y", expert="python_coder", version="general/0002", status="streaming")
    everybodys.journal.close()
    path = tmp_path / "home" / "journal.db"
    with closing(Journal.open(path, tmp_path / "home" / "b")) as journal:
        (taken,) = Canaries(journal, everybodys.registry, FakeEngine()).crashed()
    assert taken.night.undone_why == "crashed"
    assert everybodys.serving("general") == "0001"


@pytest.mark.usefixtures("night")
def test_a_version_that_cannot_be_asked_blinds_no_look_at_the_others(
    nightly, answered, watch, tmp_path
):
    row = nightly.teach("Neden?", "Çünkü")
    nightly.learn("python_coder", [row])
    scoped = shutil.copytree(nightly.adapter, tmp_path / "scoped")
    (scoped / ADAPTER_SCOPE).write_bytes(scope_file())
    nightly.learn("python_coder", [row], adapter=scoped, parent="0001")
    path = nightly.registry.serve("python_coder").version.path
    shutil.rmtree(path.with_name("0001"))
    answered(*"ab", expert="python_coder", down=(0, 1))
    answered(*"cd", down=(0, 1))
    (taken,) = watch()[0].look()
    assert taken.serves == {"tr_chat": "0001"}
    assert nightly.serving("python_coder") == "0002"


@pytest.fixture
def gone_on(nightly):
    """A night that taught two; for one of them a later night went on from it."""
    bad, good = nightly.teach("Neden?", "Çünkü"), nightly.teach("Soru?", "Yanıt")
    night = nightly.learn_at_once({"python_coder": [bad], "tr_chat": [good]})
    nightly.learn("tr_chat", [good, nightly.teach("Why?", "Because")])
    return night, bad


@pytest.mark.usefixtures("gone_on")
def test_what_does_harm_goes_alone_where_others_went_on_from_its_night(
    nightly, answered, watch
):
    answered(*"ab", expert="python_coder", version="0001", down=(0, 1))
    canaries, _ = watch()
    (taken,) = canaries.look()
    assert taken.serves == {"python_coder": "base"}
    assert [row.right for row in taken.waiting] == ["Çünkü"]
    assert nightly.serving("tr_chat") == "0002"
    first, second = taken.night.report.experts
    assert (taken.night.undone, first.undone_why) == (None, "disliked")
    assert (first.undone is None, second.undone) == (False, None)
    states = {
        row.right: (row.state, row.reason)
        for row in nightly.journal.ledger.page(limit=None).result(10)
    }
    assert states == {
        "Çünkü": ("quarantined", "undone"),
        "Yanıt": ("active", ""),
        "Because": ("active", ""),
    }
    assert canaries.look() == ()


def test_the_rest_of_such_a_night_can_be_taken_back_later(
    nightly, gone_on, answered, watch
):
    night, bad = gone_on
    answered(*"ab", expert="python_coder", version="0001", down=(0, 1))
    (taken,) = watch()[0].look()
    assert taken.serves == {"python_coder": "base"}
    nightly.journal.ledger.uphold(bad.id).result(10)
    assert bad.id not in nightly.journal.nights.learned().result(10)
    nightly.learn("python_coder", [bad])
    for number in ("3", "2", "1"):
        found = nightly.journal.nights.find(number).result(10)
        assert in_force(found)
        undo(nightly.journal, nightly.registry, found)
    assert nightly.serving("tr_chat") is None
    assert nightly.serving("python_coder") is None
    again = nightly.journal.nights.find(night.id).result(10)
    assert not in_force(again)


@pytest.mark.usefixtures("gone_on")
def test_what_cannot_be_taken_back_blinds_no_look_at_the_others(
    nightly, answered, watch
):
    shelf = nightly.registry.serve("python_coder").version.path.parent
    (shelf / ".lock").unlink()
    (shelf / ".lock").mkdir()  # in its place: nobody can write
    answered(*"ab", expert="python_coder", version="0001", down=(0, 1))
    answered(*"cd", version="0002", down=(0, 1))
    canaries, _ = watch()
    (taken,) = canaries.look()
    assert taken.serves == {"tr_chat": "0001"}
    assert nightly.serving("python_coder") == "0001"
    (shelf / ".lock").rmdir()
    (taken,) = canaries.look()
    assert taken.serves == {"python_coder": "base", "tr_chat": "base"}


def test_versions_that_no_night_made_are_none_of_its_business(nightly, answered, watch):
    added = nightly.registry.add("tr_chat", nightly.adapter, nightly.PLAIN)
    nightly.registry.use("tr_chat", added.version)
    answered(*"ab", version=added.version, down=(0, 1))
    assert watch()[0].look() == ()
    assert nightly.serving("tr_chat") == added.version
