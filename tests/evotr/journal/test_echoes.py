"""Answers of other conversations that were made from what is destroyed."""

from datetime import UTC, date, datetime

import pytest

from evotr.domain import (
    Answer,
    LearnedLesson,
    LedgerFilter,
    Lesson,
    MemoryItem,
    Recollection,
    SamplingParams,
    ServedExpert,
    Source,
    checksum_of,
    keys_digest,
)
from evotr.errors import MessageNotFound
from evotr.journal.ledger import Remembering
from evotr.memory.episodes import episodes
from tests.evotr.journal.test_nights_forgetting import left_in
from tests.evotr.journal.test_served import set_back

WORD = "zümrüdüanka"
HOW = Remembering("", lambda question, _: question, "{} {}".format)
BASE = (ServedExpert("law", 1.0),)
TAUGHT = (ServedExpert("law", 1.0, "1001"),)
BORROWED = (ServedExpert("history", 1.0, "law/1001"),)


@pytest.fixture
def say(journal, ask):
    """Ask and answer in a conversation, and remember both; the answer."""

    def say(text, experts=BASE, recalled=(), conversation_id=None):
        asked = ask("Nerede?", conversation_id)
        made = Answer("evotr-mini", "", SamplingParams(), experts=experts)
        begun = journal.begin_answer(asked.id, made).result(10)
        journal.append_chunk(begun.id, text).result(10)
        answer = journal.finish_answer(begun.id, "complete").result(10)
        items = [Recollection(item, 0.9) for item in recalled]
        journal.recalls.keep(answer.id, items).result(10)
        said = episodes([asked, answer])
        journal.memories.add(said, remembered=[asked.id, answer.id]).result(10)
        return answer

    return say


@pytest.fixture
def told(journal, ask):
    """A fact from a conversation of its own; the memory."""
    asked = ask(f"Filtre {WORD} rafında")
    source = Source(asked.conversation_id, asked.id)
    at = datetime(2026, 11, 20, tzinfo=UTC)
    item = MemoryItem("fact", "fact", f"Filtre {WORD} rafında.", "user", source, at)
    journal.memories.add([item]).result(10)
    return item


@pytest.fixture
def learned(journal, say):
    """A night made version 1001 for a base, of a conversation's lesson; this."""
    answer = say(f"Filtre {WORD} rafında.")
    lesson = Lesson(
        kind="edit",
        question="Nerede?",
        right=f"{WORD} rafında",
        conversation_id=answer.conversation_id,
        message_id=answer.id,
        sources=(answer.id,),
    )
    (row,) = journal.ledger.add([lesson]).result(10)
    made_for(journal, "base", row)
    return row


def made_for(journal, base, *rows):
    """A night makes version 1001 for ``base`` of these lessons."""
    night = journal.nights.begin("user", date(2026, 11, 20)).result(10)
    seen = [LearnedLesson(row.id, row.question, row.right) for row in rows]
    journal.nights.lessons(night.id, "law", seen).result(10)
    keys = keys_digest([(row.id, row.sha256) for row in rows])
    assert journal.nights.made(night.id, "law", base, "1001", keys).result(10)


def purge(journal, conversation_id, **how):
    journal.delete(conversation_id).result(10)
    return journal.purge(conversation_id, **how).result(60)


def remembered(journal):
    return {item.id for item in journal.memories.page().result(10)}


def text_of(journal, answer):
    said = journal.messages(answer.conversation_id).result(10)
    return next(each.content for each in said if each.id == answer.id)


def test_what_was_made_with_its_memories_is_remembered_no_more(journal, told, say):
    answer = say(f"{WORD} rafında.", recalled=[told])
    other = say("Bilmiyorum.")
    going = journal.doomed_with(told.source.conversation_id).result(10)
    gone = purge(journal, told.source.conversation_id)
    assert going == gone
    assert gone.answers == (answer.id,)
    assert gone.messages == ()
    kept = remembered(journal)
    assert answer.id not in kept
    assert {answer.parent_id, other.id, other.parent_id} <= kept
    assert text_of(journal, answer) == f"{WORD} rafında."
    assert journal.memories.search(WORD).result(10) == ()
    assert answer.id not in {
        each.id for each in journal.memories.to_remember().result(10)
    }


def test_what_was_given_a_memory_from_far_off_was_not_made_from_it(journal, told, say):
    answer = say("Merhaba!")
    far = [Recollection(told, 0.1)]
    journal.recalls.keep(answer.id, far).result(10)
    assert purge(journal, told.source.conversation_id).answers == ()
    assert answer.id in remembered(journal)


def test_what_repeats_such_an_answer_goes_the_same_way(journal, told, say):
    first = say(f"{WORD} rafında.", recalled=[told])
    (episode,) = journal.memories.get([first.id]).result(10)
    second = say(f"Yine {WORD} rafında.", recalled=[episode])
    gone = purge(journal, told.source.conversation_id)
    assert gone.answers == (first.id, second.id)
    assert remembered(journal).isdisjoint(gone.answers)


@pytest.mark.parametrize("experts", [TAUGHT, BORROWED])
def test_what_a_version_answered_that_saw_its_lesson_goes(
    journal, learned, say, experts
):
    answer = say(f"{WORD} rafında.", experts)
    base = say("Bilmiyorum.")
    gone = purge(journal, learned.conversation_id)
    assert gone.answers == (answer.id,)
    assert remembered(journal) & {answer.id, base.id} == {base.id}


def test_what_is_answered_behind_a_versions_answer_goes_with_it(journal, learned, say):
    """It acts on some questions; "are you sure?" is the base's, which has read it."""
    before = say("Bilmiyorum.")
    talk = before.conversation_id
    answer = say(f"{WORD} rafında.", TAUGHT, conversation_id=talk)
    sure = say(f"Evet, {WORD} rafında.", conversation_id=talk)
    again = say(f"Dediğim gibi, {WORD}.", (), conversation_id=talk)
    gone = purge(journal, learned.conversation_id)
    assert gone.answers == (answer.id, sure.id, again.id)
    kept = remembered(journal) & {before.id, answer.id, sure.id, again.id}
    assert kept == {before.id}


def test_what_was_answered_before_the_night_stays(journal, ask, say):
    before = say("Eskiden de 1001 vardı.", TAUGHT)
    lesson = Lesson(kind="edit", question="Kim?", right="Ben")
    (row,) = journal.ledger.add([lesson]).result(10)
    night = journal.nights.begin("user", date(2026, 11, 20)).result(10)
    journal.nights.lessons(night.id, "law", [LearnedLesson(row.id, "Kim?", "Ben")])
    journal.nights.made(night.id, "law", "base", "1001", "0").result(10)
    assert purge(journal, ask("Selam").conversation_id).answers == ()
    assert before.id in remembered(journal)


def test_a_version_for_another_base_has_the_name_and_not_the_lesson(
    journal, learned, say
):
    mine = say(f"{WORD} rafında.", TAUGHT)
    (other,) = journal.ledger.add(
        [Lesson(kind="edit", question="Kim?", right="Ben")]
    ).result(10)
    made_for(journal, "another", other)
    others = say("Ben.", TAUGHT), say("Yine ben.", BORROWED)
    gone = purge(journal, learned.conversation_id)
    assert gone.answers == (mine.id,)
    assert {each.id for each in others} <= remembered(journal)


def test_a_clock_that_was_set_back_hides_no_answer_and_adds_none(
    journal, path, learned, say
):
    mine = say(f"{WORD} rafında.", TAUGHT)
    (other,) = journal.ledger.add(
        [Lesson(kind="edit", question="Kim?", right="Ben")]
    ).result(10)
    made_for(journal, "another", other)
    theirs = say("Ben.", TAUGHT)
    for answer in (mine, theirs):
        set_back(path, answer)
    assert purge(journal, learned.conversation_id).answers == (mine.id,)
    assert theirs.id in remembered(journal)


def test_a_version_for_another_base_may_have_the_lesson_too(journal, learned, say):
    mine = say(f"{WORD} rafında.", TAUGHT)
    made_for(journal, "another", learned)
    other = say(f"Yine {WORD} rafında.", TAUGHT)
    assert purge(journal, learned.conversation_id).answers == (mine.id, other.id)


def test_a_liked_one_is_in_doubt(journal, learned, say):
    answer = say(f"{WORD} rafında.", TAUGHT)
    fine = say("Bilmiyorum.")
    for each in (answer, fine):
        journal.ledger.thumb(each.id, "up").result(10)
    purge(journal, learned.conversation_id)
    rows = journal.ledger.page(LedgerFilter()).result(10)
    assert {row.message_id: (row.state, row.reason) for row in rows} == {
        answer.id: ("quarantined", "echo"),
        fine.id: ("active", ""),
    }


def test_what_the_user_wrote_in_its_place_stays(journal, told, say):
    answer = say(f"{WORD} rafında.", recalled=[told])
    source = Source(answer.conversation_id, answer.id)
    at = datetime(2026, 11, 20, tzinfo=UTC)
    own = MemoryItem("own", "fact", "Filtre depoda.", "user", source, at)
    journal.memories.add([own]).result(10)
    purge(journal, told.source.conversation_id)
    assert "own" in remembered(journal)


def test_they_are_emptied_where_that_is_wanted(journal, path, told, learned, say):
    first = say(f"{WORD} rafında.", recalled=[told])
    second = say(f"Elbette {WORD} rafında.", TAUGHT)
    journal.ledger.thumb(second.id, "up").result(10)
    gone = purge(journal, told.source.conversation_id, answers=True)
    assert gone.messages == gone.answers == (first.id,)
    gone = purge(journal, learned.conversation_id, answers=True)
    assert gone.messages == gone.answers == (second.id,)
    assert {text_of(journal, each) for each in (first, second)} == {""}
    assert journal.ledger.page().result(10) == ()
    journal.close()
    assert left_in(path.parent, [WORD]) == []


@pytest.mark.parametrize("emptied", [False, True])
@pytest.mark.parametrize("again", [False, True])
def test_what_the_user_would_have_it_be_is_kept(
    journal, path, told, say, again, emptied
):
    answer = say(f"{WORD} rafında.", recalled=[told])
    given = journal.ledger.correct(answer.id, "Depoda.", HOW).result(10)
    if again:
        given = journal.ledger.correct(given.version.id, "Bodrumda.", HOW).result(10)
    made_for(journal, "base", given.row)
    later = say("Depoda.", TAUGHT)
    from_it = say("Evet, depoda.", recalled=[given.memory])
    gone = purge(journal, told.source.conversation_id, answers=emptied)
    assert gone.answers == (answer.id,)
    assert {given.memory.id, later.id, from_it.id} <= remembered(journal)
    row = journal.ledger.find(given.row.id).result(10)
    assert (row.kind, row.right, row.state) == ("edit", given.row.right, "active")
    assert text_of(journal, given.version) == row.right
    assert journal.nights.doomed().result(10) == ()
    assert WORD not in row.wrong if emptied else given.row.wrong == row.wrong
    assert row.sha256 == checksum_of(row)
    journal.close()
    assert left_in(path.parent, [WORD]) == ([] if emptied else [WORD])


@pytest.mark.parametrize("emptied", [False, True])
def test_one_that_streams_goes_too(journal, ask, told, emptied):
    asked = ask("Nerede?")
    made = Answer("evotr-mini", "", SamplingParams(), experts=BASE)
    begun = journal.begin_answer(asked.id, made).result(10)
    journal.append_chunk(begun.id, f"{WORD} ").result(10)
    journal.recalls.keep(begun.id, [Recollection(told, 0.9)]).result(10)
    gone = purge(journal, told.source.conversation_id, answers=emptied)
    assert gone.answers == (begun.id,)
    if not emptied:
        journal.append_chunk(begun.id, "rafında").result(10)
        done = journal.finish_answer(begun.id, "complete").result(10)
        assert (done.content, done.status) == (f"{WORD} rafında", "complete")
        return
    with pytest.raises(MessageNotFound):
        journal.append_chunk(begun.id, "rafında").result(10)
    with pytest.raises(MessageNotFound):
        journal.finish_answer(begun.id, "complete").result(10)
    _, said = journal.messages(begun.conversation_id).result(10)
    assert (said.content, said.status) == ("", "cancelled")
    assert said.answer.reason == "cancelled"


def test_the_conversations_that_have_them_are_told(journal, say):
    one = say("Bir")
    two = say("İki", conversation_id=one.conversation_id)
    three = say("Üç")
    talks = journal.recalls.talks_of([one.id, two.id, three.id]).result(10)
    assert [(talk.id, count) for talk, count in talks] == [
        (three.conversation_id, 1),
        (one.conversation_id, 2),
    ]
    assert journal.recalls.talks_of([]).result(10) == ()
