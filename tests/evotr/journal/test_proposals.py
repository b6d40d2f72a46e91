"""Questions that nights propose to the router, and what the user makes of them."""

from datetime import date

import pytest

from evotr.domain import Answer, Exemplar, SamplingParams, ServedExpert
from evotr.errors import ExemplarNotFound, ExemplarNotProposed, NightNotFound

BY_LAW = (ServedExpert("legal", 0.7, "1001"), ServedExpert("tr_chat", 0.3))


@pytest.fixture
def night(journal):
    return journal.nights.begin("user", date(2026, 11, 20)).result(10)


@pytest.fixture
def liked(journal, ask):
    """Ask, answer by experts, and like it; the answer."""

    def liked(question, experts=BY_LAW, thumb="up", **asked):
        said = ask(question, **asked)
        made = Answer("evotr-mini", "", SamplingParams(), experts=experts)
        begun = journal.begin_answer(said.id, made).result(10)
        journal.append_chunk(begun.id, "Olur.")
        answer = journal.finish_answer(begun.id, "complete").result(10)
        journal.ledger.thumb(answer.id, thumb).result(10)
        return answer

    return liked


def texts(found):
    return [(one.text, one.expert) for one in found]


def test_liked_openings_that_an_expert_answered_may_be_proposed(journal, liked):
    first = liked("Kiracım çıkmıyor, ne yapabilirim?")
    liked("Peki süre?", conversation_id=first.conversation_id)
    liked("Merhaba", experts=())
    liked("Can my landlord evict me?", thumb="down")
    private = liked("Gizli bir dava sorusu")
    journal.set_consent(private.conversation_id, "remember").result(10)
    thrown = liked("Çöpteki soru")
    journal.delete(thrown.conversation_id).result(10)
    found = journal.proposals.liked().result(10)
    assert texts(found) == [("Kiracım çıkmıyor, ne yapabilirim?", "legal")]
    assert found[0].source == first.id


def test_a_proposal_teaches_nothing_before_it_is_accepted(journal, night):
    new = Exemplar("Kira zammı sınırı?", "legal", "user")
    (one,) = journal.proposals.propose(night.id, [new]).result(10)
    assert one.state == "proposed"
    assert journal.exemplars().result(10) == ()
    (accepted,) = journal.proposals.accept(one.id[:6]).result(10)
    assert journal.exemplars().result(10) == (accepted,)
    with pytest.raises(ExemplarNotProposed):
        journal.proposals.refuse(one.id).result(10)


def test_it_takes_the_place_of_what_the_same_words_taught_since(journal, night):
    new = Exemplar("Kira zammı sınırı?", "legal", "user")
    (one,) = journal.proposals.propose(night.id, [new]).result(10)
    journal.add_exemplar(Exemplar("Kira zammı sınırı?", "finance", "user")).result(10)
    journal.proposals.accept(one.id).result(10)
    active = journal.exemplars().result(10)
    assert [each.exemplar.expert for each in active] == ["legal"]


def test_what_was_refused_or_taught_is_not_proposed_again(journal, night, liked):
    answer = liked("Kira zammı sınırı?")
    corrected = liked("What is a tort?")
    journal.correct(corrected.id, "history").result(10)
    found = journal.proposals.liked().result(10)
    (one,) = journal.proposals.propose(night.id, found).result(10)
    assert one.exemplar.source == answer.id
    journal.proposals.refuse(one.id).result(10)
    assert journal.proposals.propose(night.id, found).result(10) == ()
    assert journal.exemplars("proposed").result(10) == ()


def test_all_or_none(journal, night):
    new = Exemplar("Kira zammı sınırı?", "legal", "user")
    (one,) = journal.proposals.propose(night.id, [new]).result(10)
    with pytest.raises(ExemplarNotFound):
        journal.proposals.accept(one.id, "0" * 32).result(10)
    assert journal.exemplars("proposed").result(10) == (one,)
    with pytest.raises(NightNotFound):
        journal.proposals.propose("0" * 32, [new]).result(10)


def test_what_was_said_of_words_or_of_an_answer_is_known(journal, night, liked):
    answer = liked("Kira zammı sınırı?")
    by_hand = Exemplar("Depozito ne olur?", "legal", "user")
    asked = (*journal.proposals.liked().result(10), by_hand)
    assert journal.proposals.known(asked).result(10) == frozenset()
    journal.proposals.propose(night.id, asked).result(10)
    assert journal.proposals.known(asked).result(10) == set(asked)
    reworded = Exemplar("Kiraya ne kadar zam?", "legal", answer.id)
    also_by_hand = Exemplar("Who pays the deposit?", "legal", "user")
    found = (reworded, also_by_hand)
    assert journal.proposals.known(found).result(10) == {reworded}
    (one,) = journal.proposals.propose(night.id, found).result(10)
    assert one.exemplar == also_by_hand


def test_the_night_tells_them_and_they_go_with_their_conversation(
    journal, night, liked
):
    answer = liked("Kira zammı sınırı?")
    found = journal.proposals.liked().result(10)
    journal.proposals.propose(night.id, found).result(10)
    journal.nights.finish(night.id, "finished", night.report).result(10)
    told = journal.nights.find(str(night.number)).result(10).report.proposed
    assert told == {"legal": ("Kira zammı sınırı?",)}
    journal.delete(answer.conversation_id).result(10)
    journal.purge(answer.conversation_id).result(60)
    assert journal.exemplars(None).result(10) == ()
    assert journal.nights.find(night.id).result(10).report.proposed == {}
