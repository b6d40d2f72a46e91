"""Nights taken back, and versions that saw what was forgotten."""

import pytest

from evotr.domain import Decision, Lesson
from evotr.errors import NightBuiltOn, NightNothingToUndo, NightOfOtherModel
from evotr.experts import BASE, Registry
from evotr.night.takeback import _set_aside, keep, never, sweep, undo
from tests.fakes.adapters import build_adapter
from tests.fakes.nightly import Nightly
from tests.fakes.tiny_model import build_model
from tests.fakes.versions import folder

QUESTION = "Avustralya'nın başkenti neresi?"


def states(journal):
    rows = journal.ledger.page(limit=None).result(10)
    return {row.right: (row.state, row.reason) for row in rows}


@pytest.fixture
def learned(nightly):
    """Two nights; the second learned one lesson more."""
    first = nightly.teach(QUESTION, "Canberra")
    one = nightly.learn("tr_chat", [first])
    second = nightly.teach("What is the capital of Turkey?", "Ankara")
    return one, nightly.learn("tr_chat", [first, second])


def test_what_served_before_serves_again(nightly, learned):
    taken = undo(nightly.journal, nightly.registry, learned[1])
    assert taken.serves == {"tr_chat": "0001"}
    assert nightly.serving("tr_chat") == "0001"
    rejected = nightly.registry.versions("tr_chat")[1]
    assert (rejected.status, rejected.card.scores) == ("rejected", {"recall": 1.0})
    assert (taken.night.undone_why, taken.night.kept) == ("user", None)


def test_only_what_was_new_waits_and_can_be_learned_again(nightly, learned):
    taken = undo(nightly.journal, nightly.registry, learned[1])
    assert states(nightly.journal) == {
        "Canberra": ("active", ""),
        "Ankara": ("quarantined", "undone"),
    }
    (waiting,) = taken.waiting
    nightly.journal.ledger.uphold(waiting.id).result(10)
    assert states(nightly.journal)["Ankara"] == ("active", "kept")


def test_what_was_liked_is_not_put_in_doubt(nightly):
    row = nightly.teach(QUESTION, "Canberra")
    liked = nightly.journal.ledger.add(
        [Lesson(kind="praise", question="2 + 2?", right="4")]
    ).result(10)[0]
    night = nightly.learn("tr_chat", [row, liked])
    undo(nightly.journal, nightly.registry, night)
    assert states(nightly.journal)["4"] == ("active", "")


def test_the_first_night_gives_way_to_the_base(nightly):
    night = nightly.learn("tr_chat", [nightly.teach(QUESTION, "Canberra")])
    assert undo(nightly.journal, nightly.registry, night).serves == {"tr_chat": BASE}
    assert nightly.serving("tr_chat") is None


def test_a_night_that_another_stands_on_is_not_taken_back(nightly, learned):
    with pytest.raises(NightBuiltOn) as caught:
        undo(nightly.journal, nightly.registry, learned[0])
    assert caught.value.values == {"night": 1, "later": 2}
    undo(nightly.journal, nightly.registry, learned[1])
    undo(nightly.journal, nightly.registry, learned[0])
    assert nightly.serving("tr_chat") is None


def test_what_the_user_chose_since_stays(nightly, learned):
    nightly.registry.use("tr_chat", BASE)
    taken = undo(nightly.journal, nightly.registry, learned[1])
    assert taken.serves == {"tr_chat": BASE}
    assert nightly.registry.rollback("tr_chat") == "0002"  # not served, but there


def test_what_the_user_tried_out_since_is_not_what_served_before(nightly, learned):
    for name in (BASE, "0001", "0002"):
        nightly.registry.use("tr_chat", name)
    nightly.registry.use("tr_chat", BASE)
    nightly.registry.use("tr_chat", "0002")
    taken = undo(nightly.journal, nightly.registry, learned[1])
    assert taken.serves == {"tr_chat": "0001"}
    assert nightly.serving("tr_chat") == "0001"
    assert nightly.registry.rollback("tr_chat") == BASE  # and not the night's


def test_what_served_before_may_have_been_taken_back_itself(nightly, learned):
    nightly.registry.use("tr_chat", BASE)
    undo(nightly.journal, nightly.registry, learned[0])
    nightly.registry.use("tr_chat", "0002")
    taken = undo(nightly.journal, nightly.registry, learned[1])
    assert taken.serves == {"tr_chat": BASE}


def test_where_what_served_before_is_gone_the_one_before_it_serves(nightly, learned):
    nightly.registry.remove("tr_chat", "0001")
    taken = undo(nightly.journal, nightly.registry, learned[1])
    assert taken.serves == {"tr_chat": BASE}


def test_nothing_is_taken_back_twice(nightly, learned):
    night = undo(nightly.journal, nightly.registry, learned[1]).night
    with pytest.raises(NightNothingToUndo):
        undo(nightly.journal, nightly.registry, night)
    empty = nightly.journal.nights.begin("user", night.date).result(10)
    with pytest.raises(NightNothingToUndo):
        undo(nightly.journal, nightly.registry, empty)


@pytest.fixture
def replaced(nightly, tmp_path):
    """The same home, in which another model answers from now on."""
    model = build_model(tmp_path / "other", seed=7)
    registry = Registry(nightly.registry.cards, nightly.registry.roots, model)
    adapter = build_adapter(tmp_path / "other-adapter", model)
    return Nightly(nightly.journal, registry, adapter)


def test_a_night_that_taught_another_model_leaves_this_one_alone(nightly, replaced):
    row = nightly.teach(QUESTION, "Canberra")
    old, new = nightly.learn("tr_chat", [row]), replaced.learn("tr_chat", [row])
    assert (nightly.serving("tr_chat"), replaced.serving("tr_chat")) == ("0001", "0001")
    with pytest.raises(NightOfOtherModel):
        undo(nightly.journal, replaced.registry, old)
    assert replaced.serving("tr_chat") == "0001"
    assert undo(nightly.journal, replaced.registry, new).serves == {"tr_chat": BASE}
    assert undo(nightly.journal, nightly.registry, old).serves == {"tr_chat": BASE}


def test_a_night_whose_versions_are_gone_takes_no_others_with_it(nightly, replaced):
    row = nightly.teach(QUESTION, "Canberra")
    old = nightly.learn("tr_chat", [row])
    nightly.registry.use("tr_chat", BASE)
    nightly.registry.remove("tr_chat", "0001")
    replaced.learn("tr_chat", [row])
    with pytest.raises(NightNothingToUndo):
        undo(nightly.journal, replaced.registry, old)
    assert replaced.serving("tr_chat") == "0001"


def test_never_again_is_retracted(nightly, learned):
    gone = never(nightly.journal, nightly.registry, learned[1])
    assert [row.right for row in gone] == ["Ankara"]
    assert states(nightly.journal) == {
        "Canberra": ("active", ""),
        "Ankara": ("retracted", "withdrawn"),
    }
    assert nightly.serving("tr_chat") == "0001"


def test_of_a_night_that_was_taken_back_the_lessons_can_still_be_refused(
    nightly, learned
):
    night = undo(nightly.journal, nightly.registry, learned[1]).night
    (gone,) = never(nightly.journal, nightly.registry, night)
    assert (gone.right, gone.state) == ("Ankara", "retracted")


@pytest.fixture
def trashed(nightly):
    """A night of which one of two lessons lies in the trash since; its conversation."""
    said = nightly.journal.add_user_message(None, QUESTION).result(10)
    named = {"conversation_id": said.conversation_id, "sources": (said.id,)}
    first = nightly.teach(QUESTION, "Canberra", **named)
    second = nightly.teach("What is the capital of Turkey?", "Ankara")
    night = nightly.learn("tr_chat", [first, second])
    nightly.journal.delete(said.conversation_id).result(10)
    return nightly.journal.nights.find(night.id).result(10), said.conversation_id


def test_lessons_in_the_trash_wait_too_when_they_come_back(nightly, trashed):
    night, talk = trashed
    taken = undo(nightly.journal, nightly.registry, night)
    assert [row.right for row in taken.waiting] == ["Ankara"]  # those one can look at
    nightly.journal.restore(talk).result(10)
    assert states(nightly.journal) == {
        "Canberra": ("quarantined", "undone"),
        "Ankara": ("quarantined", "undone"),
    }


@pytest.mark.parametrize("undone", [False, True])
def test_lessons_in_the_trash_are_never_learned_again_either(nightly, trashed, undone):
    night, talk = trashed
    if undone:
        night = undo(nightly.journal, nightly.registry, night).night
    gone = never(nightly.journal, nightly.registry, night)
    assert [row.right for row in gone] == ["Canberra", "Ankara"]
    nightly.journal.restore(talk).result(10)
    assert states(nightly.journal) == {
        "Canberra": ("retracted", "withdrawn"),
        "Ankara": ("retracted", "withdrawn"),
    }


CLOSED = ("superseded", "newer")
DOUBTED = ("quarantined", "undone")
FLOWERS = (
    ("Vazoda hangi çiçek var?", "Lale", "Menekşe", "Papatya"),
    ("Which flower is in the vase?", "Tulip", "Violet", "Daisy"),
)


@pytest.fixture(params=FLOWERS, ids=["tr", "en"])
def flowers(request, nightly):
    """A night that learned the first right answer; what may be said since."""
    question, first, *others = request.param
    row = nightly.teach(question, first)
    night = nightly.learn("tr_chat", [row])

    def say(right, **fields):
        return nightly.teach(question, right, **fields)

    return night, row, say, others


def take_back(nightly, night):
    night = nightly.journal.nights.find(night.id).result(10)
    return undo(nightly.journal, nightly.registry, night)


def test_what_was_corrected_since_is_asked_about_when_that_goes(nightly, flowers):
    night, old, say, (right, _) = flowers
    newer = say(right)
    assert take_back(nightly, night).waiting == ()
    assert states(nightly.journal)[old.right] == CLOSED
    nightly.journal.ledger.retract(newer.id).result(10)
    assert states(nightly.journal)[old.right] == DOUBTED
    assert nightly.journal.ledger.awaited().result(10) == 0
    nightly.journal.ledger.uphold(old.id).result(10)
    assert states(nightly.journal)[old.right] == ("active", "kept")


def test_what_is_corrected_after_the_night_was_taken_back_is_too(nightly, flowers):
    night, old, say, (right, _) = flowers
    take_back(nightly, night)
    newer = say(right)
    assert states(nightly.journal)[old.right] == CLOSED
    nightly.journal.ledger.retract(newer.id).result(10)
    assert states(nightly.journal)[old.right] == DOUBTED


def test_of_two_corrections_both_must_go(nightly, flowers):
    night, old, say, others = flowers
    newer = [say(right) for right in others]
    take_back(nightly, night)
    for row in reversed(newer):
        assert states(nightly.journal)[old.right] == CLOSED
        nightly.journal.ledger.retract(row.id).result(10)
    assert states(nightly.journal)[old.right] == DOUBTED


def test_a_forgotten_correction_leaves_the_doubt_too(nightly, flowers):
    night, old, say, (right, _) = flowers
    said = nightly.journal.add_user_message(None, "Söz").result(10)
    say(right, sources=(said.id,))
    take_back(nightly, night)
    nightly.journal.memories.forget_messages(said.id).result(60)
    assert states(nightly.journal) == {old.right: DOUBTED}


def test_a_correction_in_the_trash_keeps_it_closed(nightly, flowers):
    night, old, say, (right, _) = flowers
    said = nightly.journal.add_user_message(None, "Söz").result(10)
    newer = say(right, conversation_id=said.conversation_id)
    nightly.journal.delete(said.conversation_id).result(10)
    take_back(nightly, night)
    assert states(nightly.journal) == {old.right: CLOSED}
    nightly.journal.ledger.retract(newer.id, trash=True).result(10)
    assert states(nightly.journal) == {old.right: DOUBTED}


def test_taken_back_a_second_time_nothing_is_doubted_twice(nightly, flowers):
    """After a kill in between the same call does the rest."""
    night, old, say, (right, _) = flowers
    newer = say(right)
    for _ in range(2):
        _set_aside(nightly.journal, [old.id], "user")
    events = nightly.journal.ledger.events(old.id).result(10)
    assert [event.decision.reason for event in events] == ["newer", "undone", "newer"]
    nightly.journal.ledger.retract(newer.id).result(10)
    assert states(nightly.journal)[old.right] == DOUBTED
    assert take_back(nightly, night).waiting != ()


def test_what_was_in_doubt_for_something_else_stays_so(nightly, flowers):
    night, old, say, (right, _) = flowers
    doubt = Decision(old.id, "uniform", "quarantined")
    nightly.journal.ledger.decide([doubt], "night").result(10)
    newer = say(right)
    take_back(nightly, night)
    nightly.journal.ledger.retract(newer.id).result(10)
    assert states(nightly.journal)[old.right] == ("quarantined", "uniform")


def test_a_night_that_is_to_stay_is_marked(nightly, learned):
    assert keep(nightly.journal, learned[1]).kept is not None
    assert nightly.serving("tr_chat") == "0002"


def forget(nightly, *words):
    """Destroy the lessons with these right answers, and what is doomed with them."""
    rows = nightly.journal.ledger.page(limit=None).result(10)
    for row in rows:
        if row.right in words:
            nightly.journal.memories.forget_messages(*row.sources).result(60)


@pytest.fixture
def said(nightly):
    """Three nights; the second lesson came from a message."""
    asked = nightly.journal.add_user_message(None, "Söz").result(10)
    rows, nights = [], []
    for right, sources in (("a", ()), ("b", (asked.id,)), ("c", ())):
        rows.append(nightly.teach(f"Soru {right}?", right, sources=sources))
        nights.append(nightly.learn("tr_chat", rows))
    return nights


def test_versions_that_saw_what_was_forgotten_go_and_the_newest_that_did_not_serves(
    nightly, said
):
    assert len(said) == 3
    assert sweep(nightly.journal, nightly.registry.roots).versions == ()
    forget(nightly, "b")
    swept = sweep(nightly.journal, nightly.registry.roots)
    assert {one.version for one in swept.versions} == {"0002", "0003"}
    assert swept.serves == {"tr_chat": "0001"}
    assert nightly.serving("tr_chat") == "0001"
    assert [stored.name for stored in nightly.registry.versions("tr_chat")] == ["0001"]
    assert nightly.journal.nights.doomed().result(10) == ()
    assert nightly.registry.serve("tr_chat").refused == ()


def test_a_retracted_lesson_dooms_nothing(nightly, said):
    (row,) = [r for r in nightly.journal.ledger.page().result(10) if r.right == "b"]
    nightly.journal.ledger.retract(row.id).result(10)
    assert sweep(nightly.journal, nightly.registry.roots).versions == ()
    assert nightly.serving("tr_chat") == "0003"
    assert len(said) == 3


def test_what_cannot_be_deleted_now_stays_doomed(nightly, said):
    forget(nightly, "b")
    lock = folder(nightly.registry, nightly.registry.roots, ".lock")
    lock.unlink()
    lock.mkdir()  # in its place: nobody can write
    assert sweep(nightly.journal, nightly.registry.roots).versions == ()
    assert len(nightly.journal.nights.doomed().result(10)) == 2
    lock.rmdir()
    assert len(sweep(nightly.journal, nightly.registry.roots).versions) == 2
    assert len(said) == 3
