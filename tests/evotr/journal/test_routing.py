import dataclasses
import sqlite3
from contextlib import closing

import pytest

from evotr.domain import (
    GENERAL,
    Answer,
    Branch,
    Exemplar,
    Explanation,
    Message,
    Route,
    SamplingParams,
    ServedExpert,
)
from evotr.errors import (
    ConversationInTrash,
    ConversationNotFound,
    ExemplarNotFound,
    MessageNotFound,
)
from evotr.journal import Journal

ROUTE = Route(
    experts=(("law", 0.7), ("science", 0.3)),
    confidence=0.82,
    stage="semantic",
    why=Explanation(("dava", "kira"), "Kira davası nasıl açılır?", 0.71),
    ranking=(("law", 0.82), ("science", 0.1), (GENERAL, 0.05), ("tr_chat", 0.03)),
    ms=4.25,
)


@pytest.fixture
def answered(journal):
    """Answer a question, with a route and experts; the answer."""

    def answered(question, route=ROUTE, experts=(), text="Selam"):
        record = Answer("m", "", SamplingParams(), experts=experts, route=route)
        answer = journal.begin_answer(question.id, record).result(10)
        journal.append_chunk(answer.id, text).result(10)
        return journal.finish_answer(answer.id, "complete").result(10)

    return answered


def test_a_route_comes_back_as_it_went_in(journal, ask, answered):
    answer = answered(ask())
    assert answer.answer.route == ROUTE
    (_, read) = journal.transcript(answer.conversation_id).result(10).messages
    assert read.answer.route == ROUTE


def test_a_route_to_the_base_without_a_reason_comes_back_too(ask, answered):
    route = Route((), 0.4, "fallback")
    assert answered(ask(), route).answer.route == route


def test_an_answer_that_nobody_routed_has_no_route(ask, answered):
    assert answered(ask(), None).answer.route is None


def test_the_runner_up_lies_in_a_column_of_its_own(journal, path, ask, answered):
    answered(ask())
    journal.close()
    with closing(sqlite3.connect(path)) as database:
        (row,) = database.execute("SELECT runner_up, ms FROM routes").fetchall()
    assert row == (GENERAL, 4.25)


def test_a_branch_knows_who_answered_before(journal, ask, answered):
    first = ask("Kira?")
    alone = Branch((Message("user", "Kira?"),), ids=(first.id,))
    assert journal.branch(first.id).result(10) == alone
    experts = (ServedExpert("science", 0.3), ServedExpert("law", 0.7, "0001"))
    answered(first, experts=experts)
    second = ask("peki ya üçü?", first.conversation_id)
    branch = journal.branch(second.id).result(10)
    assert branch.previous == "law"
    assert [message.content for message in branch.messages] == [
        "Kira?",
        "Selam",
        "peki ya üçü?",
    ]
    answered(second, experts=())
    third = ask("ve?", first.conversation_id)
    assert journal.branch(third.id).result(10).previous == GENERAL
    # Asked again, the second question does not see the answers that came after.
    assert journal.branch(second.id).result(10).previous == "law"


def test_a_branch_names_its_messages_and_earlier_answers(journal, ask, answered):
    first = ask("Kira?")
    answer = answered(first)
    second = ask("peki ya üçü?", first.conversation_id)
    branch = journal.branch(second.id).result(10)
    assert branch.ids == (first.id, answer.id, second.id)
    assert branch.answers == frozenset()
    again = answered(first)
    assert journal.branch(first.id).result(10).answers == {answer.id, again.id}
    edited = journal.edit_user_message(first.id, "Kira kaç?").result(10)
    assert journal.branch(edited.id).result(10).answers == {answer.id, again.id}


def test_a_branch_of_nothing(journal):
    with pytest.raises(MessageNotFound):
        journal.branch("f" * 32).result(10)


def test_a_conversation_can_be_pinned_and_freed(journal, ask):
    question = ask()
    pinned = journal.pin(question.conversation_id, "law:0.6,science:0.4").result(10)
    assert pinned.pinned == "law:0.6,science:0.4"
    assert journal.branch(question.id).result(10).pinned == pinned.pinned
    assert journal.conversations().result(10)[0].pinned == pinned.pinned
    assert journal.pin(question.conversation_id, None).result(10).pinned is None
    with pytest.raises(ConversationNotFound):
        journal.pin("f" * 32, "law").result(10)


def test_a_correction_becomes_an_exemplar_with_its_source(journal, ask, answered):
    answer = answered(ask("Kira artışı ne kadar?"))
    kept = journal.correct(answer.id, "law").result(10)
    assert kept.exemplar == Exemplar("Kira artışı ne kadar?", "law", answer.id)
    assert kept.state == "active"
    assert kept.created_at.utcoffset().total_seconds() == 0
    assert journal.exemplars().result(10) == (kept,)


def test_another_mind_takes_the_place_of_the_first(journal, ask, answered):
    answer = answered(ask("Kira artışı ne kadar?"))
    journal.correct(answer.id, "law").result(10)
    second = journal.correct(answer.id, "finance").result(10)
    assert journal.exemplars().result(10) == (second,)
    by_hand = Exemplar("  Kira artışı ne kadar? ", "law", "user")
    third = journal.add_exemplar(by_hand).result(10)
    assert third.exemplar.text == "Kira artışı ne kadar?"
    assert journal.exemplars().result(10) == (third,)
    assert len(journal.exemplars("removed").result(10)) == 2


def test_what_one_hand_wrote_stays_side_by_side(journal):
    for text in ("bir", "iki"):
        journal.add_exemplar(Exemplar(text, "law", "user")).result(10)
    assert [e.exemplar.text for e in journal.exemplars().result(10)] == ["bir", "iki"]


def test_only_answers_can_be_corrected(journal, ask, answered):
    question = ask()
    with pytest.raises(MessageNotFound):
        journal.correct(question.id, "law").result(10)
    answer = answered(question)
    journal.delete(question.conversation_id).result(10)
    with pytest.raises(ConversationInTrash):
        journal.correct(answer.id, "law").result(10)
    assert journal.exemplars(None).result(10) == ()


def test_a_long_paste_is_kept_to_a_bound(journal, ask, answered):
    answer = answered(ask("log satırı\n" * 20_000))
    kept = journal.correct(answer.id, "python_coder").result(10)
    assert len(kept.exemplar.text) == 2_000


def test_an_exemplar_is_found_by_the_start_of_its_id(journal):
    kept = journal.add_exemplar(Exemplar("bir", "law", "user")).result(10)
    assert journal.find_exemplar(kept.id[:8].upper()).result(10) == kept
    journal.add_exemplar(Exemplar("iki", "law", "user")).result(10)
    for prefix in ("", "%", "zz"):
        with pytest.raises(ExemplarNotFound):
            journal.find_exemplar(prefix).result(10)


def test_a_removed_exemplar_is_in_no_file(journal, path, backups, ask, answered):
    text = "Zümrüdüanka fiyakası"
    why = Explanation((), text, 0.9)
    answer = answered(ask("Başka soru"), dataclasses.replace(ROUTE, why=why))
    first = journal.add_exemplar(Exemplar(text, "law", "user")).result(10)
    second = journal.add_exemplar(Exemplar(text, "finance", "user")).result(10)
    other = journal.add_exemplar(Exemplar("bir", "law", "user")).result(10)
    backups.mkdir()
    with closing(sqlite3.connect(path)) as database:
        copy = backups / "journal-20260101T000000000000Z-0007.db"
        database.execute("VACUUM INTO ?", (str(copy),))
    gone = journal.remove_exemplar(second.id).result(10)
    assert set(gone.exemplars) == {first.id, second.id}
    assert journal.exemplars(None).result(10) == (other,)
    (_, left) = journal.transcript(answer.conversation_id).result(10).messages
    assert left.answer.route.why == Explanation((), None, 0.9)
    assert not copy.exists()
    for file in path.parent.rglob("journal*"):
        assert file.is_dir() or "Zümrüdüanka".encode() not in file.read_bytes()
    assert journal.remove_exemplar(second.id).result(10).exemplars == ()


def test_the_trash_keeps_what_was_learned_and_its_end_takes_it_along(
    journal, ask, answered
):
    answer = answered(ask("Kira artışı ne kadar?"))
    kept = journal.correct(answer.id, "law").result(10)
    journal.delete(answer.conversation_id).result(10)
    assert journal.exemplars().result(10) == (kept,)
    journal.purge(answer.conversation_id).result(10)
    assert journal.exemplars(None).result(10) == ()


def test_a_destroyed_conversation_teaches_nothing_and_is_quoted_nowhere(
    journal, path, backups, ask, answered
):
    secret = answered(ask("Gizli miras davam için dilekçe"))
    journal.correct(secret.id, "law").result(10)
    why = Explanation((), "Gizli miras davam için dilekçe", 0.9)
    other = answered(ask("Başka soru"), dataclasses.replace(ROUTE, why=why))
    mine = journal.add_exemplar(Exemplar("bir", "law", "user")).result(10)
    journal.delete(secret.conversation_id).result(10)
    journal.purge(secret.conversation_id).result(10)
    assert journal.exemplars(None).result(10) == (mine,)
    (_, left) = journal.transcript(other.conversation_id).result(10).messages
    assert left.answer.route.why == Explanation((), None, 0.9)
    journal.close()
    for file in path.parent.glob("journal.db*"):
        assert b"miras" not in file.read_bytes()
    Journal.open(path, backups).close()
