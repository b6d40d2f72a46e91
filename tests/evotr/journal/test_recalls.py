from dataclasses import replace
from datetime import UTC, datetime

import pytest

from evotr.domain import (
    Answer,
    MemoryItem,
    Recalled,
    Recollection,
    SamplingParams,
    Source,
)
from evotr.errors import MessageNotFound

SAID = datetime(2026, 11, 20, tzinfo=UTC)
CAT = MemoryItem("cat", "fact", "Kedimin adı Pamuk.", "user", Source(), SAID)
PAGE = replace(CAT, id="page", kind="document", text="Cats sleep.", trust="document")


@pytest.fixture
def answer(journal):
    """An answer of the model; its id."""
    journal.memories.add([CAT, PAGE]).result(10)
    asked = journal.add_user_message(None, "Kedimin adı ne?").result(10)
    made = Answer("fake", "", SamplingParams())
    return journal.begin_answer(asked.id, made).result(10).id


def test_an_answer_says_what_it_was_made_with(journal, answer):
    recalled = (Recollection(PAGE, 0.9), Recollection(CAT, 0.5))
    journal.recalls.keep(answer, recalled).result(10)
    assert journal.recalls.of(answer).result(10) == Recalled(recalled)


def test_it_can_be_told_what_in_them_answers_the_question(journal, answer):
    journal.recalls.keep(answer, [Recollection(CAT, 0.5)]).result(10)

    def told(question, found):
        return tuple(replace(one, passage=question) for one in found)

    shown = journal.recalls.of(answer, told).result(10)
    assert shown == Recalled((Recollection(CAT, 0.5, "Kedimin adı ne?"),))
    assert journal.recalls.of("other", told).result(10) == Recalled(())


def test_what_is_forgotten_since_is_left_out_and_counted(journal, answer):
    recalled = (Recollection(PAGE, 0.9), Recollection(CAT, 0.5))
    journal.recalls.keep(answer, recalled).result(10)
    journal.memories.forget("page").result(10)
    left = journal.recalls.of(answer).result(10)
    assert left == Recalled(recalled[1:], forgotten=1)
    assert [one.number for one in left.items] == [2]  # as the answer cites it
    journal.memories.forget("cat").result(10)
    left = journal.recalls.of(answer).result(10)
    assert left == Recalled((), forgotten=2)
    assert left.most == 2


def test_answers_are_found_by_what_they_were_made_with(journal, answer):
    journal.recalls.keep(answer, [Recollection(CAT, 0.5)]).result(10)
    found = journal.recalls.answers_with(["cat", "page"]).result(10)
    assert [message.id for message in found] == [answer]
    assert journal.recalls.answers_with(["page"]).result(10) == ()


def test_an_answer_is_trusted_no_more_than_what_it_was_made_with(journal, answer):
    journal.recalls.keep(answer, [Recollection(CAT, 1), Recollection(PAGE, 1)])
    assert journal.recalls.trusts([answer, "other"]).result(10) == {answer: "document"}


def test_only_answers_that_are_there_have_any(journal, answer):
    recalled = [Recollection(CAT, 0.5)]
    with pytest.raises(MessageNotFound):
        journal.recalls.keep("nowhere", recalled).result(10)
    with pytest.raises(MessageNotFound):
        journal.recalls.keep("nowhere", ()).result(10)
    journal.recalls.keep(answer, ()).result(10)
    assert journal.recalls.of(answer).result(10) == Recalled(())


def test_they_go_with_their_conversation(journal, answer):
    journal.recalls.keep(answer, [Recollection(CAT, 0.5)]).result(10)
    conversation = journal.conversations().result(10)[0].id
    journal.delete(conversation).result(10)
    journal.purge(conversation).result(10)
    assert journal.recalls.of(answer).result(10) == Recalled(())
    assert journal.memories.get(["cat"]).result(10) == (CAT,)
