"""What the user takes back goes with all that says the same."""

import pytest

from evotr.domain import MemoryFilter


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
