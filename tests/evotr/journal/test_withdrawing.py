"""What the user takes back goes with all that says the same."""

import pytest

from evotr.domain import MemoryFilter, Recollection
from evotr.journal.ledger import Remembering
from evotr.memory.episodes import episodes


def held(journal):
    """What is recalled of the question."""
    facts = journal.memories.page(MemoryFilter(kinds=("fact",))).result(10)
    return [fact.source.quote for fact in facts if fact.valid_until is None]


def states(journal):
    return [row.state for row in journal.ledger.page().result(10)]


@pytest.mark.parametrize("first", [True, False])
def test_what_was_said_twice_is_recalled_no_more(journal, corrected, first):
    one, two = corrected("Canberra"), corrected("canberra")
    row = one.row if first else two.row
    journal.ledger.retract(row.id).result(10)
    assert (held(journal), states(journal)) == ([], ["retracted"] * 2)


@pytest.mark.parametrize("in_between", [True, False])
def test_nor_where_it_was_only_to_be_remembered(journal, corrected, in_between):
    if in_between:
        corrected("Canberra", consent="remember")
    taught = corrected("Canberra")
    if not in_between:
        corrected("Canberra", consent="remember")
    journal.ledger.retract(taught.row.id).result(10)
    assert held(journal) == []


def test_what_lies_in_the_trash_does_not_come_back_with_it(journal, corrected):
    one, two = corrected("Canberra"), corrected("Canberra")
    talk = two.row.conversation_id
    journal.delete(talk).result(10)
    gone = journal.ledger.retract(one.row.id).result(10)
    assert [row.id for row in gone] == [one.row.id]
    journal.restore(talk).result(10)
    assert (held(journal), states(journal)) == ([], ["retracted"] * 2)


def test_what_it_had_replaced_holds_again(journal, corrected):
    corrected("Sidney değil, Perth")
    corrected("Canberra")
    taught = corrected("Canberra")
    journal.ledger.retract(taught.row.id).result(10)
    assert held(journal) == ["Sidney değil, Perth"]
    assert states(journal) == ["active", "retracted", "retracted"]


@pytest.fixture
def made_with(journal, ask, reply):
    """An answer that was made with memories, and is remembered if so wished."""

    def made_with(*items, score=0.9, remembered=True):
        asked = ask("Biliyor musun, Avustralya'nın başkenti neresi?")
        answer = reply(asked, "Başkenti Canberra.")
        recalled = [Recollection(item, score) for item in items]
        journal.recalls.keep(answer.id, recalled).result(10)
        if remembered:
            said = episodes([asked, answer])
            journal.memories.add(said, remembered=[asked.id, answer.id]).result(10)
        return answer

    return made_with


def ends(journal):
    """Whether they hold, of the messages that are remembered."""
    said = journal.memories.page(MemoryFilter(kinds=("episode",))).result(10)
    return {each.id: each.valid_until is None for each in said}


def to_remember(journal):
    return {each.id for each in journal.memories.to_remember().result(10)}


def test_answers_made_with_it_are_recalled_no_more_either(
    journal, corrected, made_with
):
    taught = corrected("Canberra")
    answer = made_with(taught.memory)
    (said,) = journal.memories.get([answer.id]).result(10)
    after, other = made_with(said), made_with(taught.memory, score=0.1)
    fresh = made_with(taught.memory, remembered=False)
    assert fresh.id in to_remember(journal)
    journal.ledger.retract(taught.row.id).result(10)
    hold = ends(journal)
    assert [hold[each.id] for each in (answer, after, other)] == [False, False, True]
    assert all(hold[each.parent_id] for each in (answer, after, other))
    assert fresh.id not in to_remember(journal)
    for each in (answer, after, fresh):
        said = journal.transcript(each.conversation_id).result(10).messages
        assert said[-1].content.strip() == "Başkenti Canberra."


@pytest.mark.parametrize("remembered", [True, False])
def test_the_message_in_which_it_was_typed_goes_with_it(
    journal, ask, reply, remembered
):
    answer = reply(ask("Avustralya'nın başkenti neresi?"), "Sidney")
    typed = ask("Hayır, Canberra.", answer.conversation_id)
    how = Remembering("", lambda question, _: question, "{} {}".format)
    taught = journal.ledger.hear(typed.id, "Canberra", how).result(10)
    if remembered:
        journal.memories.add(episodes([typed]), remembered=[typed.id]).result(10)
    journal.ledger.retract(taught.row.id).result(10)
    assert not ends(journal).get(typed.id)
    assert typed.id not in to_remember(journal)


def test_what_turns_out_bad_is_not_recalled_by_what_was_made_of_it(
    journal, corrected, made_with
):
    taught = corrected("Canberra")
    answer = made_with(taught.memory)
    journal.ledger.thumb(taught.version.id, "down").result(10)
    assert not ends(journal)[answer.id]
    journal.ledger.thumb(taught.version.id, None).result(10)
    assert held(journal) == ["Canberra"]
    assert not ends(journal)[answer.id]
