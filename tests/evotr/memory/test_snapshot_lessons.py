"""The ledger in a snapshot: what was taught, and what was decided of it."""

from dataclasses import replace

import pytest

from evotr.domain import Decision, Lesson
from evotr.errors import SnapshotDamaged, SnapshotOfAnother
from evotr.journal.forgetting import Doomed
from evotr.journal.merging import Merged
from evotr.memory.snapshot_lines import lesson_line, read_lesson
from evotr.memory.snapshot_restoring import restore_snapshot
from tests.evotr.memory.test_snapshot_faults import rewrite

QUESTION = "Avustralya'nın başkenti neresi?"
ENGLISH = "What is the capital of Turkey?"


def lesson(right, question=QUESTION, kind="edit", **fields):
    return Lesson(kind=kind, question=question, right=right, **fields)


def teach(journal, *lessons):
    return [row.id for row in journal.ledger.add(lessons).result(60)]


def rows(journal):
    return journal.ledger.page(limit=None).result(60)


@pytest.fixture
def taught(journal):
    """Lessons of both languages, with decisions on them; their ids."""
    ids = teach(
        journal,
        lesson("Sidney", kind="praise"),
        lesson("Canberra", wrong="Sidney", expert="history"),
        lesson("Ankara 🏛", ENGLISH, kind="correction", expert_by_user=True),
        lesson("dört", "İki kere iki?", kind="praise"),
    )
    decided = [
        Decision(ids[1], "labelled", expert="general"),
        Decision(ids[2], "time_bound", "memory_only"),
        Decision(ids[3], "sound"),
    ]
    journal.ledger.decide(decided, "night").result(10)
    return ids


def test_rows_come_back_with_what_was_decided_of_them(
    journal, elsewhere, take, target, taught
):
    assert take().counts.lessons == len(taught)
    restored = restore_snapshot(elsewhere, target)
    assert restored.lessons == Merged(added=len(taught))
    assert rows(elsewhere) == rows(journal)
    for key in taught:
        events = journal.ledger.events(key).result(10)
        assert elsewhere.ledger.events(key).result(10) == events
    assert restore_snapshot(elsewhere, target).lessons == Merged(known=len(taught))
    assert rows(elsewhere) == rows(journal)


@pytest.mark.parametrize("backwards", [False, True])
def test_rows_that_come_one_by_one_are_decided_of_once(
    journal, elsewhere, taught, backwards
):
    copies = journal.copies.lessons(taught).result(10)
    for copy in copies[::-1] if backwards else copies:
        elsewhere.copies.merge_lessons([copy], anyway=False).result(10)
    for key in taught:
        events = journal.ledger.events(key).result(10)
        assert elsewhere.ledger.events(key).result(10) == events


def test_a_second_one_of_the_same_ledger_writes_nothing(take, taught):
    take()
    assert taught
    assert take().written == 0


def test_a_retracted_row_is_not_learned_from_elsewhere(
    journal, elsewhere, take, target, taught
):
    journal.ledger.retract(taught[1]).result(10)
    take()
    restore_snapshot(elsewhere, target)
    states = {row.id: row.state for row in rows(elsewhere)}
    assert states[taught[1]] == "retracted"
    assert states[taught[0]] == "active"  # what it had replaced holds again


def test_what_was_forgotten_here_does_not_come_back(journal, take, target):
    asked = journal.add_user_message(None, QUESTION).result(10)
    other = journal.add_user_message(None, ENGLISH).result(10)
    teach(
        journal,
        lesson("Canberra", sources=(asked.id,)),
        lesson("Ankara", ENGLISH, conversation_id=other.conversation_id),
        lesson("Lima", "Peru?"),
    )
    take()
    journal.memories.forget_messages(asked.id).result(60)
    journal.delete(other.conversation_id).result(10)
    journal.purge(other.conversation_id).result(60)
    assert restore_snapshot(journal, target).lessons == Merged(known=1, forgotten=2)
    assert [row.right for row in rows(journal)] == ["Lima"]
    again = restore_snapshot(journal, target, anyway=True)
    assert again.lessons.added == 2


def test_nor_one_of_no_conversation_when_everything_was_forgotten(
    journal, take, target, taught
):
    take()
    forget_all = journal.memories.forget_together
    forget_all(Doomed(), sources=True, everything=True).result(60)
    lessons = restore_snapshot(journal, target).lessons
    assert lessons == Merged(forgotten=len(taught))


def test_what_a_forgotten_row_had_replaced_holds(journal, elsewhere, take, target):
    asked = journal.add_user_message(None, QUESTION).result(10)
    newer = lesson("Canberra", sources=(asked.id,))
    teach(journal, lesson("Sidney", kind="praise"), newer)
    take()
    journal.memories.forget_messages(asked.id).result(60)
    elsewhere.copies.take_over(journal.copies.marks().result(10)).result(10)
    lessons = restore_snapshot(elsewhere, target).lessons
    assert lessons == Merged(added=1, forgotten=1)
    assert [(row.right, row.state) for row in rows(elsewhere)] == [("Sidney", "active")]


@pytest.mark.parametrize("consent", ["remember", "nothing"])
def test_what_may_not_be_learned_here_is_not_brought(
    journal, elsewhere, take, target, consent
):
    asked = elsewhere.add_user_message(None, "Sır").result(10)
    elsewhere.set_consent(asked.conversation_id, consent).result(10)
    own = {"conversation_id": asked.conversation_id}
    teach(journal, lesson("Canberra", **own), lesson("Ankara", ENGLISH))
    take()
    assert restore_snapshot(elsewhere, target).lessons == Merged(added=1, forbidden=1)


def test_of_two_answers_the_newer_word_stands(journal, elsewhere, take, target):
    teach(journal, lesson("Melbourne"))
    (later,) = teach(elsewhere, lesson("Canberra"))
    (early,) = teach(journal, lesson("İstanbul", ENGLISH))
    teach(elsewhere, lesson("Ankara", ENGLISH, kind="praise"))
    take()
    restore_snapshot(elsewhere, target)
    active = {row.right for row in rows(elsewhere) if row.state == "active"}
    # Praise closes nothing: the screening asks which of them holds.
    assert active == {"Canberra", "İstanbul", "Ankara"}
    (closed,) = [row for row in rows(elsewhere) if row.right == "Melbourne"]
    assert (closed.state, closed.reason) == ("superseded", "newer")
    elsewhere.ledger.retract(later).result(10)
    states = {row.right: row.state for row in rows(elsewhere)}
    assert states["Melbourne"] == "active"
    assert early


def test_a_ledger_of_other_rows_than_counted_is_refused(
    elsewhere, take, target, taught
):
    take()
    rewrite(target, lambda said: said.replace('"lessons": 4', '"lessons": 3'))
    with pytest.raises(SnapshotDamaged):
        restore_snapshot(elsewhere, target)
    assert rows(elsewhere) == ()
    assert taught


def test_a_line_that_says_other_than_it_was_born_with_is_refused(journal, taught):
    (copy,) = journal.copies.lessons(taught[1:2]).result(10)
    line = lesson_line(copy)
    assert read_lesson(line) == copy
    for old, new in (
        ("Canberra", "Sidney!!"),
        ('"state":"active"', '"state":"retracted"'),
        (f'"row_id":"{copy.row.id}"', f'"row_id":"{"0" * 32}"'),
        ('"kind":"edit"', '"kind":"gift"'),
        ("{", '{"more":1,'),
    ):
        assert old in line
        with pytest.raises(ValueError):  # noqa: PT011 — as readers say it
            read_lesson(line.replace(old, new, 1))


def test_a_snapshot_of_before_the_ledger_is_read(journal, elsewhere, take, target):
    journal.add_user_message(None, "Merhaba").result(10)
    take()
    rewrite(
        target,
        lambda said: said.replace('"format": 2', '"format": 1').replace(
            ',\n  "lessons": 0', ""
        ),
    )
    assert restore_snapshot(elsewhere, target).lessons == Merged()
    assert take().counts.lessons == 0


def test_the_only_copy_of_a_ledger_is_not_written_over(
    journal, elsewhere, take, target, taught
):
    take()
    with pytest.raises(SnapshotOfAnother) as caught:
        take(of=elsewhere)
    assert caught.value.values["memories"] == len(taught)
    restore_snapshot(elsewhere, target)
    assert take(of=elsewhere).counts.lessons == len(taught)
    assert len(rows(journal)) == len(taught)


def test_what_came_closed_and_was_opened_again_yields_to_the_word_that_is_here(
    journal, elsewhere, taught
):
    older, newer = journal.copies.lessons(taught[:2]).result(10)
    elsewhere.copies.merge_lessons([newer], anyway=False).result(10)
    again = replace(older.events[-1], decision=Decision(older.row.id, "sound"))
    came = replace(older, events=(*older.events, again))
    elsewhere.copies.merge_lessons([came], anyway=False).result(10)
    states = {row.id: row.state for row in rows(elsewhere)}
    assert states == {older.row.id: "superseded", newer.row.id: "active"}
