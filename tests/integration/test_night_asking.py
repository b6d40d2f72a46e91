"""A night's questions, as it asks them, through the engine that people talk to."""

from functools import partial
from itertools import count

import pytest

from evotr.domain import (
    Adapter,
    GenerationRequest,
    Message,
    SamplingParams,
    TokenChunk,
    WeightedAdapter,
)
from evotr.inference import Engine, EngineConfig
from evotr.night.steps.answering import Asked, EngineAnswerer, Serving, Speaker
from tests.fakes.adapters import build_adapter
from tests.fakes.tiny_model import build_model

SERVING = Serving("Kısa ve açık cevap ver. Be short and plain.")
ROWS = 8
WAIT = 60


@pytest.fixture
def folder(tmp_path):
    return build_model(tmp_path / "model")


@pytest.fixture
def engine(folder):
    made = Engine(EngineConfig(folder, background_rows=ROWS))
    yield made
    made.close()


@pytest.fixture
def speaker(folder, tmp_path):
    """One whose expert acts on some questions, and another beneath it on the rest."""
    upper, lower = (
        WeightedAdapter(Adapter(name, build_adapter(tmp_path / name, folder, seed=at)))
        for at, name in enumerate(("upper", "lower"), start=5)
    )
    beneath = Speaker((lower,), acts=lambda text: "quick" in text)
    return Speaker((upper,), "Answer in one word.", lambda text: "dog" in text, beneath)


def questions() -> list[Asked]:
    """Of all lengths, some behind other turns, with memories, or instructions."""
    words = "the lazy dog, the quick fox ve İstanbul'da güzel ışık var mı bugün?"
    texts = [words[at % 17 :][: 1 + at * 7 % 60] for at in range(60)]
    asked = [Asked((Message("user", f"{at} {text}"),)) for at, text in enumerate(texts)]
    before = Message("user", "Merhaba!"), Message("assistant", "Merhaba, buyur.")
    asked[10:20] = [Asked((*before, *one.messages)) for one in asked[10:20]]
    asked[20:30] = [Asked(one.messages, "Adı Zorvak.") for one in asked[20:30]]
    asked[30:40] = [Asked(one.messages, "", "Explain.") for one in asked[30:40]]
    return asked


def test_each_is_answered_as_if_it_were_asked_alone(engine, speaker):
    asked = questions()
    ask = partial(EngineAnswerer, engine, SERVING, max_tokens=24)
    together = ask(at_once=64).answer(asked, speaker)
    alone = ask(at_once=1).answer(asked, speaker)
    assert [reply.text for reply in together] == [reply.text for reply in alone]
    assert len({reply.text for reply in together}) > len(asked) / 2


def test_a_person_who_speaks_meanwhile_is_answered_as_ever(engine, speaker):
    said, questions_so_far = [], count()

    def person() -> None:
        if next(questions_so_far) in {0, ROWS * 2}:
            said.append(spoken(engine, speaker))

    expected = spoken(engine, speaker)
    engine.forget("person")
    asked = questions()
    answerer = EngineAnswerer(engine, SERVING, max_tokens=24, check=person)
    replies = answerer.answer(asked, speaker)
    assert expected
    assert said == [expected] * 2
    quiet = EngineAnswerer(engine, SERVING, max_tokens=24).answer(asked, speaker)
    assert [reply.text for reply in replies] == [reply.text for reply in quiet]


def test_of_all_that_it_asked_the_engine_keeps_what_they_begin_with(engine, speaker):
    answerer = EngineAnswerer(engine, SERVING, max_tokens=24)
    held = []
    for asked in questions()[:1], questions():
        answerer.answer(asked, speaker)
        engine.count(("",)).result(WAIT)  # what follows the last word is done
        held.append(engine.status().cache_bytes)
    one, all_of_them = held
    assert one == all_of_them > 0


def spoken(engine, speaker) -> str:
    """What a person hears, whom one of the experts answers."""
    asked = (Message("user", "Bugün hava nasıl?"),)
    limit = SamplingParams(max_tokens=12)
    request = GenerationRequest("person", asked, limit, adapters=speaker.adapters)
    events = engine.submit(request)
    return "".join(event.text for event in events if isinstance(event, TokenChunk))
