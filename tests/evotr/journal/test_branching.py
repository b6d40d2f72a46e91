"""Conversations that begin with a copy of another one."""

from datetime import date

import pytest

from evotr.domain import (
    Answer,
    Explanation,
    MemoryItem,
    Recollection,
    Route,
    SamplingParams,
    ServedExpert,
    Source,
    Usage,
)
from evotr.errors import (
    AnswerExpected,
    ConversationInTrash,
    MessageNotFound,
)
from evotr.journal import Journal
from evotr.journal.fleeting import open_fleeting
from evotr.journal.ledger import Remembering
from evotr.memory.episodes import episodes

ROUTE = Route(
    experts=(("law", 0.9),),
    confidence=0.8,
    stage="semantic",
    why=Explanation(("kira",), "Kira ne zaman artar?", 0.7),
    ranking=(("law", 0.9), ("general", 0.1)),
    ms=1.5,
)
MADE = Answer(
    "evotr-mini",
    "Kısa konuş.",
    SamplingParams(stop=("\n\n",)),
    instruction="Hukukçu ol.",
    experts=(ServedExpert("law", 0.6, "1002"), ServedExpert("general", 0.4)),
    route=ROUTE,
    own_prompt=True,
)
USAGE = Usage(10, 4, 5, 0, 0.0, 0.01, 0.02)
TITLE = "Kiramı öder misin?"


@pytest.fixture
def answered(journal, ask):
    """Ask (in a conversation) and answer whole; both messages."""

    def answered(text, said, conversation_id=None, **options):
        asked = ask(text, conversation_id, **options)
        begun = journal.begin_answer(asked.id, MADE).result(10)
        journal.append_chunk(begun.id, said)
        done = journal.finish_answer(begun.id, "complete", reason="stop", usage=USAGE)
        return asked, done.result(10)

    return answered


@pytest.fixture
def talk(answered):
    """Two questions with their answers, in one conversation."""
    asked, answer = answered(TITLE, "Öderim.")
    again, last = answered("Ne zaman?", "Yarın sabah.", asked.conversation_id)
    return asked, answer, again, last


def branch(journal, message, mark="Dal"):
    return journal.branching.branch(message.id, mark).result(10)


def said(journal, conversation):
    return journal.transcript(conversation.id).result(10).messages


def words(messages):
    return [(one.role, one.content, one.status) for one in messages]


def test_a_branch_has_the_path_up_to_an_answer_and_the_old_one_stays(journal, talk):
    asked, answer, *_ = talk
    before = journal.messages(asked.conversation_id).result(10)
    made = branch(journal, answer)
    copies = said(journal, made)
    assert made.id != asked.conversation_id
    assert words(copies) == words(talk[:2])
    assert {one.id for one in copies}.isdisjoint(one.id for one in talk)
    assert [one.conversation_id for one in copies] == [made.id] * 2
    assert [one.parent_id for one in copies] == [None, copies[0].id]
    assert [one.created_at for one in copies] == [asked.created_at, answer.created_at]
    assert [one.versions for one in copies] == [(one.id,) for one in copies]
    assert journal.messages(asked.conversation_id).result(10) == before
    newest, _ = journal.conversations().result(10)
    assert newest == made


def test_both_go_on_by_themselves(journal, talk, ask):
    asked, answer, _, last = talk
    made = branch(journal, answer)
    here = ask("Nakit mi?", made.id)
    there = ask("Havale mi?", asked.conversation_id)
    assert here.parent_id == said(journal, made)[1].id
    assert there.parent_id == last.id
    history = journal.history(here.id).result(10)
    assert [one.content for one in history] == [TITLE, "Öderim.", "Nakit mi?"]


def test_a_copied_answer_says_who_gave_it_and_from_what(journal, talk):
    _, answer, *_ = talk
    source = Source(answer.conversation_id, answer.id)
    item = MemoryItem("m1", "fact", "Kira 10", "user", source, answer.created_at)
    journal.memories.add([item]).result(10)
    journal.recalls.keep(answer.id, [Recollection(item, 0.9)]).result(10)
    _, copy = said(journal, branch(journal, answer))
    assert copy.answer == answer.answer
    assert copy.answer.route == ROUTE
    assert copy.answer.usage == USAGE
    given = journal.recalls.of(copy.id).result(10)
    assert given == journal.recalls.of(answer.id).result(10)
    assert [(one.item.id, one.score) for one in given.items] == [("m1", 0.9)]


def test_a_branch_has_what_the_old_conversation_was_set_to(journal, talk):
    _, answer, *_ = talk
    old = answer.conversation_id
    journal.pin(old, "law").result(10)
    journal.set_consent(old, "remember").result(10)
    journal.shelves.put_in_folder(old, "Ev").result(10)
    journal.shelves.set_system_prompt(old, "Kısa.").result(10)
    journal.shelves.keep_on_top(old, on_top=True).result(10)
    made = branch(journal, answer)
    kept = (made.pinned, made.consent, made.folder, made.system_prompt, made.on_top)
    assert kept == ("law", "remember", "Ev", "Kısa.", False)


@pytest.mark.parametrize("mark", ["Dal", "Branch"])
def test_titles_are_marked_and_counted(journal, talk, ask, mark):
    _, answer, *_ = talk
    first = branch(journal, answer, mark)
    second = branch(journal, answer, mark)
    of_first = branch(journal, said(journal, first)[0], mark)
    names = [one.title for one in (first, second, of_first)]
    assert names == [f"{mark}{number}: {TITLE}" for number in ("", " 2", " 3")]
    assert journal.search(mark).result(10)[0].conversation.id in {
        one.id for one in (first, second, of_first)
    }
    ask("Devam", first.id)
    assert journal.find_conversation(first.id).result(10).title == first.title


def test_a_conversation_without_a_title_has_a_branch_without_one(journal, talk, ask):
    _, answer, *_ = talk
    journal.rename(answer.conversation_id, "").result(10)
    made = branch(journal, answer)
    assert made.title == ""
    ask("Nakit mi?", made.id)
    assert journal.find_conversation(made.id).result(10).title == "Nakit mi?"


def test_only_the_versions_on_the_path_are_copied(journal, talk):
    asked, answer, *_ = talk
    journal.edit_user_message(asked.id, "Kira kaç?").result(10)
    made = branch(journal, answer)
    assert words(said(journal, made)) == words([asked, answer])
    assert len(journal.messages(made.id).result(10)) == 2


def test_a_question_can_be_answered_in_the_branch(journal, talk):
    again = talk[2]
    copies = said(journal, branch(journal, again))
    assert words(copies) == [*words(talk[:3]), ("assistant", "", "cancelled")]
    asked = journal.question_of(copies[-1].id).result(10)
    assert asked.content == "Ne zaman?"
    begun = journal.begin_answer(asked.id, MADE).result(10)
    assert begun.versions == (copies[-1].id, begun.id)


def test_an_answer_that_streams_is_copied_as_one_that_was_stopped(journal, ask):
    asked = ask("Say!")
    begun = journal.begin_answer(asked.id, MADE).result(10)
    journal.append_chunk(begun.id, "Bir iki ").result(10)
    made = branch(journal, begun)
    journal.append_chunk(begun.id, "üç").result(10)
    whole = journal.finish_answer(begun.id, "complete", reason="stop").result(10)
    _, copy = said(journal, made)
    assert whole.content == "Bir iki üç"
    assert (copy.content, copy.status) == ("Bir iki ", "cancelled")
    assert copy.answer.reason == "cancelled"
    assert made.id in {hit.conversation.id for hit in journal.search("iki").result(10)}
    assert journal.resuming.reopen(copy.id).result(10).content == "Bir iki "


def test_a_branch_is_found_by_its_words(journal, talk):
    _, _, _, last = talk
    made = branch(journal, last)
    hits = journal.search("yarın sabah").result(10)
    assert {hit.conversation.id for hit in hits} == {made.id, last.conversation_id}


def test_what_is_in_the_trash_or_gone_has_no_branch(journal, talk):
    _, answer, *_ = talk
    journal.delete(answer.conversation_id).result(10)
    with pytest.raises(ConversationInTrash):
        branch(journal, answer)
    with pytest.raises(MessageNotFound):
        journal.branching.branch("f" * 32, "Dal").result(10)
    assert journal.conversations().result(10) == ()


def test_what_was_said_of_answers_and_what_waits_is_not_copied(journal, ask, reply):
    answer = reply(ask("Kira?"))
    journal.ledger.thumb(answer.id, "up").result(10)
    journal.waiting.keep("q", answer.conversation_id, ["Sonra"]).result(10)
    journal.waiting.give_back("q").result(10)
    rows = journal.ledger.page().result(10)
    made = branch(journal, answer)
    assert journal.ledger.thumbs(made.id).result(10) == {}
    assert journal.waiting.take(made.id).result(10) == ()
    assert journal.ledger.page().result(10) == rows
    assert len(rows) == 1


def test_copies_are_not_remembered_a_second_time(journal, talk, ask):
    *_, last = talk
    made = branch(journal, last)
    waiting = {one.id for one in journal.memories.to_remember().result(10)}
    assert waiting == {one.id for one in talk}
    new = ask("Nakit mi?", made.id)
    assert new.id in {one.id for one in journal.memories.to_remember().result(10)}
    later = new.created_at.replace(year=2100)
    learning = {one.id for one in journal.memories.to_learn(later).result(10)}
    assert learning == {talk[0].id, talk[2].id, new.id}


def test_the_rest_of_a_cut_off_answer_is_remembered(journal, ask, reply):
    cut = reply(ask("Say!"), "Bir iki", status="cancelled")
    _, copy = said(journal, branch(journal, cut))
    journal.resuming.reopen(copy.id).result(10)
    journal.append_chunk(copy.id, "üç").result(10)
    journal.finish_answer(copy.id, "complete").result(10)
    waiting = {one.id for one in journal.memories.to_remember().result(10)}
    assert copy.id in waiting
    assert cut.id not in waiting


def test_a_night_counts_an_answer_once(path, backups):
    journal = Journal.open(path, backups)
    night = journal.nights.begin("user", date(2026, 11, 20)).result(10)
    journal.nights.made(night.id, "law", "base", "1002", "").result(10)
    version = journal.nights.version_of("base", "law", "1002").result(10)
    asked = journal.add_user_message(None, "Say!").result(10)
    begun = journal.begin_answer(asked.id, MADE).result(10)
    journal.append_chunk(begun.id, "Bir").result(10)
    journal.close()
    journal = Journal.open(path, backups)
    try:
        again = journal.begin_answer(asked.id, MADE).result(10)
        journal.append_chunk(again.id, "Bir, iki").result(10)
        journal.finish_answer(again.id, "complete").result(10)
        for one in (begun, again):
            branch(journal, one)
        answers = journal.served.answers(version, limit=10).result(10)
        assert [one.id for one in answers] == [again.id]
        assert journal.served.died(version).result(10) == 1
        assert journal.served.cut_off().result(10) == MADE.experts
    finally:
        journal.close()


def test_the_branch_knows_where_its_messages_were_said_first(journal, talk, ask):
    asked, answer, again, last = talk
    made = branch(journal, last)
    second = branch(journal, said(journal, made)[1])
    new = ask("Nakit mi?", second.id)
    known = journal.branch(new.id).result(10)
    assert known.origins == (asked.id, answer.id, new.id)
    copies = said(journal, second)
    redone = journal.branch(copies[0].id).result(10)
    assert redone.answers == {copies[1].id, answer.id, asked.id}
    assert journal.branch(again.id).result(10).origins == ()


def test_what_is_still_said_in_a_branch_is_not_left_behind(journal, talk):
    asked, answer, *_ = talk
    journal.memories.add(episodes([asked, answer]), remembered=[asked.id]).result(10)
    made = branch(journal, answer)
    journal.edit_user_message(asked.id, "Kira kaç?").result(10)
    standing = journal.memories.standing([asked.id, answer.id]).result(10)
    assert {one.id for one in standing} == {asked.id, answer.id}
    journal.edit_user_message(said(journal, made)[0].id, "Kira nedir?").result(10)
    assert journal.memories.standing([asked.id, answer.id]).result(10) == ()


@pytest.mark.parametrize("how", ["thumb", "correction"])
def test_what_is_bad_in_the_branch_is_remembered_no_more(journal, talk, how):
    asked, answer, *_ = talk
    both = [asked.id, answer.id]
    journal.memories.add(episodes([asked, answer]), remembered=both).result(10)
    _, copy = said(journal, branch(journal, answer))
    if how == "thumb":
        journal.ledger.thumb(copy.id, "down").result(10)
    else:
        telling = Remembering("", lambda question, _: question, "{} {}".format)
        journal.ledger.correct(copy.id, "Ödemem.", telling).result(10)
    left = {item.id for item in journal.memories.page().result(10)}
    assert asked.id in left
    assert answer.id not in left
    waiting = {one.id for one in journal.memories.to_remember().result(10)}
    assert answer.id not in waiting


def test_nothing_of_the_users_own_can_go_on_in_a_branch(journal, talk):
    copies = said(journal, branch(journal, talk[0]))
    with pytest.raises(AnswerExpected):
        journal.resuming.reopen(copies[-1].id).result(10)


def test_a_branch_of_a_private_conversation_is_in_no_file():
    journal = open_fleeting()
    try:
        asked = journal.add_user_message(None, "Sır").result(10)
        made = branch(journal, asked)
        assert len(journal.conversations().result(10)) == 2
        assert said(journal, made)[0].content == "Sır"
    finally:
        journal.close()


def test_a_branch_outlives_its_journal(journal, talk, path, backups):
    made = branch(journal, talk[-1])
    journal.close()
    again = Journal.open(path, backups)
    try:
        assert words(said(again, made)) == words(talk)
    finally:
        again.close()
