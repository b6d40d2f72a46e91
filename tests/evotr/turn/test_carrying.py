"""What the next message carries along: counted before it is said, and true then."""

import pytest

from evotr.assistant import Assistant, Profile
from evotr.domain import Message, SamplingParams, TurnFinished
from evotr.errors import EngineClosed
from evotr.inference.config import EngineConfig
from evotr.inference.engine import Engine
from tests.fakes.engine import FakeEngine
from tests.fakes.experts import registry

PROMPT = "You are a test."


@pytest.fixture
def open_assistant(journal, tmp_path):
    def open_(engine, **more):
        made = {"system_prompt": PROMPT, "sampling": SamplingParams(max_tokens=4)}
        profile = Profile("fake", **made | more)
        return Assistant(journal, engine, profile, registry(tmp_path))

    return open_


def talk(assistant, *words):
    """Say these one after the other; the conversation."""
    conversation = None
    for each in words:
        turn = assistant.send(each, conversation_id=conversation)
        list(turn)
        conversation = turn.stored.result().conversation_id
    return conversation


def counted(assistant, conversation):
    return assistant.carried(assistant.transcript(conversation).result()).result(10)


def sent(engine):
    """The words of the last prompt before its question."""
    messages = engine.requests[-1].messages[:-1]
    return sum(len(message.content.split()) for message in messages)


def last(assistant, conversation):
    return assistant.transcript(conversation).result().messages[-1]


def test_an_answer_in_the_users_words_counts_as_these(open_assistant, engine):
    assistant = open_assistant(engine)
    talked = talk(assistant, "bir iki üç", "dört beş")
    before = counted(assistant, talked)
    assistant.correct(last(assistant, talked).id, "altı yedi sekiz dokuz").result(10)
    after = counted(assistant, talked)
    assert after == before - 2 + 4
    list(assistant.send("on", conversation_id=talked))
    assert sent(engine) == after


@pytest.mark.parametrize("questions", [1, 2, 3, 4, 5, 6])
def test_only_what_is_sent_counts(open_assistant, engine, questions):
    assistant = open_assistant(engine, history_messages=6)
    talked = talk(assistant, *(f"soru {n}" for n in range(questions)))
    expected = counted(assistant, talked)
    list(assistant.send("son", conversation_id=talked))
    assert sent(engine) == expected


@pytest.mark.parametrize("said", ["", " \n", "yanıt"])
def test_an_answer_that_says_nothing_is_neither_counted_nor_sent(open_assistant, said):
    engine = FakeEngine(lambda _: said)
    assistant = open_assistant(engine)
    talked = talk(assistant, "bir iki", "üç")
    expected = counted(assistant, talked)
    assert expected == 4 + 3 + 2 * len(said.split())
    list(assistant.send("son", conversation_id=talked))
    assert sent(engine) == expected
    engine.close()


def test_what_is_sent_is_said_in_one_place(open_assistant, engine, monkeypatch):
    assistant = open_assistant(engine)
    talked = talk(assistant, "bir iki", "üç")
    monkeypatch.setattr(Message, "is_sent", property(lambda one: one.role == "user"))
    expected = counted(assistant, talked)
    assert expected == 4 + 3
    list(assistant.send("son", conversation_id=talked))
    assert sent(engine) == expected


def test_the_conversations_own_prompt_stands_for_the_settings(open_assistant, engine):
    assistant = open_assistant(engine)
    talked = talk(assistant, "bir")
    before = counted(assistant, talked)
    assistant.set_system_prompt(talked, "Kısa yanıtla.").result(10)
    assert counted(assistant, talked) == before - len(PROMPT.split()) + 2


def test_what_makes_way_for_the_answer_does_not_count(open_assistant):
    engine = FakeEngine(context=40)
    assistant = open_assistant(engine)
    talked = talk(assistant, *("bir iki üç dört beş",) * 3)
    turn = 5 + 4  # it says no more than four words
    assert counted(assistant, talked) == 4 + 3 * turn
    list(assistant.send("altı yedi sekiz", conversation_id=talked))
    # Beside an answer of four words there would be one too many: the first turn leaves.
    assert counted(assistant, talked) == 4 + 2 * turn + 6
    engine.close()


def test_no_model_is_loaded_for_it(open_assistant):
    engine = FakeEngine()
    assistant = open_assistant(engine)
    talked = talk(assistant, "bir")
    idle = FakeEngine()
    again = open_assistant(idle)
    assert counted(again, talked) is None
    assert idle.status().state == "unloaded"
    idle.preload()
    assert counted(again, talked) == 4 + 2
    for each in (engine, idle):
        each.close()


def test_an_engine_that_is_closed_meanwhile_is_told_of(open_assistant, monkeypatch):
    engine = FakeEngine()
    assistant = open_assistant(engine)
    talked = talk(assistant, "bir")

    def closed(_):
        raise EngineClosed

    monkeypatch.setattr(engine, "count", closed)
    with pytest.raises(EngineClosed):
        counted(assistant, talked)
    engine.close()


@pytest.mark.parametrize("prompt", [PROMPT, ""])
def test_a_models_own_tokenizer_says_the_same_as_its_next_prompt(
    open_assistant, model, prompt
):
    engine = Engine(EngineConfig(model))
    try:
        assistant = open_assistant(engine, system_prompt=prompt)
        talked = talk(assistant, "Merhaba dünya")
        assistant.correct(last(assistant, talked).id, "Doğrusu budur işte").result(10)
        carried = counted(assistant, talked)
        question = engine.count(["Nasılsın?"]).result(10).texts[0]
        *_, end = assistant.send("Nasılsın?", conversation_id=talked)
    finally:
        engine.close()
    assert isinstance(end, TurnFinished)
    assert end.usage.prompt_tokens == carried + question
