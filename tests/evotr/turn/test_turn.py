from functools import partial

import pytest

from evotr.domain import (
    GENERAL,
    Exemplar,
    Message,
    Route,
    Routed,
    ServedExpert,
    TokenChunk,
    TurnFailed,
    TurnFinished,
)
from evotr.errors import (
    BlendWrong,
    ConversationNotFound,
    ExpertNotFound,
    MessageNotFound,
    RouterFailed,
    StandingExpertGone,
)
from evotr.experts import Provenance
from evotr.router.files import forget_taught
from tests.fakes.adapters import build_adapter
from tests.fakes.router import FakeRouter


def routed(events):
    found = [event for event in events if isinstance(event, Routed)]
    assert len(found) <= 1
    return found[0] if found else None


def answer_of(assistant, events):
    stored = assistant.transcript(events[0].conversation_id).result(10).messages
    return next(m.answer for m in stored if m.id == events[0].answer_id)


def test_a_turn_that_nobody_pinned_is_routed(assistant, engine):
    events = list(assistant.send("kira ne kadar?"))
    event = routed(events)
    assert event.experts == (ServedExpert("law"),)
    assert event.route.stage == "keyword"
    assert event.route.why.keywords == ("kira",)
    assert event.route.runner_up == (GENERAL, 0.1)
    assert event.fault is None
    assert engine.requests[-1].instruction == "Cite the law."
    assert answer_of(assistant, events).route == event.route


def test_general_is_the_base_until_it_has_learned(assistant, engine):
    events = list(assistant.send("merhaba"))
    assert routed(events).experts == ()
    assert routed(events).route.pick == GENERAL
    assert engine.requests[-1].instruction == ""
    assert answer_of(assistant, events).experts == ()


def test_the_router_is_shown_the_last_messages_and_who_answered(assistant, router):
    first, *_ = list(assistant.send("kira ne kadar?"))
    list(assistant.send("peki ya?", conversation_id=first.conversation_id))
    before, after = router.asked
    assert (before.history, before.previous) == ((), None)
    assert after.text == "peki ya?"
    assert after.previous == "law"
    assert after.history[0] == Message("user", "kira ne kadar?")
    for _ in range(6):
        list(assistant.send("devam", conversation_id=first.conversation_id))
    assert len(router.asked[-1].history) == 6
    assert router.asked[-1].previous == GENERAL


def test_a_message_chooses_above_all_else(assistant, router):
    events = list(assistant.send("kira", experts=assistant.blend("chef")))
    assert routed(events).experts == (ServedExpert("chef"),)
    assert routed(events).route == Route((("chef", 1.0),), 1.0, "pinned")
    events = list(assistant.send("kira", experts=assistant.blend("base")))
    assert routed(events) == Routed((), route=Route((), 1.0, "pinned"))
    assert assistant.blend("general") == (("general", 1.0),)
    assert router.asked == []


def test_a_conversation_can_be_pinned_and_freed(assistant, router):
    first, *_ = list(assistant.send("merhaba"))
    talk = first.conversation_id
    assistant.pin(talk, " chef:0.6, law:0.4 ").result(10)
    events = list(assistant.send("kira", conversation_id=talk))
    assert routed(events).experts == (
        ServedExpert("chef", 0.6),
        ServedExpert("law", 0.4),
    )
    assert routed(events).route.stage == "pinned"
    list(assistant.send("kira", conversation_id=talk, experts=()))
    assert assistant.pin(talk, "auto").result(10).pinned is None
    events = list(assistant.send("kira", conversation_id=talk))
    assert routed(events).route.stage == "keyword"
    assert len(router.asked) == 2


def test_a_pin_is_looked_at_before_it_is_kept(assistant):
    first, *_ = list(assistant.send("merhaba"))
    with pytest.raises(ExpertNotFound):
        assistant.pin(first.conversation_id, "cheff")
    with pytest.raises(BlendWrong):
        assistant.pin(first.conversation_id, "chef,law")
    with pytest.raises(ConversationNotFound):
        assistant.pin("f" * 32, "chef").result(10)


def test_a_pin_whose_expert_is_gone_is_told_and_the_router_picks(assistant, journal):
    first, *_ = list(assistant.send("merhaba"))
    journal.pin(first.conversation_id, "gone").result(10)
    events = list(assistant.send("kira", conversation_id=first.conversation_id))
    assert isinstance(routed(events).fault, ExpertNotFound)
    assert routed(events).experts == (ServedExpert("law"),)
    assert isinstance(events[-1], TurnFinished)


def test_a_standing_expert_answers_without_the_router(open_assistant, router):
    assistant = open_assistant(expert="chef")
    events = list(assistant.send("kira"))
    assert routed(events).experts == (ServedExpert("chef"),)
    assert routed(events).route == Route((("chef", 1.0),), 1.0, "standing")
    assert router.asked == []


@pytest.mark.parametrize("gone", ["chief", "zzzz"])
def test_a_standing_expert_that_is_gone_is_told_as_the_settings(open_assistant, gone):
    events = list(open_assistant(expert=gone).send("merhaba"))
    fault = routed(events).fault
    assert isinstance(fault, StandingExpertGone)
    assert fault.values["expert"] == gone


@pytest.mark.parametrize("fault", [RuntimeError("odd"), MemoryError(), KeyError(1)])
def test_where_the_router_breaks_the_base_answers(assistant, router, fault):
    router.fault = fault
    events = list(assistant.send("kira ne kadar?"))
    event = routed(events)
    assert (event.experts, event.route) == ((), None)
    assert isinstance(event.fault, RouterFailed)
    assert isinstance(events[-1], TurnFinished)
    stored = assistant.transcript(events[0].conversation_id).result(10).messages
    assert [message.status for message in stored] == ["complete", "complete"]
    assert stored[1].answer.route is None


def test_where_the_router_cannot_be_opened_the_base_answers(open_assistant):
    def build():
        raise ImportError("sklearn")

    assistant = open_assistant(build)
    assistant.preload()
    events = list(assistant.send("kira ne kadar?"))
    assert routed(events).fault.values == {"reason": "ImportError"}
    assert isinstance(events[-1], TurnFinished)


def test_a_pick_whose_card_is_gone_leaves_it_to_the_base(open_assistant):
    assistant = open_assistant(lambda: FakeRouter({"kira": "left"}))
    events = list(assistant.send("kira"))
    assert (routed(events).experts, routed(events).route) == ((), None)
    assert isinstance(routed(events).fault, ExpertNotFound)


def test_the_router_is_opened_with_the_model(open_assistant, router, engine):
    opened = []

    def build():
        opened.append(True)
        return router

    assistant = open_assistant(build)
    assert opened == []
    assistant.preload()
    assert engine.preloads == 1
    list(assistant.send("merhaba"))
    assert opened == [True]


def test_the_runner_ups_adapter_is_fetched_in_the_background(
    assistant, router, engine, experts, model, tmp_path
):
    for seed, name in enumerate(("law", "chef")):
        folder = build_adapter(tmp_path / name, model, seed=seed)
        added = experts.add(name, folder, Provenance(activation="reply"))
        experts.use(name, added.version)
    router.runner_up = "chef"
    events = list(assistant.send("kira"))
    assert engine.requests[-1].adapters
    assistant.correct_route(events[0].answer_id, "law").result(10)  # queued behind
    (fetched,) = engine.prefetched
    assert fetched != engine.requests[-1].adapters[0].adapter.key


@pytest.mark.parametrize("runner_up", ["general", "law", "gone"])
def test_a_runner_up_without_an_adapter_is_nothing_to_fetch(
    assistant, router, engine, runner_up
):
    router.runner_up = runner_up
    events = list(assistant.send("çorba"))
    assistant.correct_route(events[0].answer_id, "law").result(10)
    assert engine.prefetched == []


def test_a_correction_is_learned_at_once(open_assistant, journal):
    def build():
        taught = journal.exemplars().result(10)
        return FakeRouter({e.exemplar.text: e.exemplar.expert for e in taught})

    assistant = open_assistant(build)
    events = list(assistant.send("depozito"))
    assert routed(events).experts == ()
    answer = events[0].answer_id
    kept = assistant.correct_route(answer, "law").result(10)
    assert kept.exemplar == Exemplar("depozito", "law", answer)
    assert routed(list(assistant.send("depozito"))).experts == (ServedExpert("law"),)
    assistant.correct_route(answer, "base").result(10)
    assert routed(list(assistant.send("depozito"))).experts == ()
    (left,) = journal.exemplars().result(10)
    assert left.exemplar.expert == GENERAL


def test_what_was_learned_is_taken_back_at_once(open_assistant, journal):
    def build():
        taught = journal.exemplars().result(10)
        return FakeRouter({e.exemplar.text: e.exemplar.expert for e in taught})

    assistant = open_assistant(build)
    started, *_ = assistant.send("depozito")
    kept = assistant.correct_route(started.answer_id, "law").result(10)
    assert assistant.taught_routes().result(10) == (kept,)
    assistant.unteach_route(kept.id).result(10)
    assert routed(list(assistant.send("depozito"))).experts == ()
    assert journal.exemplars(None).result(10) == ()


@pytest.fixture
def state(tmp_path):
    """Where the router keeps what it made of what it was taught."""
    folder = tmp_path / "router"
    folder.mkdir()
    return folder


@pytest.fixture
def taught(open_assistant, journal, state):
    """An assistant whose router keeps what was taught, and what it was taught."""

    def build():
        known = {
            e.exemplar.text: e.exemplar.expert for e in journal.exemplars().result()
        }
        with (state / "vectors.npz").open("a", encoding="utf-8") as file:
            file.writelines(known)
        return FakeRouter(known)

    assistant = open_assistant(build)
    assistant.forget_heads = partial(forget_taught, state)
    started, *_ = assistant.send("depozito")
    return assistant, assistant.correct_route(started.answer_id, "law").result(10)


def test_what_was_made_of_it_goes_first(taught, state):
    assistant, kept = taught
    assert (state / "vectors.npz").read_text("utf-8") == "depozito"
    assistant.unteach_route(kept.id).result(10)
    assert (state / "vectors.npz").read_text("utf-8") == ""


def test_what_cannot_be_deleted_is_still_taught(taught, state, journal):
    assistant, kept = taught
    (state / "more").mkdir()
    with pytest.raises(RouterFailed):
        assistant.unteach_route(kept.id).result(10)
    assert journal.exemplars().result(10) == (kept,)
    assert routed(list(assistant.send("depozito"))).experts == (ServedExpert("law"),)


def test_a_correction_that_cannot_be(assistant, journal):
    with pytest.raises(ExpertNotFound):
        assistant.correct_route("f" * 32, "lawyer")
    with pytest.raises(MessageNotFound):
        assistant.correct_route("f" * 32, "law").result(10)
    assert journal.exemplars(None).result(10) == ()


def test_an_unknown_expert_of_a_message_fails_the_turn(assistant):
    *_, last = assistant.send("kira", experts=(("gone", 1.0),))
    assert isinstance(last, TurnFailed)
    assert isinstance(last.error, ExpertNotFound)


@pytest.mark.parametrize("own", ["Kısa konuş.", "Speak as a pirate."])
def test_a_conversation_may_have_a_system_prompt_of_its_own(assistant, engine, own):
    events = list(assistant.send("merhaba", system_prompt=f" {own}\n"))
    here = events[0].conversation_id
    assert engine.requests[-1].messages == (
        Message("system", own),
        Message("user", "merhaba"),
    )
    made = answer_of(assistant, events)
    assert (made.system_prompt, made.own_prompt) == (own, True)
    again = list(assistant.send("devam", conversation_id=here))
    assert engine.requests[-1].messages[0] == Message("system", own)
    assistant.set_system_prompt(here, "").result(10)
    list(assistant.regenerate(again[0].answer_id))
    assert engine.requests[-1].messages[0].role == "user"
    other = list(assistant.send("merhaba"))
    assert answer_of(assistant, other).own_prompt is False


def test_what_is_answered_under_its_own_prompt_is_no_lesson(assistant, journal):
    events = list(assistant.send("merhaba", system_prompt="Korsan gibi konuş."))
    here, answer = events[0].conversation_id, events[0].answer_id
    assert assistant.thumb(answer, "up").result(10).row is None
    assert not assistant.thumb(answer, "down").result(10).waiting
    taught = assistant.correct(answer, "Ahoy!").result(10)
    assert (taught.consent, taught.row) == ("learn", None)
    assert journal.ledger.page().result(10) == ()
    # The prompt that an answer was made under counts, whatever holds now.
    assistant.set_system_prompt(here, "").result(10)
    assert assistant.correct(taught.version.id, "Ahoy, ahoy!").result(10).row is None
    fresh = list(assistant.send("selam", conversation_id=here))
    assert assistant.correct(fresh[0].answer_id, "Selam!").result(10).row is not None


@pytest.mark.parametrize(
    ("before", "after"), [("", "Korsan gibi konuş."), ("Speak as a pirate.", "")]
)
def test_an_answer_goes_on_under_the_prompt_that_it_began_with(
    assistant, engine, journal, before, after
):
    turn = iter(assistant.send("merhaba", system_prompt=before))
    began = next(event for event in turn if isinstance(event, TokenChunk))
    turn.close()
    first = engine.requests[-1].messages
    (here,) = journal.conversations().result(10)
    said = journal.transcript(here.id).result(10).messages[-1]
    assert (said.status, said.content) == ("cancelled", began.text)
    assistant.set_system_prompt(here.id, after).result(10)
    list(assistant.go_on(said.id))
    assert engine.requests[-1].messages == first
    made = journal.transcript(here.id).result(10).messages[-1].answer
    assert (made.system_prompt, made.own_prompt) == (before, bool(before))
    row = assistant.correct(said.id, "Merhaba!").result(10).row
    assert (row is None) is bool(before)


def test_an_answer_that_is_emptied_meanwhile_fails(assistant, engine, journal):
    turn = iter(assistant.send("merhaba"))
    began = next(turn)
    next(event for event in turn if isinstance(event, TokenChunk))
    journal.memories.forget_messages(began.answer_id).result(60)
    *_, last = turn
    assert isinstance(last, TurnFailed)
    assert isinstance(last.error, MessageNotFound)
    said = journal.transcript(began.conversation_id).result(10).messages[-1]
    assert (said.content, said.status) == ("", "cancelled")
    assert not engine.open
