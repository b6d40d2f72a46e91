"""What is recalled in a turn, and what a turn leaves in the memory."""

from datetime import UTC, datetime, timedelta
from functools import cache
from threading import Event

import pytest

from evotr.assistant import Assistant, Profile
from evotr.domain import (
    Message,
    Recalled,
    RecallQuery,
    Routed,
    SamplingParams,
    TokenChunk,
    TurnFinished,
    TurnStarted,
)
from evotr.errors import MemoryFailed, MemoryLate, MemoryOff, ModelNotFound
from evotr.memory.aside import Aside
from evotr.memory.service import Habits, MemoryService
from evotr.memory.service_values import Able
from evotr.text import Catalog
from evotr.turn import Mind
from tests.fakes.embedder import WordEmbedder
from tests.fakes.engine import FakeEngine


@pytest.fixture
def embedder():
    return WordEmbedder()


@pytest.fixture
def open_memory(journal, tmp_path, embedder):
    opened = []

    def open_memory(encoder=lambda: embedder, **habits):
        habits = Habits(**habits)
        index = tmp_path / "index"
        opened.append(MemoryService(journal, encoder, index, habits))
        return opened[-1]

    yield open_memory
    for memory in opened:
        memory.close()


@pytest.fixture
def talk(journal, engine, experts, router, open_board, open_memory):
    """An assistant with a memory, whose answers are all "Tamam."."""
    engine._answers = lambda _: "Tamam."

    def talk(memory=None, profile=None, **options):
        return Assistant(
            journal,
            engine,
            profile or Profile("fake", "Be brief.", SamplingParams()),
            experts,
            open_board(lambda: router),
            Mind(memory or open_memory(), **options),
        )

    return talk


def settle(assistant):
    assistant._mind.memory.refresh().result(60)


def run(assistant, text, conversation=None):
    events = list(assistant.send(text, conversation_id=conversation))
    settle(assistant)
    return events


def recalled(events):
    found = [event for event in events if isinstance(event, Recalled)]
    assert len(found) <= 1
    return found[0] if found else None


def said(events):
    return "".join(event.text for event in events if isinstance(event, TokenChunk))


@pytest.mark.parametrize(
    ("told", "asked"),
    [
        ("My cat is called Pamuk.", "What is my cat called?"),
        ("Kedimin adı Pamuk.", "kedimin adi neydi?"),
    ],
)
def test_what_was_said_in_one_conversation_is_known_in_another(
    talk, engine, told, asked
):
    assistant = talk()
    run(assistant, told)
    events = run(assistant, asked)
    event = recalled(events)
    assert event.items[0].item.text == told
    assert event.fault is None
    assert event.ms > 0
    kinds = [type(each) for each in events]
    assert kinds.index(Routed) < kinds.index(Recalled) < kinds.index(TokenChunk)
    request = engine.requests[-1]
    assert told in request.instruction
    assert request.messages == (Message("system", "Be brief."), Message("user", asked))
    assert assistant.why(events[0].answer_id).result(10).items == event.items


def test_where_nothing_fits_nothing_is_said_of_it(talk, engine):
    assistant = talk()
    events = run(assistant, "Merhaba")
    assert recalled(events) is None
    assert engine.requests[-1].instruction == ""
    assert assistant.why(events[0].answer_id).result(10) == Recalled(())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("My cat's name is Pamuk.", "My cat is called Tekir."),
        ("Kedimin adı Pamuk.", "Kedimin adı Tekir."),
    ],
)
def test_what_may_contradict_is_asked_once(talk, open_memory, journal, one, other):
    assistant = talk(open_memory(quiet=timedelta(0)))
    run(assistant, one)
    assert recalled(run(assistant, other)).asked == ()
    (doubt,) = journal.memories.doubts().result(10)
    assert "Tekir" in doubt.item.text
    assert ["Pamuk" in fact.text for fact in doubt.others] == [True]
    assert recalled(run(assistant, "Merhaba")) == Recalled((), asked=(doubt,))
    assert recalled(run(assistant, "Merhaba")) is None


def test_a_wish_tells_at_once_what_it_may_contradict(talk, journal):
    assistant = talk()
    run(assistant, "Remember that my cat's name is Pamuk")
    events = run(assistant, "Remember that my cat's name is Tekir")
    assert "Pamuk" in said(events)
    assert len(journal.memories.doubts().result(10)) == 1
    assert recalled(run(assistant, "Merhaba")) is None


def test_what_stands_in_the_prompt_is_not_recalled(talk):
    assistant = talk()
    first, *_ = run(assistant, "Kedimin adı Pamuk.")
    events = run(assistant, "kedimin adı neydi?", first.conversation_id)
    assert recalled(events) is None


def test_what_left_the_window_is_recalled(journal, engine, experts, open_memory):
    profile = Profile("fake", "", SamplingParams(), history_messages=2)
    assistant = Assistant(
        journal, engine, profile, experts, None, Mind(open_memory(), most=1)
    )
    first, *_ = run(assistant, "Kedimin adı Pamuk.")
    for text in ("Hava güzel.", "Yağmur yağacak mı?"):
        run(assistant, text, first.conversation_id)
    events = run(assistant, "kedimin adı neydi?", first.conversation_id)
    assert [one.item.text for one in recalled(events).items] == ["Kedimin adı Pamuk."]


def test_what_left_the_window_is_told_summed_up(journal, experts, open_memory):
    engine = FakeEngine(
        lambda r: "Kedisi Pamuk." if r.conversation == "summary" else "Tamam."
    )
    able = Able(Aside(engine, "facts"), Aside(engine, "summary"), "fake", 2)
    profile = Profile("fake", "Be brief.", SamplingParams(), history_messages=2)
    mind = Mind(open_memory(able=able), most=0)
    assistant = Assistant(journal, engine, profile, experts, None, mind)
    first, *_ = run(assistant, "Kedimin adı Pamuk.")
    run(assistant, "Hava nasıl?", first.conversation_id)
    asked = (
        engine.requests[-1]
        if engine.requests[-1].conversation != "summary"
        else (engine.requests[-2])
    )
    opening, *said = asked.messages
    assert opening.content.startswith("Be brief.\n\n")
    assert opening.content.endswith("<summary>\nKedisi Pamuk.\n</summary>")
    assert said == [Message("user", "Hava nasıl?")]
    engine.close()


def test_an_answer_made_again_does_not_see_the_first_one(talk):
    assistant = talk()
    first, *_ = run(assistant, "Kedimin adı Pamuk.")
    events = list(assistant.regenerate(first.answer_id))
    assert recalled(events) is None
    events = list(assistant.edit(first.user_message_id, "Kedimin adı neydi?"))
    assert recalled(events) is None


def test_the_question_is_embedded_once(talk, embedder):
    assistant = talk()
    run(assistant, "Kedimin adı Pamuk.")
    run(assistant, "kedimin adı neydi?")
    asked = [texts for texts in embedder.asked if texts == ["kedimin adı neydi?"]]
    assert len(asked) <= 2  # the question, and the same words as a memory


def test_a_memory_that_fails_does_not_fail_the_turn(talk, open_memory):
    def broken():
        raise ZeroDivisionError

    assistant = talk(open_memory(broken))
    events = list(assistant.send("kedimin adı neydi?"))
    assert isinstance(recalled(events).fault, MemoryFailed)
    assert said(events) == "Tamam."
    assert isinstance(events[-1], TurnFinished)


def test_a_late_memory_is_not_waited_for(talk, open_memory):
    go_on = Event()
    memory = open_memory(lambda: go_on.wait(60) and None)
    events = list(talk(memory, patience_s=0.01).send("kedimin adı neydi?"))
    go_on.set()
    assert isinstance(recalled(events).fault, MemoryLate)
    assert said(events) == "Tamam."


def test_a_turn_is_cancelled_while_it_waits_for_the_memory(talk, open_memory):
    opening, go_on = Event(), Event()

    def slow():
        opening.set()
        go_on.wait(60)

    assistant = talk(open_memory(slow), patience_s=60)
    turn = assistant.send("kedimin adı neydi?")
    events = iter(turn)
    assert isinstance(next(events), TurnStarted)
    assert opening.wait(60)
    turn.cancel()
    rest = list(events)
    go_on.set()
    assert rest[-1].reason == "cancelled"
    assert recalled(rest) is None


def test_a_model_that_cannot_be_loaded_is_told_as_ever(talk, engine):
    assistant = talk()
    run(assistant, "Kedimin adı Pamuk.")
    error = ModelNotFound(model="m")
    engine._answers = lambda _: error
    events = list(assistant.send("kedimin adı neydi?"))
    assert events[-1].error is error


def test_where_nothing_may_be_kept_memories_may_be_read(talk, journal):
    assistant = talk()
    run(assistant, "Kedimin adı Pamuk.")
    first, *_ = run(assistant, "Merhaba")
    assistant.set_consent(first.conversation_id, "nothing").result(10)
    before = journal.memories.count().result(10)
    events = run(assistant, "kedimin adı neydi?", first.conversation_id)
    assert recalled(events).items
    assert journal.memories.count().result(10) == before


@pytest.mark.parametrize(
    ("wish", "answer"),
    [
        ("Remember that my cat's name is Pamuk.", "I will remember: "),
        ("Şunu unutma: kedimin adı Pamuk.", "Hatırlayacağım: "),
    ],
)
def test_a_wish_is_carried_out_without_the_model(talk, engine, journal, wish, answer):
    assistant = talk()
    events = run(assistant, wish)
    kinds = [type(event) for event in events]
    assert kinds == [TurnStarted, TokenChunk, TurnFinished]
    assert said(events).startswith(answer)
    assert engine.requests == []
    shown = assistant.transcript(events[0].conversation_id).result(10).messages
    assert shown[-1].content == said(events)
    (fact,) = journal.memories.page().result(10)
    assert (fact.kind, "Pamuk" in fact.text) == ("fact", True)
    assert recalled(run(assistant, "kedim cat name pamuk mu?")).items[0].item == fact


@pytest.mark.parametrize("wish", ["forget everything", "her şeyi unut", "beni unut"])
def test_everything_is_not_forgotten_at_a_word(talk, engine, journal, wish):
    assistant = talk()
    run(assistant, "Kedimin adı Pamuk.")
    asked, before = len(engine.requests), journal.memories.count().result(10)
    events = run(assistant, wish)
    assert "`evotr memory forget --everything`" in said(events)
    assert len(engine.requests) == asked
    assert journal.memories.count().result(10) == before


@pytest.mark.parametrize(
    ("wish", "words"), [("forget everything", "panel"), ("her şeyi unut", "paneli")]
)
def test_a_window_says_it_in_its_own_words(talk, wish, words):
    @cache
    def speak(language):
        said = {"en": "The panel forgets.", "tr": "Unutturan: bellek paneli"}
        return Catalog(language, {"obeyed.everything": said[language]})

    assistant = talk(profile=Profile("f", "", SamplingParams(), speak=speak))
    assert words in said(run(assistant, wish))


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ("Remember that my cat's name is Pamuk.", "is private"),
        ("Kedimin adının Pamuk olduğunu hatırla", "gizli"),
    ],
)
def test_a_wish_in_a_private_conversation_is_answered_as_what_it_is(talk, wish, words):
    with talk().private() as aside:
        answer = said(list(aside.send(wish)))
    assert words in answer
    assert "EVOTR_MEMORY" not in answer


def test_the_list_of_what_may_be_meant_goes_with_it(talk, journal):
    assistant = talk()
    for text in ("The wifi password is Pine42.", "The safe's password is 4471."):
        run(assistant, text)
    events = run(assistant, "Forget our password.")
    assert "Pine42" in said(events)
    (wifi,) = assistant.memories.page(words="pine42").result(10)
    assert wifi.id in said(events)
    assistant.forget(wifi.id).result(60)
    shown = journal.transcript(events[0].conversation_id).result(10).messages
    assert shown[-1].content == ""


@pytest.mark.parametrize(
    ("told", "asked"),
    [
        ("My cat is called Pamuk.", "What is my cat called?"),
        ("Kedimin adı Pamuk.", "kedimin adi neydi?"),
    ],
)
def test_what_a_branch_copied_is_not_recalled_beside_it(talk, told, asked):
    assistant = talk()
    first, *_ = run(assistant, told)
    made = assistant.branch(first.answer_id, "Dal").result(10)
    events = run(assistant, asked, made.id)
    items = recalled(events).items if recalled(events) else ()
    assert told not in {one.item.text for one in items}
    elsewhere = run(assistant, asked)
    assert told in {one.item.text for one in recalled(elsewhere).items}


def test_what_is_forgotten_leaves_the_branches_and_their_prompts(talk, engine, journal):
    assistant = talk()
    first, *_ = run(assistant, "Kedimin adı Pamuk.")
    made = assistant.branch(first.answer_id, "Dal").result(10)
    assert said(run(assistant, "Kedimin adını unut.")).startswith("Unutuldu: ")
    assert made.id in engine.forgotten
    copies = journal.messages(made.id).result(10)
    assert copies[0].content == ""
    assert "Pamuk" not in journal.find_conversation(made.id).result(10).title


def test_what_is_forgotten_leaves_the_engine(talk, engine):
    assistant = talk()
    other, *_ = run(assistant, "Hava güzel.")
    first, *_ = run(assistant, "Kedimin adı Pamuk.")
    near, *_ = run(assistant, "Pamuk nerede uyur?")
    far, *_ = run(assistant, "Deniz mavi.")  # given it too, and not made from it
    for answered in (near, far):
        recalled = assistant.why(answered.answer_id).result(10).items
        assert "Kedimin adı Pamuk." in {one.item.text for one in recalled}
    assistant.correct_route(first.answer_id, "law").result(60)
    events = run(assistant, "Kedimin adını unut.")
    assert said(events).startswith("Unutuldu: ")
    assert "başka yanıtlar da artık hatırlanmaz: 1." in said(events)
    assert set(engine.forgotten) == {
        each.conversation_id for each in (first, near, far, events[0])
    }
    assert other.conversation_id not in engine.forgotten
    found = assistant._mind.memory.recall(RecallQuery("kedimin adı neydi?"))
    assert not any("Pamuk" in one.item.text for one in found)


def test_a_memory_can_be_forgotten_by_its_id(talk, engine, journal):
    assistant = talk()
    first, *_ = run(assistant, "Kedimin adı Pamuk.")
    (cat,) = assistant.memories.page(words="pamuk").result(10)
    outcome = assistant.forget(cat.id).result(60)
    assert (outcome.kind, outcome.messages) == ("forgotten", 1)
    assert assistant.memories.page(words="pamuk").result(10) == ()
    settle(assistant)
    assert engine.forgotten == [first.conversation_id]
    assert journal.history(first.user_message_id).result(10)[0].content == ""


def test_the_router_unlearns_what_is_forgotten(talk, router, journal):
    assistant = talk()
    first, *_ = run(assistant, "Kedimin adı Pamuk.")
    assistant.correct_route(first.answer_id, "law").result(60)
    (cat,) = assistant.memories.page(words="pamuk").result(10)
    assert assistant.forget(cat.id).result(60).unlearned
    assert journal.exemplars().result(10) == ()
    run(assistant, "Merhaba")
    assert router.asked[-1].text == "Merhaba"


def test_without_a_memory_nothing_can_be_forgotten(journal, engine, experts):
    assistant = Assistant(
        journal, engine, Profile("fake", "", SamplingParams()), experts
    )
    with pytest.raises(MemoryOff):
        assistant.forget("cat")


@pytest.mark.parametrize(
    ("wish", "answer"),
    [
        ("Remember that my cat's name is Pamuk.", "My memory is switched off"),
        ("Forget my cat's name.", "My memory is switched off"),
        ("Şunu unutma: kedimin adı Pamuk.", "Belleğim kapalı"),
        ("Kedimin adını unut.", "Belleğim kapalı"),
    ],
)
def test_without_a_memory_a_wish_is_answered_with_that(
    journal, engine, experts, wish, answer
):
    profile = Profile("fake", "", SamplingParams())
    events = list(Assistant(journal, engine, profile, experts).send(wish))
    assert said(events).startswith(answer)
    assert engine.requests == []
    assert journal.memories.count().result(10) == 0


def test_what_is_said_without_a_memory_is_never_remembered(
    journal, engine, experts, talk
):
    profile = Profile("fake", "", SamplingParams())
    off = Assistant(journal, engine, profile, experts)
    for text in ("Kedimin adı Pamuk.", "Şunu unutma: oğlumun adı Emir."):
        assert isinstance(list(off.send(text))[-1], TurnFinished)
    assert journal.memories.to_remember().result(10) == ()
    assert journal.memories.to_learn(datetime.now(UTC)).result(10) == ()
    run(talk(), "Merhaba")
    texts = {item.text for item in journal.memories.page().result(10)}
    assert texts == {"Merhaba", "Tamam."}


def test_a_memory_that_rests_recalls_nothing_and_never_takes_up_what_was_said(
    talk, journal
):
    assistant = talk()
    run(assistant, "Kedimin adı Pamuk.")
    assistant.pause_memory(paused=True)
    assert assistant.memory_paused
    assert recalled(run(assistant, "Kedimin adı neydi?")) is None
    assistant.pause_memory(paused=False)
    events = run(assistant, "kedimin adı ne?")
    assert "Kedimin adı Pamuk." in {r.item.text for r in recalled(events).items}
    texts = {item.text for item in journal.memories.page().result(10)}
    assert "Kedimin adı neydi?" not in texts
    assert "kedimin adı ne?" in texts


@pytest.mark.parametrize("consent", ["learn", "remember", "nothing"])
def test_the_programs_own_words_are_never_remembered(talk, journal, consent):
    assistant = talk()
    first, *_ = run(assistant, "Merhaba")
    journal.set_consent(first.conversation_id, consent).result(10)
    before = journal.memories.count().result(10)
    run(assistant, "Kedimin adını unut.", first.conversation_id)
    journal.set_consent(first.conversation_id, "learn").result(10)
    settle(assistant)
    assert journal.memories.count().result(10) == before
    assert journal.memories.to_remember().result(10) == ()


def test_the_memory_is_asked_for_its_part(talk):
    assistant = talk(most=1, workspace="iş")
    run(assistant, "Kedimin adı Pamuk.")
    assert recalled(run(assistant, "kedimin adı neydi?")) is None
    memory = assistant._mind.memory
    assert len(memory.recall(RecallQuery("kedimin adı", k=1))) == 1
