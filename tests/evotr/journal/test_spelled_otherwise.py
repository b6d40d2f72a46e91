"""Questions that differ in their letters' marks alone: each has its own lessons."""

from dataclasses import replace
from datetime import timedelta

import pytest

from evotr.domain import Decision, Lesson, LessonCopy, MemoryFilter
from evotr.errors import LedgerRowFixed

PAIRS = [
    ("Kürt ne demek?", "Kurt ne demek?"),
    ("Kurt ne demek?", "Kürt ne demek?"),
    ("Açı ne demek?", "Acı ne demek?"),
    ("sıkıldım ne demek?", "sikildim ne demek?"),
    ("2⁵ kaç eder?", "25 kaç eder?"),
    ("What is a résumé?", "What is a resume?"),
    ("How much is 2⁵?", "How much is 25?"),
]
TR, EN = PAIRS[0], PAIRS[5]
NEWER = ("superseded", "newer")


def states(journal):
    rows = journal.ledger.page(limit=None).result(10)
    return {row.right: (row.state, row.reason) for row in rows}


def remembered(journal):
    """What is said to be right by the memories that hold."""
    facts = journal.memories.page(MemoryFilter(kinds=("fact",))).result(10)
    return {fact.source.quote for fact in facts if fact.valid_until is None}


@pytest.mark.parametrize(("first", "second"), PAIRS)
@pytest.mark.parametrize("consent", ["learn", "remember"])
def test_a_newer_lesson_leaves_another_question_alone(
    journal, corrected, first, second, consent
):
    corrected("Bir", first, consent=consent)
    corrected("Başka", second, consent=consent)
    assert remembered(journal) == {"Bir", "Başka"}
    corrected("Üçüncü", f" {first[:-1]} …", consent=consent)
    assert remembered(journal) == {"Başka", "Üçüncü"}
    if consent == "learn":
        assert states(journal) == {
            "Bir": NEWER,
            "Başka": ("active", ""),
            "Üçüncü": ("active", ""),
        }


@pytest.mark.parametrize(("first", "second"), [TR, EN])
def test_what_goes_brings_back_what_it_had_closed_and_nothing_else(
    journal, corrected, first, second
):
    corrected("Bir", first)
    other = corrected("Başka", second)
    newer = corrected("Yeni", first)
    journal.ledger.retract(other.row.id).result(10)
    assert remembered(journal) == {"Yeni"}
    assert states(journal)["Bir"] == NEWER
    conversation = newer.row.conversation_id
    journal.delete(conversation).result(10)
    assert states(journal)["Bir"] == NEWER  # it may come back
    journal.purge(conversation).result(60)
    assert remembered(journal) == {"Bir"}
    assert states(journal)["Bir"] == ("active", "")


@pytest.mark.parametrize(("first", "second"), [TR, EN])
def test_what_is_liked_again_closes_its_own_question_alone(
    journal, corrected, first, second
):
    old = corrected("Bir", first)
    journal.ledger.thumb(old.version.id, "down").result(10)
    corrected("Başka", second)
    journal.ledger.thumb(old.version.id, None).result(10)
    assert remembered(journal) == {"Bir", "Başka"}
    assert {state for state, _ in states(journal).values()} == {"active"}


@pytest.mark.parametrize(("first", "second"), [TR, EN])
def test_what_is_upheld_closes_its_own_question_alone(journal, first, second):
    lessons = [
        Lesson(kind="edit", question=asked, right=right)
        for asked, right in ((first, "Bir"), (second, "Başka"))
    ]
    row = journal.ledger.add(lessons).result(10)[0]
    doubt = Decision(row.id, "uniform", "quarantined")
    journal.ledger.decide([doubt], "night").result(10)
    journal.ledger.uphold(row.id).result(10)
    assert states(journal) == {"Bir": ("active", "kept"), "Başka": ("active", "")}


@pytest.mark.parametrize(("first", "second"), [TR, EN])
def test_what_comes_from_another_home_leaves_another_question_alone(
    journal, corrected, first, second
):
    row = corrected("Bir", first).row
    come = [
        LessonCopy(_as(row, "a" * 32, second, "Başka")),
        LessonCopy(_as(row, "b" * 32, first, "Yeni")),
    ]
    journal.copies.merge_lessons(come, anyway=False).result(10)
    found = {right: state for right, (state, _) in states(journal).items()}
    assert found == {"Bir": "superseded", "Başka": "active", "Yeni": "active"}


def _as(row, row_id, question, right):
    fields = {"id": row_id, "conversation_id": None, "message_id": None, "sources": ()}
    made = {"question": question, "right": right, **fields}
    later = row.created + timedelta(days=1)
    return replace(row, created=later, **made)


def test_what_was_closed_by_another_question_once_can_be_upheld(journal, corrected):
    """As homes have it from before the letters counted."""
    old, new = corrected("Bir halk", TR[0]), corrected("Bir hayvan", TR[1])
    closed = Decision(old.row.id, "newer", "superseded", cause=new.row.id)
    journal.ledger.decide([closed], "program").result(10)
    item = journal.memories.get([new.memory.id]).result(10)[0]
    journal.memories.supersede([old.memory.id], item).result(10)
    assert remembered(journal) == {"Bir hayvan"}
    journal.ledger.uphold(old.row.id).result(10)
    assert remembered(journal) == {"Bir halk", "Bir hayvan"}
    assert {state for state, _ in states(journal).values()} == {"active"}
    corrected("Bir ulus", TR[0])
    with pytest.raises(LedgerRowFixed):
        journal.ledger.uphold(old.row.id).result(10)


@pytest.mark.parametrize("gone", ["retracted", "destroyed"])
def test_what_only_repeated_a_plain_question_is_learned_when_that_is_closed(
    journal, corrected, gone
):
    plain, marked = (
        corrected("Ankara", "Turkiye'nin baskenti?"),
        "Türkiye'nin başkenti?",
    )
    again = corrected("Ankara", marked)
    repeats = Decision(again.row.id, "duplicate", "superseded", cause=plain.row.id)
    journal.ledger.decide([repeats], "night").result(10)
    newer = corrected("İzmir", "Turkiye'nin baskenti?")

    def found():
        return [
            row.state
            for row in journal.ledger.get([plain.row.id, again.row.id]).result(10)
        ]

    assert found() == ["superseded", "active"]
    if gone == "retracted":
        journal.ledger.retract(newer.row.id).result(10)
    else:
        journal.memories.forget_messages(*newer.row.sources).result(60)
    assert found() == ["active", "superseded"]
