"""What was said in wordings that the user has left."""

from dataclasses import replace

import pytest

from evotr.domain import Answer, MemoryItem, SamplingParams, Source

ANSWER = Answer("evotr-mini", "", SamplingParams())


@pytest.fixture
def keep(journal):
    """Remember a message; its memory's id."""

    def keep(message, kind="episode", quote="", **fields):
        source = Source(message.conversation_id, message.id, quote=quote)
        item = MemoryItem(
            "", kind, message.content, message.role, source, message.created_at
        )
        return journal.memories.add([replace(item, **fields)]).result(10)[0]

    return keep


@pytest.fixture
def standing(journal):
    def standing(*memory_ids):
        return [item.id for item in journal.memories.standing(memory_ids).result(10)]

    return standing


def test_an_edited_wording_and_its_answer_stand_no_longer(
    journal, ask, reply, keep, standing
):
    first = ask("PIN kodum 1111.")
    old = keep(first)
    answer = keep(reply(first, "1111, anladım."))
    assert standing(old, answer) == [old, answer]
    new = keep(journal.edit_user_message(first.id, "PIN kodum 2222.").result(10))
    assert standing(old, answer, new) == [new]
    assert len(journal.memories.get((old, answer, new)).result(10)) == 3
    journal.select_version(first.id).result(10)
    assert standing(old, answer, new) == [old, answer]


def test_an_answer_that_was_given_anew_stands_no_longer(ask, reply, keep, standing):
    asked = ask("What is my pin code?")
    question = keep(asked)
    old, new = keep(reply(asked, "It is 1111.")), keep(reply(asked, "It is 2222."))
    assert standing(question, old, new) == [question, new]


def test_a_fact_stands_while_it_is_said(journal, ask, keep, standing):
    first = ask("I live in Bursa and my pin is 1111.")
    home = keep(first, "fact", "I live in Bursa")
    pin = keep(first, "fact", "my pin is 1111")
    pinned = keep(first, pinned=True)
    journal.edit_user_message(first.id, "I live in Bursa, pin 2222.").result(10)
    assert standing(home, pin, pinned) == [home, pinned]


def test_other_conversations_and_what_has_no_message_stand(
    journal, ask, keep, standing
):
    first = ask("Adım Ayşe")
    journal.edit_user_message(first.id, "Adım Deniz").result(10)
    other = ask("Kedim Pamuk")
    elsewhere = keep(replace(other, id="not-here"))
    assert standing(kept := keep(other), elsewhere) == [kept, elsewhere]
