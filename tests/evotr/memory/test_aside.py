"""What the model is asked behind the turns."""

from concurrent.futures import CancelledError, ThreadPoolExecutor
from threading import Event

import pytest

from evotr.domain import Priority
from evotr.errors import ModelNotFound
from evotr.memory.aside import Aside
from tests.fakes.engine import FakeEngine


@pytest.fixture
def engine():
    engine = FakeEngine({"Say it": "One two three", "Fail": ModelNotFound(model="m")})
    yield engine
    engine.close()


def test_an_answer_comes_whole_and_nothing_of_it_is_kept(engine):
    assert Aside(engine, "facts").ask("Say it", 9) == "One two three"
    (request,) = engine.requests
    assert request.priority is Priority.BACKGROUND
    assert (request.conversation, request.sampling.max_tokens) == ("facts", 9)
    assert engine.forgotten == ["facts"]


def test_it_is_cut_at_the_greatest_length(engine):
    assert Aside(engine, "facts").ask("Say it", 2).strip() == "One two"


def test_what_the_engine_says_is_raised(engine):
    with pytest.raises(ModelNotFound):
        Aside(engine, "facts").ask("Fail", 9)
    assert engine.forgotten == ["facts"]


@pytest.mark.parametrize("end", ["interrupt", "close"])
def test_it_makes_way(end):
    started = Event()

    def answer(_):
        started.set()
        return "One two three"

    engine = FakeEngine(answer)
    engine.hold()
    aside = Aside(engine, "facts")
    with ThreadPoolExecutor(1) as executor:
        asked = executor.submit(aside.ask, "Say it", 9)
        assert started.wait(20)
        getattr(aside, end)()
        with pytest.raises(CancelledError):
            asked.result(20)
    engine.release()
    if end == "interrupt":
        assert aside.ask("Say it", 9) == "One two three"
    else:
        with pytest.raises(CancelledError):
            aside.ask("Say it", 9)


def test_a_closed_engine_interrupts_it(engine):
    engine.close()
    with pytest.raises(CancelledError):
        Aside(engine, "facts").ask("Say it", 9)
