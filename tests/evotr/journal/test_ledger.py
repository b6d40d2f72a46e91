"""Rows of the ledger: what is decided of them, and what goes when they go."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from evotr.domain import Decision, LedgerFilter, Lesson, MemoryFilter, split_of
from evotr.errors import LedgerRowAmbiguous, LedgerRowNotFound
from evotr.journal import Journal
from evotr.journal.forgetting import Doomed
from evotr.journal.ledger import Remembering
from evotr.paths import PROGRAM

CHILD = Path(__file__).with_name("teach_forever.py")
HOW = Remembering("", lambda question, _: question, "{} {}".format)
QUESTION = "Avustralya'nın başkenti neresi?"


def left_in(folder, words):
    """The words that a file below the folder holds."""
    files = b"".join(f.read_bytes() for f in folder.rglob("*") if f.is_file())
    return [word for word in words if word.encode() in files]


def edit(right, question=QUESTION, **fields):
    return Lesson(kind="edit", question=question, right=right, **fields)


def praise(right, question=QUESTION):
    return Lesson(kind="praise", question=question, right=right)


def add(journal, *lessons):
    return journal.ledger.add(lessons).result(60)


def states(journal):
    return [row.state for row in journal.ledger.page().result(10)]


def test_what_the_user_wrote_closes_what_was_right_before(journal):
    add(journal, praise("Sidney"), edit("Canberra"), praise("Perth"))
    assert states(journal) == ["superseded", "active", "active"]
    add(journal, edit("Kanberra", QUESTION.upper()), edit("Perth", "Başka soru?"))
    assert states(journal) == ["superseded"] * 3 + ["active", "active"]


def test_the_same_right_answer_closes_nothing(journal):
    add(journal, praise("Canberra"), edit("canberra"))
    assert states(journal) == ["active", "active"]


def test_what_was_said_since_a_row_was_read_stands(journal):
    taken, moved, still = add(journal, edit("a"), edit("b", "B?"), edit("c", "C?"))
    heads = journal.ledger.heads().result(10)
    journal.ledger.retract(taken.id).result(10)
    said = [Decision(moved.id, "labelled", expert="law")]
    journal.ledger.decide(said, "user").result(10)
    decided = [
        Decision(row.id, "sound", "active", expert)
        for row in (taken, still)
        for expert in (None, "chef")
    ]
    decided += [
        Decision(moved.id, "labelled", expert="chef"),
        Decision(moved.id, "time_bound", "memory_only"),
    ]
    assert journal.ledger.decide(decided, "night", heads).result(10) == 3
    found = journal.ledger.page().result(10)
    assert [(row.state, row.expert) for row in found] == [
        ("retracted", None),
        ("memory_only", "law"),  # who it is for is another matter
        ("active", "chef"),
    ]


def test_decisions_are_kept_beside_the_row_that_never_changes(journal):
    (row,) = add(journal, edit("Canberra"))
    wanted = (
        Decision(row.id, "labelled", expert="general"),
        Decision(row.id, "time_bound", "memory_only"),
        Decision("0" * 32, "sound", "active"),
    )
    assert journal.ledger.decide(wanted, "night").result(10) == 2
    found = journal.ledger.find(row.id[:6]).result(10)
    assert (found.state, found.reason, found.expert) == (
        "memory_only",
        "time_bound",
        "general",
    )
    assert (found.sha256, found.split, found.created) == (
        row.sha256,
        row.split,
        row.created,
    )
    events = journal.ledger.events(row.id).result(10)
    assert [event.decision for event in events] == list(wanted[:2])
    assert {event.by for event in events} == {"night"}


def test_fresh_is_what_no_night_has_looked_at(journal):
    one, two = add(journal, edit("Canberra"), edit("Cevap", "Soru?"))
    journal.ledger.decide([Decision(one.id, "sound", "active")], "night").result(10)
    fresh = journal.ledger.page(LedgerFilter(fresh=True)).result(10)
    assert [row.id for row in fresh] == [two.id]
    assert journal.ledger.counts().result(10).fresh == 1


def test_rows_are_chosen_by_what_they_are(journal):
    rows = add(journal, edit("Canberra", expert="general"), praise("A", "Soru?"))
    for wanted, expected in (
        (LedgerFilter(kinds=("praise",)), [rows[1].id]),
        (LedgerFilter(expert="general"), [rows[0].id]),
        (LedgerFilter(split="train", kinds=("edit",)), [rows[0].id]),
        (LedgerFilter(states=("superseded",)), []),
        (LedgerFilter(conversation_id="x"), []),
    ):
        found = journal.ledger.page(wanted).result(10)
        assert [row.id for row in found] == expected
        assert journal.ledger.count(wanted).result(10) == len(expected)


def test_an_id_may_be_shortened_to_four_characters(journal):
    (row,) = add(journal, edit("Canberra"))
    assert journal.ledger.find(row.id[:4].upper()).result(10) == row
    for prefix, error in (
        (row.id[:3], LedgerRowAmbiguous),
        ("%%%%", LedgerRowNotFound),
        ("%", LedgerRowNotFound),
        ("-1", LedgerRowNotFound),
        ("", LedgerRowNotFound),
    ):
        with pytest.raises(error) as caught:
            journal.ledger.find(prefix).result(10)
        assert type(caught.value) is error


def test_a_question_falls_on_the_same_side_for_ever():
    words = [f"Soru {number} nedir" for number in range(2_000)]
    sides = {word: split_of(praise("A", word)) for word in words}
    share = list(sides.values()).count("probe") / len(words)
    assert 0.2 < share < 0.3
    assert {split_of(edit("A", word)) for word in words} == {"train"}
    same = [split_of(praise("B", f" {word.upper()} ?")) for word in words]
    assert same == list(sides.values())


def test_what_a_retracted_row_had_closed_holds_again(journal, corrected):
    first, second = corrected("Melbourne"), corrected("Canberra")
    assert states(journal) == ["superseded", "active"]
    (gone,) = journal.ledger.retract(second.row.id).result(10)
    assert (gone.state, gone.reason) == ("retracted", "withdrawn")
    assert states(journal) == ["active", "retracted"]
    memories = journal.memories.get([first.memory.id, second.memory.id]).result(10)
    assert [item.valid_until is None for item in memories] == [True, False]
    assert len(journal.ledger.events(second.row.id).result(10)) == 1
    journal.ledger.retract(second.row.id).result(10)
    assert len(journal.ledger.events(second.row.id).result(10)) == 1


def test_what_was_corrected_twice_stays_closed_when_the_first_goes(journal, corrected):
    first, second, third = map(corrected, ("Perth", "Melbourne", "Canberra"))
    journal.ledger.retract(second.row.id).result(10)
    assert states(journal) == ["superseded", "retracted", "active"]
    (memory,) = journal.memories.get([first.memory.id]).result(10)
    assert memory.superseded_by == third.memory.id


def forget_conversation(journal, conversation_id):
    journal.delete(conversation_id).result(10)
    return journal.purge(conversation_id).result(60)


def test_a_destroyed_conversation_leaves_nothing_of_what_it_taught(
    journal, ask, reply, corrected, tmp_path
):
    gone = corrected("zümrüdüanka", "akbaba mı?", "kuzgunay")
    conversation_id = gone.version.conversation_id
    liked = reply(ask("ispinoz mu?", conversation_id), "tırtıl")
    journal.ledger.thumb(liked.id, "up").result(10)
    kept = corrected("pelikan", "leylek mi?", "martı")
    words = ("zümrüdüanka", "akbaba", "kuzgunay", "ispinoz", "tırtıl", "pelikan")
    assert left_in(tmp_path, words) == list(words)
    doomed = forget_conversation(journal, conversation_id)
    assert len(doomed.lessons) == 2
    assert [row.id for row in journal.ledger.page().result(10)] == [kept.row.id]
    assert left_in(tmp_path, (*words, gone.row.sha256)) == ["pelikan"]


def test_destroying_a_correction_is_as_if_it_had_never_been(journal, corrected):
    first, second, third = map(corrected, ("Perth", "Melbourne", "Canberra"))
    forget_conversation(journal, second.version.conversation_id)
    assert states(journal) == ["superseded", "active"]
    (memory,) = journal.memories.get([first.memory.id]).result(10)
    assert memory.superseded_by == third.memory.id
    forget_conversation(journal, third.version.conversation_id)
    assert states(journal) == ["active"]
    (memory,) = journal.memories.get([first.memory.id]).result(10)
    assert (memory.superseded_by, memory.valid_until) == (None, None)
    assert journal.ledger.page().result(10)[0].reason == ""


@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_lesson_goes_with_any_message_that_it_comes_from(
    journal, corrected, tmp_path, which
):
    taught = corrected("zümrüdüanka", "akbaba mı?", "kuzgunay")
    doomed = journal.memories.forget_messages(taught.row.sources[which]).result(60)
    assert doomed.lessons == (taught.row.id,)
    assert taught.memory.id in doomed.memories
    assert journal.ledger.page().result(10) == ()
    assert journal.memories.count(MemoryFilter(kinds=("fact",))).result(10) == 0
    word = ("akbaba", "kuzgunay", "zümrüdüanka")[which]
    assert left_in(tmp_path, [word]) == []


def test_under_remember_only_the_memory_goes_with_its_messages_too(
    journal, ask, reply, tmp_path
):
    answer = reply(ask("akbaba mı?"), "kuzgunay")
    journal.set_consent(answer.conversation_id, "remember").result(10)
    journal.ledger.correct(answer.id, "zümrüdüanka", HOW).result(10)
    journal.memories.forget_messages(answer.parent_id).result(60)
    assert journal.memories.count(MemoryFilter(kinds=("fact",))).result(10) == 0
    assert left_in(tmp_path, ["akbaba"]) == []


def test_a_forgotten_correction_is_learned_from_no_more(journal, corrected):
    taught = corrected("Canberra")
    journal.memories.forget(taught.memory.id).result(60)
    assert journal.ledger.page().result(10) == ()


def test_everything_is_also_what_was_taught(journal, corrected):
    corrected("Canberra")
    add(journal, praise("A", "Soru?"))
    doomed = journal.memories.forget_together(Doomed(), everything=True).result(60)
    assert len(doomed.lessons) == 2
    assert journal.ledger.page().result(10) == ()


def test_ten_thousand_rows_at_once(journal):
    lessons = [
        edit(f"Cevap {number}", f"Soru {number % 9_000}?") for number in range(10_000)
    ]
    begun = time.process_time()
    rows = add(journal, *lessons)
    counts = journal.ledger.counts().result(60)
    assert len(rows) == 10_000
    assert counts.states == {"active": 9_000, "superseded": 1_000}
    assert time.process_time() - begun < 30


def test_a_kill_leaves_whole_lessons(path, backups):
    chance = random.Random(8)
    for _ in range(6):
        child = subprocess.Popen(
            [sys.executable, str(CHILD), str(path), str(backups)],
            stdout=subprocess.PIPE,
            cwd=PROGRAM,
            env={**os.environ, "PYTHONPATH": str(PROGRAM)},
        )
        said = [child.stdout.readline() for _ in range(1 + chance.randrange(12))]
        child.send_signal(signal.SIGKILL)
        said += child.stdout.read().split(b"\n")
        child.wait()
        child.stdout.close()
        journal = Journal.open(path, backups)
        known = {row.id for row in journal.ledger.page(limit=None).result(60)}
        assert {line.decode().strip() for line in said} - {""} <= known
        for row in journal.ledger.page(limit=None).result(60):
            (memory,) = journal.memories.get([row.id]).result(60)
            assert memory.text.endswith(row.right)
            assert len(row.sources) == 3
        journal.close()
