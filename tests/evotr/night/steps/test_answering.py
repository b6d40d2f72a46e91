from dataclasses import replace

import pytest

from evotr.domain import Adapter, Message, Priority, WeightedAdapter
from evotr.errors import GenerationBroken
from evotr.night.steps.answering import (
    Asked,
    EngineAnswerer,
    Serving,
    Speaker,
    room_for,
)
from tests.fakes.engine import FakeEngine


def asked(text, memory=""):
    return Asked((Message("user", text),), memory)


def test_each_question_gets_its_reply_in_order_and_once():
    engine = FakeEngine({"a": "one", "bb": "iki üç"})
    answerer = EngineAnswerer(engine, Serving("Be short."))
    replies = answerer.answer([asked("bb"), asked("a"), asked("bb")], Speaker())
    assert [reply.text for reply in replies] == ["iki üç", "one", "iki üç"]
    assert [reply.tokens for reply in replies] == [2, 1, 2]
    assert len(engine.requests) == 2


def test_it_is_asked_as_a_turn_asks_and_behind_every_person(tmp_path):
    engine = FakeEngine()
    adapter = WeightedAdapter(Adapter("k", tmp_path))
    speaker = Speaker((adapter,), "Answer as a careful engineer would.")
    EngineAnswerer(engine, Serving("Be short.")).answer([asked("Nasıl?")], speaker)
    (request,) = engine.requests
    assert request.messages == (
        Message("system", "Be short."),
        Message("user", "Nasıl?"),
    )
    assert request.instruction == "Answer as a careful engineer would."
    assert request.adapters == (adapter,)
    assert request.priority is Priority.BACKGROUND
    assert request.sampling.temperature == 0.0
    assert not request.cache_prompt
    assert not engine.forgotten  # nothing is kept of it but what opens others


def test_a_memory_stands_where_the_model_reads_it():
    engine = FakeEngine()
    for place in ("opening", "answer"):
        serving = Serving("Be short.", place)
        EngineAnswerer(engine, serving).answer([asked("x", "<memory>")], Speaker())
    opening, answer = engine.requests
    assert opening.messages[0].content == "Be short.\n\n<memory>"
    assert answer.instruction == "<memory>"


def test_an_answer_without_an_end_says_so():
    answerer = EngineAnswerer(FakeEngine({"x": "a b c"}), Serving(""), max_tokens=2)
    (reply,) = answerer.answer([asked("x")], Speaker())
    assert (reply.text, reply.ended) == ("a b", False)


def test_where_more_is_right_there_is_room_for_it():
    said = "uzun bir yanıt, sonuna kadar"
    engine = FakeEngine({"x": said, "y": 9 * "b "})
    answerer = EngineAnswerer(engine, Serving(""), max_tokens=2)
    whole, usual = asked("x"), asked("y")
    roomy = replace(whole, room=room_for(said))
    replies = answerer.answer([roomy, usual, whole], Speaker())
    assert [(reply.text, reply.ended) for reply in replies] == [
        (said, True),
        ("b b", False),
        (said, True),  # it is the same question, and asked once
    ]


def test_few_wait_in_the_engine_at_once():
    engine = FakeEngine()
    most = 0

    def answer(request):
        nonlocal most
        most = max(most, len(engine.open))
        return request.messages[-1].content

    engine.answer = answer
    answerer = EngineAnswerer(engine, Serving(""), at_once=3)
    replies = answerer.answer([asked(f"q{n}") for n in range(20)], Speaker())
    assert [reply.text for reply in replies] == [f"q{n}" for n in range(20)]
    assert most == 3


def test_what_the_engine_raises_ends_it_and_what_waits_is_cancelled():
    engine = FakeEngine({"bad": GenerationBroken(reason="nan")})
    answerer = EngineAnswerer(engine, Serving(""))
    waiting = [asked("bad"), *(asked(f"good {n}") for n in range(5))]
    streams = []
    submit = engine.submit
    engine.submit = lambda request: streams.append(submit(request)) or streams[-1]
    with pytest.raises(GenerationBroken):
        answerer.answer(waiting, Speaker())
    assert all(stream.cancelled or stream.ended for stream in streams)


def test_questions_that_one_expert_answers_are_asked_one_after_the_other(tmp_path):
    engine = FakeEngine()
    adapter = WeightedAdapter(Adapter("k", tmp_path))
    speaker = Speaker((adapter,), acts=lambda text: "o" in text)
    texts = ["two", "longest of all", "three", "x", "fourth", "a"]
    replies = EngineAnswerer(engine, Serving("")).answer(
        [asked(text) for text in texts], speaker
    )
    assert [reply.text for reply in replies] == texts
    acting = [bool(request.adapters) for request in engine.requests]
    assert acting == [False] * 3 + [True] * 3
    sizes = [len(request.messages[-1].content) for request in engine.requests]
    assert sizes == [1, 1, 5, 3, 6, 14]
    assert not any(request.cache_prompt for request in engine.requests)
