from itertools import pairwise

import pytest

from evotr.assistant import Assistant, Profile, recent
from evotr.domain import (
    ExpertCard,
    Message,
    Route,
    Routed,
    SamplingParams,
    ServedExpert,
    TokenChunk,
    TurnFailed,
    TurnFinished,
    TurnStarted,
)
from evotr.errors import (
    ConversationNotFound,
    EmptyMessage,
    EngineClosed,
    ExpertNotFound,
    GenerationBroken,
    MessageNotFound,
    ModelNotFound,
)
from tests.fakes.engine import FakeEngine
from tests.fakes.experts import registry
from tests.fakes.migrated import open_migrated
from tests.fakes.tiny_model import build_model

PROMPT = "You are a test."


@pytest.fixture
def journal(tmp_path):
    journal = open_migrated(tmp_path / "journal.db", tmp_path / "backups")
    yield journal
    journal.close()


@pytest.fixture
def engine():
    engine = FakeEngine({"hello": "hi there", "break": GenerationBroken(path="m")})
    yield engine
    engine.close()


@pytest.fixture
def assistant(journal, engine, tmp_path):
    profile = Profile("fake", PROMPT, SamplingParams())
    return Assistant(journal, engine, profile, registry(tmp_path))


def text(events):
    return "".join(e.text for e in events if isinstance(e, TokenChunk))


def terminal(events):
    ends = [e for e in events if isinstance(e, TurnFinished | TurnFailed)]
    assert len(ends) == 1
    assert events[-1] is ends[0]
    return ends[0]


def test_a_turn_streams_and_is_stored(assistant):
    events = list(assistant.send("hello"))
    started = events[0]
    assert isinstance(started, TurnStarted)
    assert text(events) == "hi there"
    assert terminal(events).reason == "stop"
    stored = assistant.transcript(started.conversation_id).result().messages
    assert [(m.role, m.content, m.status) for m in stored] == [
        ("user", "hello", "complete"),
        ("assistant", "hi there", "complete"),
    ]
    assert stored[1].id == started.answer_id
    assert stored[1].answer.model == "fake"
    assert stored[1].answer.system_prompt == PROMPT
    assert stored[1].answer.usage == terminal(events).usage


def test_the_words_are_stored_before_anything_runs(assistant, engine):
    assistant.send("never iterated")
    (conversation,) = assistant.conversations().result()
    (message,) = assistant.transcript(conversation.id).result().messages
    assert message.content == "never iterated"
    assert engine.requests == []


def test_each_chunk_is_in_the_journal_before_it_is_seen(assistant):
    said = ""
    for event in assistant.send("one two three four"):
        if isinstance(event, TurnStarted):
            started = event
        if isinstance(event, TokenChunk):
            said += event.text
            stored = assistant.transcript(started.conversation_id).result()
            assert stored.messages[1].content == said
            assert stored.messages[1].status == "streaming"


def test_the_history_reaches_the_engine_in_order(assistant, engine):
    first = next(iter(list(assistant.send("hello"))))
    list(assistant.send("and now?", conversation_id=first.conversation_id))
    assert engine.requests[1].conversation == first.conversation_id
    assert engine.requests[1].messages == (
        Message("system", PROMPT),
        Message("user", "hello"),
        Message("assistant", "hi there"),
        Message("user", "and now?"),
    )


def test_cancel_in_the_middle_keeps_what_was_said(assistant, engine):
    engine.hold()
    engine.let(2)
    turn = assistant.send("one two three four")
    events = []
    for event in turn:
        events.append(event)
        if text(events).split() == ["one", "two"]:
            turn.cancel()
    assert terminal(events).reason == "cancelled"
    stored = assistant.transcript(events[0].conversation_id).result().messages[1]
    assert stored.status == "cancelled"
    assert stored.content == text(events)


def test_cancel_before_the_first_event(assistant):
    turn = assistant.send("hello")
    turn.cancel()
    assert terminal(list(turn)).reason == "cancelled"


def test_a_face_that_stops_listening_cancels(assistant):
    turn = iter(assistant.send("one two three"))
    started = next(turn)
    while not isinstance(next(turn), TokenChunk):
        pass
    turn.close()
    stored = assistant.transcript(started.conversation_id).result().messages[1]
    assert stored.status == "cancelled"
    assert stored.content.strip() == "one"


def test_an_engine_error_is_an_event_and_the_conversation_goes_on(assistant, engine):
    engine.before_failure = ("half ",)
    events = list(assistant.send("break"))
    assert isinstance(terminal(events).error, GenerationBroken)
    conversation = events[0].conversation_id
    stored = assistant.transcript(conversation).result().messages[1]
    assert (stored.status, stored.content) == ("failed", "half ")
    assert stored.answer.error == "GenerationBroken"
    assert text(list(assistant.send("hello", conversation_id=conversation)))


def test_a_closed_engine_fails_the_turn_but_keeps_the_words(assistant, engine):
    engine.close()
    events = list(assistant.send("hello"))
    assert isinstance(terminal(events).error, EngineClosed)
    assert assistant.search("hello").result()


@pytest.mark.parametrize("message", ["", " \n\t", "\0", "\u200b\u2060", "\x1b"])
def test_a_message_that_shows_nothing_is_refused(assistant, message):
    with pytest.raises(EmptyMessage):
        assistant.send(message)
    assert assistant.conversations().result() == ()


def test_an_unknown_conversation_is_a_failed_turn(assistant):
    events = list(assistant.send("hello", conversation_id="f" * 32))
    assert isinstance(terminal(events).error, ConversationNotFound)


def test_edit_keeps_the_old_version_and_answers_the_new(assistant, engine):
    first = next(iter(list(assistant.send("hello"))))
    events = list(assistant.edit(first.user_message_id, "good morning"))
    shown = assistant.transcript(first.conversation_id).result().messages
    assert [m.content for m in shown] == ["good morning", "good morning"]
    assert shown[0].versions == (first.user_message_id, shown[0].id)
    assert shown[0].version == 2
    assert engine.requests[1].messages[1:] == (Message("user", "good morning"),)
    back = assistant.select_version(first.user_message_id).result()
    assert [m.content for m in back.messages] == ["hello", "hi there"]
    assert terminal(events).reason == "stop"


def test_regenerate_answers_the_same_question_again(assistant, engine):
    first = next(iter(list(assistant.send("hello"))))
    events = list(assistant.regenerate(first.answer_id))
    shown = assistant.transcript(first.conversation_id).result().messages
    assert [m.content for m in shown] == ["hello", "hi there"]
    assert shown[1].versions == (first.answer_id, shown[1].id)
    assert shown[1].version == 2
    assert shown[1].id == events[0].answer_id != first.answer_id
    assert engine.requests[1].messages == engine.requests[0].messages


def test_regenerate_of_nothing_is_a_failed_turn(assistant):
    assert isinstance(
        terminal(list(assistant.regenerate("f" * 32))).error, MessageNotFound
    )


def test_deleting_forgets_the_prompt_cache(assistant, engine):
    first = next(iter(list(assistant.send("hello"))))
    assistant.delete(first.conversation_id).result()
    assert engine.forgotten == [first.conversation_id]
    assert assistant.conversations().result() == ()
    assistant.restore(first.conversation_id).result()
    assert len(assistant.conversations().result()) == 1


def talk(turns):
    roles = ("user", "assistant")
    return tuple(Message(roles[i % 2], str(i)) for i in range(2 * turns - 1))


@pytest.mark.parametrize("turns", range(1, 60))
@pytest.mark.parametrize("most", [2, 3, 10, 20, 21])
def test_the_window_holds_the_newest_whole_turns(turns, most):
    messages = talk(turns)
    window = recent(messages, most)
    assert window == messages[-len(window) :]
    assert window[0].role == "user"
    assert len(window) <= most
    assert len(window) >= min(len(messages), most // 2)


def test_the_window_keeps_its_start_for_most_turns():
    starts = [recent(talk(turns), 20)[0].content for turns in range(11, 31)]
    moves = sum(a != b for a, b in pairwise(starts))
    assert moves <= 4


CHEF = ExpertCard(
    "chef",
    {"en": "Chef"},
    {"en": "Cooking."},
    system_prompt="Cook.",
    sampling={"temperature": 0.7, "top_k": 20},
)
POET = ExpertCard("poet", {"en": "Poet"}, {"en": "Rhymes."}, system_prompt="Rhyme.")


@pytest.fixture
def kitchen(journal, engine, tmp_path):
    """An assistant with two experts that have no adapter; the user set top_k."""
    model = build_model(tmp_path / "model")
    experts = registry(tmp_path, model, chef=CHEF, poet=POET)
    profile = Profile(
        "fake", PROMPT, SamplingParams(top_k=5), fixed=frozenset({"top_k"})
    )
    return Assistant(journal, engine, profile, experts)


def test_an_expert_without_adapter_answers_on_its_prompt(kitchen, engine, journal):
    events = list(kitchen.send("hello", experts=kitchen.blend("chef")))
    said = Route((("chef", 1.0),), 1.0, "pinned")
    assert events[1] == Routed((ServedExpert("chef", 1.0, None),), route=said)
    request = engine.requests[-1]
    assert (request.instruction, request.adapters) == ("Cook.", ())
    assert (request.sampling.temperature, request.sampling.top_k) == (0.7, 5)
    message = journal.history(events[0].answer_id).result()[-1]
    assert message.content == "hi there"


def test_the_answer_remembers_who_gave_it(kitchen):
    started, *_ = kitchen.send("hello", experts=kitchen.blend("chef:0.3,poet:0.7"))
    transcript = kitchen.transcript(started.conversation_id).result()
    answer = transcript.messages[-1].answer
    assert answer.instruction == "Rhyme."  # the larger share leads
    assert answer.experts == (ServedExpert("chef", 0.3), ServedExpert("poet", 0.7))


def test_who_wants_no_expert_gets_none_and_it_is_said(kitchen, engine):
    events = list(kitchen.send("hello", experts=kitchen.blend("base")))
    (routed,) = [event for event in events if isinstance(event, Routed)]
    assert (routed.experts, routed.route) == ((), Route((), 1.0, "pinned"))
    assert engine.requests[-1].instruction == ""


def test_an_unknown_expert_is_refused_before_anything_is_stored(kitchen):
    with pytest.raises(ExpertNotFound):
        kitchen.blend("chief")
    assert kitchen.conversations().result() == ()


def test_a_base_that_cannot_be_read_fails_the_turn_and_keeps_the_words(
    journal, engine, tmp_path
):
    experts = registry(tmp_path, tmp_path / "gone", chef=CHEF)
    assistant = Assistant(
        journal, engine, Profile("fake", PROMPT, SamplingParams()), experts
    )
    started, failed = assistant.send("hello", experts=(("chef", 1.0),))
    assert isinstance(failed.error, ModelNotFound)
    messages = assistant.transcript(started.conversation_id).result().messages
    assert [message.status for message in messages] == ["complete", "failed"]


def test_a_private_conversation_leaves_nothing(assistant, engine, journal, tmp_path):
    with assistant.private() as aside:
        started, *_, end = list(aside.send("Aramızda kalsın: zürafa"))
        assert isinstance(end, TurnFinished)
        assert len(aside.transcript(started.conversation_id).result(10).messages) == 2
        assert journal.conversations(limit=9).result(10) == ()
        assert engine.forgotten == []
    assert engine.forgotten == [started.conversation_id]
    journal.close()
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert files
    assert [file for file in files if "zürafa".encode() in file.read_bytes()] == []


def test_lists_have_a_top_and_folders(assistant):
    started, *_ = list(assistant.send("Merhaba"))
    key = started.conversation_id
    assert assistant.keep_on_top(key, on_top=True).result(10).on_top
    assert assistant.put_in_folder(key, "Ev").result(10).folder == "Ev"


def test_thumbs_of_a_conversation_are_listed(assistant):
    started, *_ = list(assistant.send("Merhaba"))
    assistant.thumb(started.answer_id, "up").result(10)
    given = assistant.thumbs(started.conversation_id).result(10)
    assert given == {started.answer_id: "up"}


def test_who_there_is_can_be_listed(kitchen):
    assert [card.id for card in kitchen.cards()] == ["chef", "poet"]
