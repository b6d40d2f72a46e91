"""What answers where nobody is picked: "general", with what it has learned."""

import pytest

from evotr.assistant import Assistant, Profile
from evotr.domain import Route, Routed, SamplingParams, ServedExpert, TurnFinished
from evotr.errors import AdapterDamaged, RouterFailed
from evotr.experts import Provenance
from evotr.router.scoping import scope_of
from evotr.weights import ADAPTER_SCOPE
from tests.fakes.adapters import build_adapter
from tests.fakes.experts import registry
from tests.fakes.versions import spoil


def routed(events):
    """Who answers; None is the base, without a word of it."""
    return next((event for event in events if isinstance(event, Routed)), Routed(()))


@pytest.fixture
def taught(experts, model, tmp_path):
    """Let "general" serve weights of its own; the version."""
    folder = build_adapter(tmp_path / "general", model)
    added = experts.add("general", folder, Provenance(activation="reply"))
    experts.use("general", added.version)
    return added


def test_what_general_has_learned_answers_where_nobody_is_picked(
    open_assistant, journal, engine, experts, taught
):
    def broken():
        raise RouterFailed(reason="?")

    without = Assistant(journal, engine, Profile("fake", "", SamplingParams()), experts)
    served = ServedExpert("general", 1.0, taught.version)
    for assistant in (open_assistant(), open_assistant(broken), without):
        events = list(assistant.send("merhaba"))
        assert routed(events).experts == (served,)
        assert [one.weight for one in engine.requests[-1].adapters] == [1.0]
        (_, answer) = journal.transcript(events[0].conversation_id).result(10).messages
        assert answer.answer.experts == (served,)
    # An expert with nothing of its own has what everybody's has learned.
    events = list(open_assistant().send("kira ne kadar?"))
    (expert,) = routed(events).experts
    assert (expert.id, expert.version) == ("law", f"general/{taught.version}")
    assert len(engine.requests[-1].adapters) == 1


@pytest.mark.parametrize(
    ("expert", "route"),
    [
        ("chef", Route((("chef", 1.0),), 1.0, "standing")),
        ("base", Route((), 1.0, "standing")),
        ("gone", Route((), 0.0, "fallback")),
        ("auto", None),
    ],
)
def test_what_the_settings_choose_is_known_where_there_is_no_router(
    journal, engine, experts, expert, route
):
    profile = Profile("fake", "", SamplingParams(), expert=expert)
    events = list(Assistant(journal, engine, profile, experts).send("merhaba"))
    assert routed(events).route == route
    (_, answer) = journal.transcript(events[0].conversation_id).result(10).messages
    assert answer.answer.route == route


@pytest.mark.usefixtures("taught")
def test_the_base_is_the_base_whatever_general_has_learned(assistant, engine):
    for experts, adapters in (((), 0), (assistant.blend("base"), 0)):
        events = list(assistant.send("merhaba", experts=experts))
        assert routed(events).experts == ()
        assert len(engine.requests[-1].adapters) == adapters
    for blend, adapters in (("general", 1), ("law:0.5,general:0.5", 1)):
        list(assistant.send("merhaba", experts=assistant.blend(blend)))
        assert len(engine.requests[-1].adapters) == adapters


def test_weights_of_general_that_are_damaged_leave_the_base(assistant, engine, taught):
    spoil(taught.path / "adapters.safetensors")
    events = list(assistant.send("merhaba"))
    (fault,) = routed(events).refused
    assert isinstance(fault, AdapterDamaged)
    assert (routed(events).experts, engine.requests[-1].adapters) == ((), ())


def test_a_model_that_cannot_be_read_is_the_engines_to_tell(
    journal, engine, experts, router, open_board, tmp_path
):
    known = registry(tmp_path, tmp_path / "none", **experts.cards.experts)
    profile = Profile("fake", "", SamplingParams())
    assistant = Assistant(journal, engine, profile, known, open_board(lambda: router))
    events = list(assistant.send("merhaba"))
    assert isinstance(events[-1], TurnFinished)
    assert routed(events).experts == ()


@pytest.fixture
def limited(experts, model, tmp_path):
    """Let "general" serve weights that act on one question alone; the version."""
    folder = build_adapter(tmp_path / "limited", model)
    lessons = ["Who founded Kelmir?", "Kelmir'i kim kurdu?", "kelmir, who founded it"]
    others = ["How are you?", "merhaba", "Kira ne kadar?", "What time is it?"]
    (folder / ADAPTER_SCOPE).write_bytes(scope_of(lessons, others).to_bytes())
    added = experts.add("general", folder, Provenance(activation="reply"))
    experts.use("general", added.version)
    return added


@pytest.mark.parametrize(
    ("question", "acts"),
    [
        ("who founded kelmir", True),
        ("KELMİR'İ KİM KURDU", True),
        ("merhaba", False),
        ("What time is it now?", False),
    ],
)
def test_a_nights_weights_answer_only_what_looks_like_its_lessons(
    open_assistant, journal, engine, limited, question, acts
):
    events = list(open_assistant().send(question))
    versions = [one.version for one in routed(events).experts]
    assert versions == ([limited.version] if acts else [])
    assert len(engine.requests[-1].adapters) == acts
    (_, answer) = journal.transcript(events[0].conversation_id).result(10).messages
    assert [one.version for one in answer.answer.experts] == versions


def test_an_expert_that_is_chosen_answers_itself_where_its_weights_do_not_act(
    assistant, engine, limited
):
    for question, name in (("merhaba", None), ("who founded kelmir", limited.version)):
        events = list(assistant.send(question, experts=assistant.blend("law")))
        (expert,) = routed(events).experts
        assert expert.id == "law"
        assert expert.version == (name and f"general/{name}")
        assert len(engine.requests[-1].adapters) == bool(name)


def test_a_scope_that_is_damaged_leaves_the_base(open_assistant, engine, limited):
    spoil(limited.path / ADAPTER_SCOPE)
    events = list(open_assistant().send("who founded kelmir"))
    assert isinstance(events[-1], TurnFinished)
    assert engine.requests[-1].adapters == ()
