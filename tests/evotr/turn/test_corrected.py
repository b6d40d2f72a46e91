"""Corrections in a conversation, and what the next one is given of them."""

import pytest

from evotr.assistant import Assistant, Profile
from evotr.domain import Recalled, SamplingParams, TurnStarted
from evotr.errors import EmptyMessage
from evotr.memory.service import MemoryService
from evotr.turn import Mind
from tests.fakes.embedder import WordEmbedder

QUESTION = "What is the capital of Australia?"


@pytest.fixture
def memory(journal, tmp_path):
    memory = MemoryService(journal, WordEmbedder, tmp_path / "index")
    yield memory
    memory.close()


@pytest.fixture
def talk(journal, engine, experts, router, open_board, memory):
    """An assistant whose answers are all "Sydney"."""
    engine._answers = lambda _: "Sydney"
    profile = Profile("fake", "Be brief.", SamplingParams())
    board = open_board(lambda: router)

    def talk(*, mind=True):
        return Assistant(
            journal, engine, profile, experts, board, Mind(memory) if mind else None
        )

    return talk


def say(assistant, text, conversation=None):
    events = list(assistant.send(text, conversation_id=conversation))
    started = next(event for event in events if isinstance(event, TurnStarted))
    given = [event.items for event in events if isinstance(event, Recalled)]
    return started, [one.item.text for items in given for one in items]


def test_a_typed_correction_is_given_to_the_next_conversation(talk, journal):
    assistant = talk()
    first, _ = say(assistant, QUESTION)
    say(assistant, "No, it is Canberra.", first.conversation_id)
    (row,) = journal.ledger.page().result(10)
    assert (row.kind, row.wrong, row.right) == ("correction", "Sydney", "Canberra")
    assert say(assistant, QUESTION)[1][0] == "The capital of Australia is Canberra."


def test_a_rewritten_answer_is_given_when_it_is_asked_again(talk):
    assistant = talk()
    started, _ = say(assistant, QUESTION)
    assistant.correct(started.answer_id, "Canberra").result(10)
    events = list(assistant.regenerate(started.answer_id))
    (recalled,) = [event for event in events if isinstance(event, Recalled)]
    assert recalled.items[0].quote == "Canberra"


def test_a_thumb_reaches_the_ledger(talk):
    assistant = talk()
    started, _ = say(assistant, QUESTION)
    assert assistant.thumb(started.answer_id, "up").result(10).row is not None
    assert assistant.ledger.count().result(10) == 1


def test_nothing_to_say_is_no_correction(talk):
    with pytest.raises(EmptyMessage):
        talk().correct("0" * 32, "\u200b ")


def test_where_the_memory_is_off_what_is_typed_is_not_taken_up(talk, journal):
    assistant = talk(mind=False)
    started, _ = say(assistant, QUESTION)
    say(assistant, "No, it is Canberra.", started.conversation_id)
    assert journal.ledger.count().result(10) == 0
    taught = assistant.correct(started.answer_id, "Canberra").result(10)
    assert (taught.row is not None, taught.memory) == (True, None)


def test_what_is_no_correction_teaches_nothing(talk, journal):
    assistant = talk()
    started, _ = say(assistant, QUESTION)
    say(assistant, "No, thanks.", started.conversation_id)
    assert journal.ledger.count().result(10) == 0


def test_a_name_alone_is_heard_as_the_answer_to_the_question_before_it(talk, journal):
    assistant = talk()
    started, _ = say(assistant, QUESTION)
    say(assistant, "No, Australia.", started.conversation_id)
    assert journal.ledger.count().result(10) == 0
    started, _ = say(assistant, QUESTION)
    say(assistant, "No, Canberra.", started.conversation_id)
    (row,) = journal.ledger.page().result(10)
    assert (row.question, row.right) == (QUESTION, "Canberra")
