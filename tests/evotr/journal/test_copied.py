"""Forgetting, where a conversation branched from another."""

from datetime import date

import pytest

from evotr.domain import (
    Answer,
    LearnedLesson,
    MemoryItem,
    Recollection,
    SamplingParams,
    ServedExpert,
    Source,
    keys_digest,
)
from evotr.journal.forgetting import Doomed
from evotr.journal.ledger import Remembering
from evotr.memory.episodes import episodes
from tests.evotr.journal.test_nights_forgetting import left_in

WORD = "zümrüdüanka"
FOLDED = "zumruduanka"
ASKED = f"Filtre {WORD} rafında mı?"
HOW = Remembering("", lambda question, _: question, "{} {}".format)
MADE = Answer("evotr-mini", "", SamplingParams())


@pytest.fixture
def say(journal, ask):
    """Ask and answer, and remember both; both messages."""

    def say(text, said, conversation_id=None, made=MADE, recalled=()):
        asked = ask(text, conversation_id)
        begun = journal.begin_answer(asked.id, made).result(10)
        journal.append_chunk(begun.id, said).result(10)
        answer = journal.finish_answer(begun.id, "complete").result(10)
        items = [Recollection(item, 0.9) for item in recalled]
        journal.recalls.keep(answer.id, items).result(10)
        kept = episodes([asked, answer])
        journal.memories.add(kept, remembered=[asked.id, answer.id]).result(10)
        return asked, answer

    return say


def branch(journal, message):
    """The branch's messages."""
    made = journal.branching.branch(message.id, "Dal").result(10)
    return journal.transcript(made.id).result(10).messages


def texts(journal, message):
    stored = journal.messages(message.conversation_id).result(10)
    return [one.content for one in stored]


def purge(journal, message, **how):
    journal.delete(message.conversation_id).result(10)
    return journal.purge(message.conversation_id, **how).result(60)


def named(journal, doomed):
    """The conversations that have something of it, and how much."""
    talks = journal.recalls.talks_of(doomed.answers).result(10)
    return [(talk.id, count) for talk, count in talks]


def test_a_forgotten_conversation_names_its_branches(journal, say):
    asked, answer = say(ASKED, f"{WORD} rafında.")
    copies = branch(journal, answer)
    own, _ = say("Sonra?", "Bilmiyorum.", copies[0].conversation_id)
    going = journal.doomed_with(asked.conversation_id).result(10)
    assert going.answers == tuple(one.id for one in copies)
    assert named(journal, going) == [(copies[0].conversation_id, 2)]
    assert purge(journal, asked) == going
    assert texts(journal, own)[:2] == [ASKED, f"{WORD} rafında."]
    remembered = {item.id for item in journal.memories.page().result(10)}
    assert remembered.isdisjoint(going.answers)
    assert own.id in remembered
    assert journal.memories.to_remember().result(10) == ()


@pytest.mark.parametrize("renamed", [False, True])
def test_with_its_answers_no_file_keeps_the_words(journal, say, path, renamed):
    asked, answer = say(ASKED, f"{WORD} rafında.")
    copies = branch(journal, answer)
    own, reply = say("Sonra?", "Bilmiyorum.", copies[0].conversation_id)
    if renamed:
        journal.rename(own.conversation_id, "Evim").result(10)
    gone = purge(journal, asked, answers=True)
    assert set(gone.messages) == {one.id for one in copies}
    assert texts(journal, own) == ["", "", "Sonra?", "Bilmiyorum."]
    title = journal.find_conversation(own.conversation_id).result(10).title
    assert title == ("Evim" if renamed else "Sonra?")
    assert reply.id in {item.id for item in journal.memories.page().result(10)}
    assert journal.search(WORD).result(10) == ()
    journal.close()
    assert left_in(path.parent, (WORD, FOLDED)) == []


def test_a_branch_of_a_branch_is_named_too(journal, say):
    asked, answer = say(ASKED, f"{WORD} rafında.")
    first = branch(journal, answer)
    mine, _ = say("Ve?", f"{WORD} orada.", first[0].conversation_id)
    second = branch(journal, mine)
    going = journal.doomed_with(asked.conversation_id).result(10)
    assert set(named(journal, going)) == {
        (first[0].conversation_id, 2),
        (second[0].conversation_id, 2),
    }
    # Of the first branch only what was said there itself.
    going = journal.doomed_with(first[0].conversation_id).result(10)
    assert named(journal, going) == [(second[0].conversation_id, 1)]


def test_to_forget_a_branch_leaves_the_conversation_it_came_from(journal, say):
    asked, answer = say(ASKED, f"{WORD} rafında.")
    copies = branch(journal, answer)
    gone = purge(journal, copies[0], answers=True)
    assert gone == Doomed(conversations=(copies[0].conversation_id,))
    assert texts(journal, asked) == [ASKED, f"{WORD} rafında."]
    remembered = {item.id for item in journal.memories.page().result(10)}
    assert remembered == {asked.id, answer.id}


def test_a_memory_is_forgotten_with_the_copies_of_what_it_comes_from(
    journal, say, path
):
    asked, answer = say(ASKED, "Evet.")
    copies = branch(journal, answer)
    twice = branch(journal, copies[1])
    gone = journal.memories.forget(asked.id, sources=True).result(60)
    assert set(gone.messages) == {asked.id, copies[0].id, twice[0].id}
    for one in (asked, copies[0], twice[0]):
        assert texts(journal, one) == ["", "Evet."]
    journal.close()
    assert left_in(path.parent, (WORD, FOLDED)) == []


@pytest.mark.parametrize("copy", [False, True])
def test_a_forgotten_message_goes_wherever_it_stands(journal, say, copy, path):
    asked, answer = say(ASKED, "Evet.")
    copies = branch(journal, answer)
    journal.memories.forget_messages((copies[0] if copy else asked).id).result(60)
    assert texts(journal, asked) == texts(journal, copies[0]) == ["", "Evet."]
    journal.close()
    assert left_in(path.parent, (WORD, FOLDED)) == []


def test_a_copied_answer_made_with_a_forgotten_memory_is_named(journal, say, ask):
    told = ask(ASKED)
    source = Source(told.conversation_id, told.id)
    item = MemoryItem("m1", "fact", f"{WORD} rafı", "user", source, told.created_at)
    journal.memories.add([item]).result(10)
    _, answer = say("Nerede?", f"{WORD} rafında.", recalled=[item])
    copies = branch(journal, answer)
    going = journal.doomed_with(told.conversation_id).result(10)
    assert set(going.answers) == {answer.id, copies[1].id}
    purge(journal, answer)
    going = journal.doomed_with(told.conversation_id).result(10)
    assert going.answers == (copies[1].id,)


def test_a_copied_answer_of_a_version_that_saw_a_lesson_is_named(
    journal, corrected, say
):
    taught = corrected("Canberra")
    night = journal.nights.begin("user", date(2026, 11, 20)).result(10)
    row = taught.row
    seen = [LearnedLesson(row.id, row.question, row.right)]
    journal.nights.lessons(night.id, "law", seen).result(10)
    keys = keys_digest([(row.id, row.sha256)])
    assert journal.nights.made(night.id, "law", "base", "1001", keys).result(10)
    experts = (ServedExpert("law", 1.0, "1001"),)
    made = Answer("evotr-mini", "", SamplingParams(), experts=experts)
    _, answer = say("Nerede?", "Canberra", made=made)
    copies = branch(journal, answer)
    purge(journal, answer)
    going = journal.doomed_with(row.conversation_id).result(10)
    assert going.answers == (copies[1].id,)


@pytest.mark.parametrize("purged", [False, True])
def test_a_copy_of_what_was_said_before_the_night_is_not_of_its_version(
    journal, corrected, say, purged
):
    experts = (ServedExpert("law", 1.0, "1001"),)
    made = Answer("evotr-mini", "", SamplingParams(), experts=experts)
    _, before = say("Nerede?", "Canberra", made=made)
    row = corrected("Canberra").row
    night = journal.nights.begin("user", date(2026, 11, 20)).result(10)
    seen = [LearnedLesson(row.id, row.question, row.right)]
    journal.nights.lessons(night.id, "law", seen).result(10)
    keys = keys_digest([(row.id, row.sha256)])
    assert journal.nights.made(night.id, "law", "base", "1001", keys).result(10)
    _, copy = branch(journal, before)
    _, after = say("Nerede?", "Canberra", made=made)
    if purged:
        purge(journal, before)
    going = journal.doomed_with(row.conversation_id).result(10)
    assert going.answers == (after.id,)
    assert copy.id not in going.answers


@pytest.mark.parametrize("emptied", [False, True])
def test_a_correction_in_the_branch_quotes_a_question_of_the_other(
    journal, say, path, emptied
):
    asked, answer = say(ASKED, "Hayır.")
    copies = branch(journal, answer)
    taught = journal.ledger.correct(copies[1].id, "Evet, orada.", HOW).result(10)
    assert taught.row.question == ASKED
    gone = purge(journal, asked, answers=emptied)
    left = journal.ledger.page().result(10)
    assert [row.id for row in left] == ([] if emptied else [taught.row.id])
    assert (taught.row.id in gone.lessons) is emptied
    journal.close()
    assert (left_in(path.parent, (WORD, FOLDED)) == []) is emptied


def test_a_liked_copy_waits_for_the_users_word(journal, say):
    asked, answer = say(ASKED, "Evet.")
    copies = branch(journal, answer)
    row = journal.ledger.thumb(copies[1].id, "up").result(10).row
    assert row.state == "active"
    purge(journal, asked)
    (doubted,) = journal.ledger.get([row.id]).result(10)
    assert doubted.state == "quarantined"
