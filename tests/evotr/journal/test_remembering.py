"""Which messages are offered to be remembered and learned from."""

from datetime import UTC, datetime, timedelta

import pytest

from evotr.domain import Answer, MemoryItem, SamplingParams, Source
from evotr.errors import ConversationNotFound, GenerationBroken, MessageTooLong

LATER = datetime.now(UTC) + timedelta(days=1)
EARLIER = LATER - timedelta(days=2)
ANSWER = Answer("evotr-mini", "", SamplingParams())


def said(future):
    return [message.content.strip() for message in future.result(10)]


def episode(message):
    source = Source(message.conversation_id, message.id)
    return MemoryItem(
        "", "episode", message.content, message.role, source, message.created_at
    )


def test_messages_are_offered_until_they_are_remembered(journal, ask, reply):
    asked = ask("Adım Ayşe")
    answer = reply(asked, "Merhaba Ayşe")
    memories = journal.memories
    assert said(memories.to_remember()) == ["Adım Ayşe", "Merhaba Ayşe"]
    assert said(memories.to_remember(1)) == ["Adım Ayşe"]
    memories.add([episode(asked)], remembered=[asked.id, "nobody"]).result(10)
    assert memories.to_remember().result(10) == (answer,)
    memories.add([], remembered=[answer.id], learned=[asked.id]).result(10)
    assert memories.to_remember().result(10) == ()
    assert said(memories.to_learn(LATER)) == []


def test_only_what_the_user_said_in_quiet_conversations_is_learned_from(
    journal, ask, reply
):
    asked = ask("Adım Ayşe")
    reply(asked)
    memories = journal.memories
    assert said(memories.to_learn(EARLIER)) == []
    assert said(memories.to_learn(LATER)) == ["Adım Ayşe"]
    memories.add([], learned=[asked.id]).result(10)
    assert said(memories.to_learn(LATER)) == []
    # Its words are still to be remembered; that it was learned stays so.
    assert said(memories.to_remember())[0] == "Adım Ayşe"
    memories.add([], remembered=[asked.id]).result(10)
    assert said(memories.to_learn(LATER)) == []


@pytest.mark.parametrize(
    ("consent", "offered"),
    [("learn", (1, 1)), ("remember", (1, 0)), ("nothing", (0, 0))],
)
def test_consent_says_what_is_offered(journal, ask, consent, offered):
    asked = ask("Adım Ayşe")
    assert journal.conversations().result(10)[0].consent == "learn"
    kept = journal.set_consent(asked.conversation_id, consent).result(10)
    assert kept.consent == consent
    remember = journal.memories.to_remember().result(10)
    learn = journal.memories.to_learn(LATER).result(10)
    assert (len(remember), len(learn)) == offered
    assert journal.transcript(kept.id).result(10).conversation == kept


@pytest.mark.parametrize("later", ["remember", "learn"])
def test_what_was_said_under_no_consent_is_never_offered(journal, ask, reply, later):
    talk = ask("Merhaba").conversation_id
    journal.set_consent(talk, "nothing").result(10)
    reply(ask("Adım Ayşe", talk), "Merhaba Ayşe")
    journal.set_consent(talk, later).result(10)
    assert journal.memories.to_remember().result(10) == ()
    assert journal.memories.to_learn(LATER).result(10) == ()
    ask("Kedim var", talk)
    assert said(journal.memories.to_remember()) == ["Kedim var"]


def test_what_was_said_only_to_be_remembered_is_never_learned_from(journal, ask):
    asked = ask("Adım Ayşe")
    talk = asked.conversation_id
    journal.set_consent(talk, "remember").result(10)
    journal.memories.add([episode(asked)], remembered=[asked.id]).result(10)
    journal.set_consent(talk, "learn").result(10)
    assert journal.memories.to_learn(LATER).result(10) == ()
    assert journal.memories.count().result(10) == 1
    ask("Adım Ayla", talk)
    assert said(journal.memories.to_learn(LATER)) == ["Adım Ayla"]


def test_the_same_consent_again_changes_nothing(journal, ask):
    asked = ask("Adım Ayşe")
    for _ in range(2):
        journal.set_consent(asked.conversation_id, "remember").result(10)
    assert said(journal.memories.to_remember()) == ["Adım Ayşe"]


def test_an_unknown_conversation_has_no_consent(journal):
    with pytest.raises(ConversationNotFound):
        journal.set_consent("nobody", "nothing").result(10)


def test_half_answers_trash_and_silence_are_not_offered(journal, ask, reply):
    streaming = ask("soru")
    open_answer = journal.begin_answer(streaming.id, ANSWER).result(10)
    journal.append_chunk(open_answer.id, "yarım").result(10)
    reply(ask("boş cevap"), "", status="failed")
    thrown = ask("atılan")
    journal.delete(thrown.conversation_id).result(10)
    assert said(journal.memories.to_remember()) == ["soru", "boş cevap"]
    journal.finish_answer(open_answer.id, "cancelled").result(10)
    assert said(journal.memories.to_remember()) == ["soru", "boş cevap"]
    resuming = journal.resuming
    resuming.reopen(open_answer.id).result(10)
    journal.append_chunk(open_answer.id, "bütün").result(10)
    journal.finish_answer(open_answer.id, "complete").result(10)
    assert "yarımbütün" in said(journal.memories.to_remember())


def test_only_the_active_branch_is_offered(journal, ask, reply):
    first = ask("Adım Ayla")
    reply(first, "Merhaba Ayla")
    second = journal.edit_user_message(first.id, "Adım Ayşe").result(10)
    assert said(journal.memories.to_remember()) == ["Adım Ayşe"]
    journal.memories.add([], remembered=[second.id]).result(10)
    assert said(journal.memories.to_remember()) == []
    journal.select_version(first.id).result(10)
    assert said(journal.memories.to_remember()) == ["Adım Ayla", "Merhaba Ayla"]


def test_the_marks_go_with_their_conversation(journal, ask):
    asked = ask("Adım Ayşe")
    journal.memories.add([], remembered=[asked.id]).result(10)
    journal.delete(asked.conversation_id).result(10)
    journal.purge(asked.conversation_id).result(60)
    assert journal.conversations(trash=True).result(10) == ()


def destroyed(journal, asked):
    journal.memories.forget_messages(asked.id).result(60)


def trashed(journal, asked):
    journal.delete(asked.conversation_id).result(10)


def purged(journal, asked):
    trashed(journal, asked)
    journal.purge(asked.conversation_id).result(60)


def forbidden(journal, asked):
    journal.set_consent(asked.conversation_id, "nothing").result(10)


@pytest.mark.parametrize("meanwhile", [destroyed, trashed, purged, forbidden])
def test_what_the_user_takes_back_meanwhile_is_not_stored(journal, ask, meanwhile):
    kept, asked = ask("Pelikan"), ask("Zümrüdüanka")
    offered = journal.memories.to_remember().result(10)
    assert offered == (kept, asked)
    meanwhile(journal, asked)
    ids = [message.id for message in offered]
    made = [episode(message) for message in offered]
    assert len(journal.memories.add(made, remembered=ids).result(10)) == 1
    assert [m.text for m in journal.memories.page().result(10)] == ["Pelikan"]


def test_what_lay_in_the_trash_meanwhile_is_offered_again(journal, ask):
    asked = ask("Adım Ayşe")
    trashed(journal, asked)
    journal.memories.add([episode(asked)], remembered=[asked.id]).result(10)
    journal.restore(asked.conversation_id).result(10)
    assert said(journal.memories.to_remember()) == ["Adım Ayşe"]


def test_what_is_still_to_be_remembered_is_so_under_a_wider_consent(journal, ask):
    talk = ask("Merhaba").conversation_id
    journal.set_consent(talk, "remember").result(10)
    asked = ask("Adım Ayşe", talk)
    journal.set_consent(talk, "learn").result(10)
    memories = journal.memories
    assert said(memories.to_remember()) == ["Merhaba", "Adım Ayşe"]
    assert memories.to_learn(LATER).result(10) == ()
    memories.add([episode(asked)], remembered=[asked.id]).result(10)
    assert said(memories.to_remember()) == ["Merhaba"]
    assert memories.to_learn(LATER).result(10) == ()


PASTES = ["Yapıştırılmış bir satır. " * 50, "A pasted line.\n" * 80]


@pytest.mark.parametrize("paste", PASTES)
def test_a_paste_that_could_not_be_answered_is_not_remembered(
    journal, ask, reply, paste
):
    asked = ask(paste)
    waiting = journal.memories.to_remember
    assert waiting().result(10) == ()
    failed = reply(asked, "", "failed", error=MessageTooLong())
    assert waiting().result(10) == ()
    begun = journal.begin_answer(asked.id, failed.answer).result(10)
    assert waiting().result(10) == ()
    journal.append_chunk(begun.id, "Peki.")
    answer = journal.finish_answer(begun.id, "complete", reason="stop").result(10)
    found = waiting().result(10)
    assert [message.id for message in found] == [asked.id, answer.id]


@pytest.mark.parametrize("words", ["Adım Ayşe.", "My name is Ayşe."])
def test_what_was_typed_is_remembered_whatever_the_model_did(
    journal, ask, reply, words
):
    asked = ask(words)
    reply(asked, "", "failed", error=GenerationBroken())
    found = journal.memories.to_remember().result(10)
    assert [message.id for message in found] == [asked.id]
