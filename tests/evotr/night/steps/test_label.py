import pytest

from evotr.domain import Decision
from evotr.night.steps import label, screen
from tests.evotr.night.steps.test_screen import Enough, ending_after
from tests.fakes.router import FakeRouter

ROUTER = FakeRouter({"kira": "law", "çorba": "chef"})


def experts(journal):
    rows = journal.ledger.page().result(10)
    return [row.expert for row in rows]


def test_the_router_says_whose_a_lesson_is(journal, teach):
    teach(
        ("edit", "Bir kira nasıl artar?", "Yılda bir"),
        ("edit", "Bu çorba nasıl?", "Tuzlu"),
    )
    screen.run(journal.ledger)
    assert len(label.run(journal.ledger, ROUTER)) == 2
    assert experts(journal) == ["law", "chef"]
    assert label.run(journal.ledger, ROUTER) == ()


def test_an_end_is_heard_at_any_row_and_nothing_is_noted(journal, teach):
    teach(*(("edit", f"Kira {n} nasıl artar?", f"Ali{n} bilir") for n in range(9)))
    screen.run(journal.ledger)
    with pytest.raises(Enough):
        label.run(journal.ledger, ROUTER, ending_after(4))
    assert experts(journal) == [None] * 9
    assert len(label.run(journal.ledger, ROUTER)) == 9


def test_what_the_user_said_stands(journal, teach):
    teach(("edit", "Bir kira nasıl artar?", "a"), expert="chef", expert_by_user=True)
    (row,) = teach(("edit", "Bu çorba nasıl?", "b"), expert="chef")
    decision = Decision(row.id, "labelled", expert="law")
    journal.ledger.decide([decision], "user").result(10)
    screen.run(journal.ledger)
    assert label.run(journal.ledger, ROUTER) == ()
    assert experts(journal) == ["chef", "law"]


def test_what_was_learned_stays_with_who_learned_it(journal, teach):
    old, new = teach(
        ("edit", "Bir kira nasıl artar?", "Yılda bir"),
        ("edit", "Bu kira nasıl?", "Yüksek"),
    )
    screen.run(journal.ledger)
    label.run(journal.ledger, FakeRouter({"kira": "chef"}))
    (moved,) = label.run(journal.ledger, ROUTER, learned={old.id})
    assert (moved.row_id, moved.expert) == (new.id, "law")
    said = Decision(old.id, "labelled", expert="law")
    journal.ledger.decide([said], "user").result(10)
    assert experts(journal) == ["law", "law"]


def test_what_the_user_says_while_it_labels_stands(journal, teach):
    (row,) = teach(("edit", "Bir kira nasıl artar?", "a"), expert="chef")
    screen.run(journal.ledger)

    def meanwhile():
        said = Decision(row.id, "labelled", expert="history")
        journal.ledger.decide([said], "user").result(10)

    label.run(journal.ledger, ROUTER, meanwhile)
    assert experts(journal) == ["history"]


def test_what_is_not_learned_from_is_not_labelled(journal, teach):
    (row,) = teach(("edit", "Bir kira nasıl artar?", "Yılda bir"))
    screen.run(journal.ledger)
    journal.ledger.retract(row.id).result(10)
    assert label.run(journal.ledger, ROUTER) == ()


def test_what_came_after_the_screen_waits_for_the_next_one(journal, teach):
    teach(("edit", "Bir kira nasıl artar?", "Bundan sonra hep kısa cevap ver."))
    assert label.run(journal.ledger, ROUTER) == ()
    screen.run(journal.ledger)
    assert [row.state for row in journal.ledger.page().result(10)] == ["retracted"]
