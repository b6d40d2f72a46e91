from datetime import date

import pytest

from evotr.domain import Exemplar, ExpertCard, ServedExpert
from evotr.errors import RouterFailed
from evotr.experts import Cards
from evotr.night.steps import propose
from tests.evotr.night.steps.conftest import ANSWER
from tests.evotr.night.steps.test_screen import Enough, ending_after
from tests.fakes.router import FakeRouter

CARDS = Cards(
    {
        name: ExpertCard(name, {}, {}, exemplars=known)
        for name, known in {
            "law": ("Depozito geri alınır mı?",),
            "chef": (),
            "general": (),
        }.items()
    }
)


def texts(found):
    return [(one.text, one.expert) for one in found]


def test_an_end_is_heard_at_any_question():
    said = [Exemplar(f"Soru {n}", "law", "a") for n in range(9)]
    found = propose.propose(said, FakeRouter({}), CARDS, ending_after(3))
    assert texts(next(found) for _ in range(3)) == [
        (f"Soru {n}", "law") for n in range(3)
    ]
    with pytest.raises(Enough):
        next(found)


def test_what_the_router_gives_to_another_or_is_unsure_of_is_proposed():
    router = FakeRouter({"kira": "law", "çorba": "chef"})
    said = [
        Exemplar("Bir kira nasıl artar?", "law", "a"),
        Exemplar("Bu çorba haram mı?", "law", "b"),
        Exemplar("What is a tort?", "law", "c"),
    ]
    assert texts(propose.propose(said, router, CARDS)) == [
        ("Bu çorba haram mı?", "law"),
        ("What is a tort?", "law"),
    ]


def test_nothing_without_words_an_expert_or_a_use():
    said = [
        Exemplar("???", "law"),
        Exemplar("Gone expert?", "medic"),
        Exemplar("depozito geri ALINIR mı", "law"),
        Exemplar("Tort?", "law", "first"),
        Exemplar("tort", "chef", "second"),
    ]
    (one,) = propose.propose(said, FakeRouter(), CARDS)
    assert (one.text, one.source) == ("Tort?", "first")


def test_a_morning_has_few():
    said = [Exemplar(f"Soru {n}?", "law", str(n)) for n in range(100)]
    assert len(list(propose.propose(said, FakeRouter(), CARDS))) == 20


@pytest.fixture
def night(journal):
    return journal.nights.begin("user", date(2026, 11, 20)).result(10)


def test_the_days_labels_and_likes_are_proposed_once(journal, teach, night):
    own = {"expert": "chef", "expert_by_user": True}
    teach(("edit", "Menemen soğanlı mı olur?", "Zevk işi"), **own)
    teach(("edit", "Nobody said whose?", "-"), expert="law")
    asked = journal.add_user_message(None, "Can my landlord evict me?").result(10)
    by_law = (ServedExpert("law", 1.0, "1001"),)
    made = type(ANSWER)(ANSWER.model, "", ANSWER.sampling, experts=by_law)
    begun = journal.begin_answer(asked.id, made).result(10)
    journal.append_chunk(begun.id, "No.")
    journal.finish_answer(begun.id, "complete").result(10)
    journal.ledger.thumb(begun.id, "up").result(10)
    found = propose.run(journal, FakeRouter(), CARDS, night.id)
    assert [(one.exemplar.text, one.exemplar.expert, one.state) for one in found] == [
        ("Menemen soğanlı mı olur?", "chef", "proposed"),
        ("Can my landlord evict me?", "law", "proposed"),
    ]
    assert propose.run(journal, FakeRouter(), CARDS, night.id) == ()


def test_what_was_refused_or_waits_takes_no_later_mornings_place(journal, teach, night):
    own = {"expert": "chef", "expert_by_user": True}
    for n in range(20):
        teach(("edit", f"Soru numara {n}?", "Yanıt"), **own)
    first = propose.run(journal, FakeRouter(), CARDS, night.id)
    assert len(first) == 20
    journal.proposals.refuse(*(one.id for one in first[:10])).result(10)
    for n in range(25):
        teach(("edit", f"New question {n}?", "Answer"), **own)
    later = propose.run(journal, FakeRouter(), CARDS, night.id)
    assert texts(one.exemplar for one in later) == [
        (f"New question {n}?", "chef") for n in range(20)
    ]
    last = propose.run(journal, FakeRouter(), CARDS, night.id)
    assert [one.exemplar.text for one in last] == [
        f"New question {n}?" for n in range(20, 25)
    ]


def test_the_first_word_on_a_question_holds_also_once_it_was_proposed():
    first, second = Exemplar("Tort?", "law", "a"), Exemplar("tort", "chef", "b")
    said = (first, second, Exemplar("Süre?", "law", "c"))
    found = propose.propose(said, FakeRouter(), CARDS, told={first})
    assert texts(found) == [("Süre?", "law")]


def test_a_router_that_cannot_be_asked_proposes_nothing(journal, teach, night):
    teach(("edit", "Soru?", "Yanıt"), expert="law", expert_by_user=True)
    router = FakeRouter()
    router.fault = RouterFailed(reason="closed")
    with pytest.raises(RouterFailed):
        propose.run(journal, router, CARDS, night.id)
    assert journal.exemplars("proposed").result(10) == ()
