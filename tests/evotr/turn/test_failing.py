"""Weights that fail while they are in use: what served before them answers."""

import shutil

import pytest

from evotr.domain import (
    Routed,
    ServedExpert,
    TokenChunk,
    TurnFailed,
    TurnFinished,
)
from evotr.errors import AdapterDamaged, AdapterOverflowed
from evotr.experts import Provenance
from tests.fakes.adapters import build_adapter
from tests.fakes.engine import FakeEngine

BROKEN = "0002"


def fails_on(version):
    """An engine's answers: the error where the version acts, its name otherwise."""

    def answer(request):
        for part in request.adapters:
            if part.adapter.path.name == version:
                return AdapterOverflowed(path=part.adapter.path)
        return " ".join(p.adapter.path.name for p in request.adapters) or "base"

    return answer


@pytest.fixture(scope="module")
def weights(tmp_path_factory, model):
    return build_adapter(tmp_path_factory.mktemp("weights"), model)


@pytest.fixture
def add(experts, weights):
    def add_(expert="law"):
        provenance = Provenance(activation="reply")
        version = experts.add(expert, weights, provenance).version
        experts.use(expert, version)

    return add_


@pytest.fixture
def script():
    """What answers is the last of them."""
    return [fails_on(BROKEN)]


@pytest.fixture
def engine(script):
    def answer(request):
        return script[-1](request)

    engine = FakeEngine(answer)
    yield engine
    engine.close()


def routes(events):
    return [event for event in events if isinstance(event, Routed)]


def text(events):
    return "".join(event.text for event in events if isinstance(event, TokenChunk))


def answer_of(assistant, events):
    stored = assistant.transcript(events[0].conversation_id).result(10).messages
    return next(m for m in stored if m.id == events[0].answer_id)


def test_the_version_before_answers_and_it_is_told(assistant, add):
    add()
    add()
    events = list(assistant.send("kira", experts=assistant.blend("law")))
    assert isinstance(events[-1], TurnFinished)
    first, second = routes(events)
    assert (first.experts, first.refused) == ((ServedExpert("law", 1.0, "0002"),), ())
    assert second.experts == (ServedExpert("law", 1.0, "0001"),)
    (fault,) = second.refused
    assert isinstance(fault, AdapterOverflowed)
    assert fault.values["path"].name == BROKEN
    assert second.route == first.route
    assert text(events) == "0001"
    stored = answer_of(assistant, events)
    assert (stored.content, stored.status) == ("0001", "complete")
    assert stored.answer.experts == second.experts


def test_the_next_answer_does_not_try_them_again(assistant, engine, add):
    add()
    add()
    for _ in range(2):
        events = list(assistant.send("kira", experts=assistant.blend("law")))
    assert [part.experts[0].version for part in routes(events)] == ["0001"]
    assert len(routes(events)[0].refused) == 1
    assert len(engine.requests) == 3


def test_of_a_blend_only_the_broken_one_goes_back(assistant, add):
    add()
    add()
    add("chef")
    events = list(assistant.send("kira", experts=assistant.blend("law:0.5,chef:0.5")))
    versions = [expert.version for expert in routes(events)[-1].experts]
    assert versions == ["0001", "0001"]
    assert text(events) == "0001 0001"


def test_where_nothing_served_before_the_base_answers(assistant, engine, script, add):
    add()
    script.append(fails_on("0001"))
    events = list(assistant.send("kira", experts=assistant.blend("law")))
    assert routes(events)[-1].experts == (ServedExpert("law"),)
    assert text(events) == "base"
    assert engine.requests[-1].instruction == "Cite the law."


def test_an_answer_that_was_begun_is_not_begun_anew(assistant, engine, add):
    add()
    add()
    engine.before_failure = ("said before ",)
    events = list(assistant.send("kira", experts=assistant.blend("law")))
    assert isinstance(events[-1], TurnFailed)
    assert isinstance(events[-1].error, AdapterOverflowed)
    assert answer_of(assistant, events).content == "said before "
    events = list(assistant.send("kira", experts=assistant.blend("law")))
    assert text(events) == "0001"


def test_weights_that_were_damaged_since_they_were_judged(
    assistant, script, experts, add
):
    add()
    add()
    path = experts.serve("law").version.path

    def answer(request):
        if request.adapters[0].adapter.path != path:
            return "sound"
        shutil.copyfile(path / "card.toml", path / "adapters.safetensors")
        return AdapterDamaged(path=path, reason="adapters.safetensors")

    script.append(answer)
    events = list(assistant.send("kira", experts=assistant.blend("law")))
    assert text(events) == "sound"


def test_what_cannot_be_helped_fails_once(assistant, engine, script, add):
    add()
    unknown = AdapterOverflowed(path="one, another")
    script.append(lambda _: unknown)
    events = list(assistant.send("kira", experts=assistant.blend("law")))
    assert events[-1] == TurnFailed(unknown)
    assert len(engine.requests) == 1
