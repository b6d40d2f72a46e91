"""Going on with an answer: the same message, by the same experts, with what it had."""

from concurrent.futures import Future

import pytest

from evotr.assistant import Assistant, Profile
from evotr.domain import Recalled, Routed, SamplingParams, TokenChunk, TurnFailed
from evotr.errors import AnswerExpected, GenerationBroken
from evotr.memory.service import MemoryService
from evotr.turn import Mind
from tests.fakes.embedder import WordEmbedder


@pytest.fixture
def memory(journal, tmp_path):
    memory = MemoryService(journal, WordEmbedder, tmp_path / "index")
    yield memory
    memory.close()


@pytest.fixture
def talk(journal, engine, experts, router, open_board, memory):
    profile = Profile("fake", "Be brief.", SamplingParams(max_tokens=2))
    return Assistant(
        journal, engine, profile, experts, open_board(lambda: router), Mind(memory)
    )


def run(turn):
    events = list(turn)
    said = "".join(event.text for event in events if isinstance(event, TokenChunk))
    return events, said


@pytest.mark.parametrize(
    ("question", "first", "rest"),
    [
        ("Kira ne zaman ödenir?", "Kira her ", "ayın beşinde."),
        ("When is the kira due?", "On the ", "fifth."),
    ],
)
def test_it_grows_by_who_gave_it(talk, engine, journal, question, first, rest):
    def answer(request):
        return rest if request.begun else first + rest

    engine._answers = answer
    events, said = run(talk.send(question))
    assert said == first
    before = journal.transcript(events[0].conversation_id).result(10).messages[-1]
    assert before.answer.reason == "length"

    more, added = run(talk.go_on(before.id))
    assert more[0] == events[0]
    assert added == rest
    assert not [event for event in more if isinstance(event, Routed | Recalled)]
    last = engine.requests[-1]
    assert (last.begun, last.instruction) == (first, engine.requests[-2].instruction)
    assert last.messages == engine.requests[-2].messages
    _, after = journal.transcript(events[0].conversation_id).result(10).messages
    assert (after.id, after.content) == (before.id, first + rest)
    assert after.answer.route == before.answer.route
    assert after.answer.experts == before.answer.experts


def test_it_has_the_memories_that_it_had(talk, engine, memory):
    said, _ = run(talk.send("My cat is called Pamuk."))
    memory.refresh().result(10)
    engine._answers = lambda request: "more" if request.begun else "It is called Pamuk"
    events, _ = run(talk.send("What is my cat called?"))
    (recalled,) = [event for event in events if isinstance(event, Recalled)]
    assert recalled.items
    before = talk.why(events[0].answer_id).result(10)
    run(talk.go_on(events[0].answer_id))
    assert engine.requests[-1].instruction == engine.requests[-2].instruction
    assert talk.why(events[0].answer_id).result(10) == before
    assert said[0].conversation_id != events[0].conversation_id


def test_what_is_gone_on_with_while_the_memory_rests_is_never_remembered(
    talk, engine, journal, memory
):
    engine._answers = lambda request: "more" if request.begun else "one two three"
    events, _ = run(talk.send("Say."))
    talk.pause_memory(paused=True)
    run(talk.go_on(events[0].answer_id))
    talk.pause_memory(paused=False)
    memory.refresh().result(10)
    texts = {item.text for item in journal.memories.page().result(10)}
    assert "Say." in texts
    assert not [text for text in texts if "more" in text]


def test_a_stop_while_its_memories_are_measured_is_a_stop(
    talk, engine, memory, journal
):
    run(talk.send("My cat is called Pamuk."))
    memory.refresh().result(10)
    engine._answers = lambda request: "more" if request.begun else "It is called Pamuk"
    events, _ = run(talk.send("What is my cat called?"))
    turn = talk.go_on(events[0].answer_id)

    def count(texts):
        assert texts
        turn.cancel()
        cancelled = Future()
        cancelled.cancel()
        return cancelled

    engine.count = count
    more, _ = run(turn)
    assert not [event for event in more if isinstance(event, TurnFailed)]
    left = journal.transcript(events[0].conversation_id).result(10).messages[-1]
    assert left.status in {"cancelled", "complete"}


def test_a_failure_leaves_what_was_said(talk, engine, journal):
    engine._answers = lambda _: "one two three"
    events, _ = run(talk.send("Say."))
    engine._answers = lambda _: GenerationBroken(path="/m")
    more, _ = run(talk.go_on(events[0].answer_id))
    assert isinstance(more[-1], TurnFailed)
    left = journal.transcript(events[0].conversation_id).result(10).messages[-1]
    assert (left.content, left.status) == ("one two ", "failed")


def test_the_users_own_words_do_not_go_on(talk, engine):
    engine._answers = lambda _: "no idea"
    events, _ = run(talk.send("Who wrote it all?"))
    talk.correct(events[0].answer_id, "Shakespeare.").result(10)
    given, _ = run(talk.send("Who wrote it all?"))
    (failed,) = run(talk.go_on(given[0].answer_id))[0]
    assert isinstance(failed.error, AnswerExpected)
