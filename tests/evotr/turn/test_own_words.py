"""What the user corrected is answered at once, in their own words."""

import pytest

from evotr.assistant import Assistant, Profile
from evotr.domain import Recalled, Routed, SamplingParams, TokenChunk, TurnFinished
from evotr.memory.service import MemoryService
from evotr.turn import Mind
from tests.fakes.embedder import WordEmbedder

CASES = [
    ("Başkentimiz neresi?", "başkentimiz neresi", "Başkentimiz Ankara'dır."),
    ("Who wrote Hamlet?", "who wrote hamlet", "Shakespeare wrote it."),
]


@pytest.fixture
def memory(journal, tmp_path):
    memory = MemoryService(journal, WordEmbedder, tmp_path / "index")
    yield memory
    memory.close()


@pytest.fixture
def talk(journal, engine, experts, router, open_board, memory):
    """An assistant whose model never knows."""
    engine._answers = lambda _: "I do not know."

    def talk(**profile):
        made = Profile("fake", "", SamplingParams(), **profile)
        board = open_board(lambda: router)
        return Assistant(journal, engine, made, experts, board, Mind(memory))

    return talk


def run(turn):
    events = list(turn)
    said = "".join(event.text for event in events if isinstance(event, TokenChunk))
    return events, events[0].answer_id, said


@pytest.mark.parametrize("case", CASES)
def test_the_users_words_are_the_answer(talk, journal, engine, memory, case):
    question, again, right = case
    assistant = talk()
    _, wrong, _ = run(assistant.send(question))
    version = assistant.correct(wrong, right).result(10).version
    asked = len(engine.requests)

    events, answer, said = run(assistant.send(again))
    assert said == right
    assert len(engine.requests) == asked
    (recalled,) = [event for event in events if isinstance(event, Recalled)]
    assert recalled.own
    assert recalled.items[0].quote == right
    assert not [event for event in events if isinstance(event, Routed)]
    assert isinstance(events[-1], TurnFinished)
    assert events[-1].reason == "stop"

    stored = journal.transcript(events[0].conversation_id).result(10).messages[-1]
    assert (stored.id, stored.content, stored.status) == (answer, right, "complete")
    assert stored.answer.corrects == version.id
    assert [one.quote for one in assistant.why(answer).result(10).items] == [right]
    # The answer itself is no memory: the correction is.
    waiting = journal.memories.to_remember(100).result(10)
    assert answer not in {message.id for message in waiting}
    memory.refresh().result(10)
    told = journal.memories.page().result(10)
    assert answer not in {item.source.message_id for item in told}


@pytest.mark.parametrize(("question", "again", "right"), CASES)
def test_asked_for_another_answer_the_model_says_one(talk, question, again, right):
    assistant = talk()
    _, wrong, _ = run(assistant.send(question))
    assistant.correct(wrong, right).result(10)
    events, answer, _ = run(assistant.send(again))
    _, other, said = run(assistant.regenerate(answer))
    assert said == "I do not know."
    transcript = assistant.transcript(events[0].conversation_id).result(10)
    assert transcript.messages[-1].versions == (answer, other)
    assert run(assistant.edit(transcript.messages[0].id, question))[2] == right


@pytest.mark.parametrize(("question", "again", "right"), CASES)
def test_where_that_is_switched_off_the_model_is_asked(talk, question, again, right):
    assistant = talk(own_words=False)
    _, wrong, _ = run(assistant.send(question))
    assistant.correct(wrong, right).result(10)
    events, _, said = run(assistant.send(again))
    assert said == "I do not know."
    (recalled,) = [event for event in events if isinstance(event, Recalled)]
    assert not recalled.own
    assert recalled.items[0].quote == right


def test_who_pauses_the_memory_asks_the_model(talk):
    question, again, right = CASES[0]
    assistant = talk()
    _, wrong, _ = run(assistant.send(question))
    assistant.correct(wrong, right).result(10)
    assistant.pause_memory(paused=True)
    assert run(assistant.send(again))[2] == "I do not know."
    with assistant.private() as private:
        assert run(private.send(again))[2] == "I do not know."


def test_own_words_can_be_liked_and_corrected_again(talk, journal):
    question, _, right = CASES[1]
    assistant = talk()
    _, wrong, _ = run(assistant.send(question))
    assistant.correct(wrong, right).result(10)
    events, answer, _ = run(assistant.send(question))
    assert assistant.thumb(answer, "up").result(10).row is None
    # Typed after it, a newer word takes the place of the older one.
    run(
        assistant.send("No, it was Marlowe.", conversation_id=events[0].conversation_id)
    )
    assert run(assistant.send(question))[2] == "Marlowe"
    newest = journal.ledger.page().result(10)[-1]
    assert (newest.kind, newest.wrong, newest.right) == ("correction", right, "Marlowe")
    _, answer, _ = run(assistant.send(question))
    assistant.correct(answer, "Nobody knows.").result(10)
    assert run(assistant.send(question))[2] == "Nobody knows."
    newest = journal.ledger.page().result(10)[-1]
    assert (newest.kind, newest.wrong) == ("edit", "Marlowe")


@pytest.mark.parametrize("case", CASES)
def test_own_words_that_are_bad_are_given_no_more_until_that_is_taken_back(
    talk, journal, case
):
    question, again, right = case
    assistant = talk()
    _, wrong, _ = run(assistant.send(question))
    version = assistant.correct(wrong, right).result(10).version
    _, answer, said = run(assistant.send(again))
    assert said == right
    assert assistant.thumb(answer, "down").result(10).waiting
    events, _, said = run(assistant.send(again))
    assert said == "I do not know."
    recalled = [event for event in events if isinstance(event, Recalled)]
    assert right not in {one.quote for event in recalled for one in event.items}
    (waiting,) = journal.ledger.questions().result(10)
    assert (waiting.answer.id, waiting.question) == (answer, again)
    # Where it was written it is as bad; only when neither is, it comes back.
    assistant.thumb(version.id, "down").result(10)
    assistant.thumb(answer, None).result(10)
    assert run(assistant.send(again))[2] == "I do not know."
    assistant.thumb(version.id, None).result(10)
    assert run(assistant.send(again))[2] == right
    assert journal.ledger.questions().result(10) == ()


def test_a_typed_correction_that_is_bad_makes_way_for_the_one_before(talk):
    question, _, right = CASES[1]
    assistant = talk()
    _, wrong, _ = run(assistant.send(question))
    assistant.correct(wrong, right).result(10)
    events, _, _ = run(assistant.send(question))
    run(
        assistant.send("No, it was Marlowe.", conversation_id=events[0].conversation_id)
    )
    _, answer, said = run(assistant.send(question))
    assert said == "Marlowe"
    assistant.thumb(answer, "down").result(10)
    assert run(assistant.send(question))[2] == right
    assistant.thumb(answer, None).result(10)
    assert run(assistant.send(question))[2] == "Marlowe"


@pytest.mark.parametrize(
    ("question", "said", "right"),
    [
        ("Who wrote Hamlet?", "No, it was Marlowe.", "Marlowe"),
        ("Başkentimiz neresi?", "Hayır, doğrusu İzmir.", "İzmir"),
    ],
)
def test_a_typed_correction_that_is_bad_is_no_memory_either(
    talk, memory, question, said, right
):
    assistant = talk()
    events, _, _ = run(assistant.send(question))
    run(assistant.send(said, conversation_id=events[0].conversation_id))
    _, answer, told = run(assistant.send(question))
    assert told == right

    def recalled():
        memory.refresh().result(10)
        events, _, _ = run(assistant.send(said.replace(".", "?")))
        given = [event.items for event in events if isinstance(event, Recalled)]
        return {one.item.text for items in given for one in items}

    assert said in recalled()
    assistant.thumb(answer, "down").result(10)
    # What was asked here holds the word too.
    assert {text for text in recalled() if right in text} <= {said.replace(".", "?")}
    assistant.thumb(answer, None).result(10)
    assert said in recalled()
