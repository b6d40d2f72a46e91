"""What every TextEngine promises, checked on the fake and on the real one."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from evotr.domain import (
    GenerationEvent,
    GenerationFinished,
    GenerationRequest,
    Message,
    PromptProgress,
    SamplingParams,
    TokenChunk,
)
from evotr.errors import EmptyMessage, EngineClosed, InvalidSetting, MessageTooLong
from evotr.inference import Engine, EngineConfig, TextEngine
from evotr.paths import BUNDLED_MODEL
from tests.fakes.engine import FakeEngine
from tests.fakes.tiny_model import build_model

LONG = "bir iki üç dört beş altı yedi sekiz dokuz on " * 4
WAIT = 30


def request(text: str, conversation: str = "c", **params: object) -> GenerationRequest:
    sampling = SamplingParams(**{"max_tokens": 12, **params})
    return GenerationRequest(conversation, (Message("user", text),), sampling)


def text_of(events: list[GenerationEvent]) -> str:
    return "".join(e.text for e in events if isinstance(e, TokenChunk))


@pytest.fixture(scope="module")
def real(tmp_path_factory) -> Callable[[], Engine]:
    folder = build_model(tmp_path_factory.mktemp("model") / "tiny")
    return lambda: Engine(EngineConfig(folder, max_batch=2))


@pytest.fixture(params=["fake", "real"])
def engine(request, real) -> Iterator[TextEngine]:
    engine = FakeEngine(context=400) if request.param == "fake" else real()
    yield engine
    engine.close()


def test_an_answer_ends_with_exactly_one_finish(engine):
    events = list(engine.submit(request(LONG)))
    finishes = [e for e in events if isinstance(e, GenerationFinished)]
    assert finishes == [events[-1]]
    tokens = sum(e.tokens for e in events if isinstance(e, TokenChunk))
    assert tokens == finishes[0].usage.completion_tokens > 0
    assert text_of(events)


def test_the_prompt_is_reported_up_to_its_end(engine):
    events = list(engine.submit(request(LONG)))
    progress = [e for e in events if isinstance(e, PromptProgress)]
    assert progress[-1].processed == progress[-1].total
    assert progress[-1].total == events[-1].usage.prompt_tokens
    assert [e.processed for e in progress] == sorted(e.processed for e in progress)


def test_max_tokens_ends_with_length(engine):
    finish = list(engine.submit(request(LONG, max_tokens=3)))[-1]
    assert finish.reason == "length"
    assert finish.usage.completion_tokens == 3


def test_the_same_request_gets_the_same_answer(engine):
    first = text_of(list(engine.submit(request(LONG))))
    assert text_of(list(engine.submit(request(LONG)))) == first


def test_a_stop_string_ends_the_answer_and_is_not_part_of_it(engine):
    whole = text_of(list(engine.submit(request(LONG))))
    middle = len(whole) // 2
    stop = whole[middle : middle + 2]
    events = list(engine.submit(request(LONG, stop=(stop,))))
    assert text_of(events) == whole[: whole.find(stop)]
    assert events[-1].reason == "stop"


def test_several_streams_keep_their_own_answers(engine):
    texts = [f"{n} {LONG}" for n in range(3)]
    alone = [text_of(list(engine.submit(request(t, t)))) for t in texts]
    streams = [engine.submit(request(t, t)) for t in texts]
    assert [text_of(list(stream)) for stream in streams] == alone


def test_a_stream_cancelled_at_once_says_so(engine):
    stream = engine.submit(request(LONG, max_tokens=400))
    stream.cancel()
    stream.cancel()
    events = list(stream)
    assert events[-1].reason == "cancelled"
    assert list(stream) == []


def test_a_stream_is_cancelled_midway_from_another_thread(engine):
    stream = engine.submit(request(LONG, max_tokens=400))
    chunks = []
    for event in stream:
        if isinstance(event, TokenChunk):
            chunks.append(event)
            with ThreadPoolExecutor(1) as other:
                other.submit(stream.cancel).result(WAIT)
        last = event
    assert last.reason == "cancelled"
    assert sum(chunk.tokens for chunk in chunks) < 400


def test_cancelling_after_the_end_changes_nothing(engine):
    stream = engine.submit(request(LONG))
    assert list(stream)[-1].reason in {"stop", "length"}
    stream.cancel()
    assert list(stream) == []


def test_a_prompt_longer_than_the_context_is_refused_with_its_size(engine):
    with pytest.raises(MessageTooLong) as caught:
        list(engine.submit(request(LONG * 20)))
    assert caught.value.values["tokens"] > caught.value.values["limit"]
    assert list(engine.submit(request(LONG)))[-1].reason in {"stop", "length"}


@pytest.mark.parametrize("text", ["", "  \n", "\0"])
def test_a_message_without_a_visible_character_is_refused(engine, text):
    with pytest.raises(EmptyMessage):
        engine.submit(request(text))


@pytest.mark.parametrize(
    "params",
    [{"top_p": 1.5}, {"temperature": -1.0}, {"max_tokens": 0}, {"min_p": float("nan")}],
)
def test_a_parameter_out_of_range_is_refused_by_name(engine, params):
    with pytest.raises(InvalidSetting) as caught:
        engine.submit(request(LONG, **params))
    assert caught.value.values["key"] == next(iter(params))


def test_closing_ends_open_streams_and_refuses_new_ones(engine):
    stream = engine.submit(request(LONG, max_tokens=400))
    events = iter(stream)
    next(events)
    engine.close()
    engine.close()
    with pytest.raises(EngineClosed):
        list(events)
    with pytest.raises(EngineClosed):
        engine.submit(request(LONG))
    assert engine.status().state == "closed"


def test_status_and_forget_and_preload_do_not_wait(engine):
    engine.preload()
    engine.forget("nobody")
    status = engine.status()
    assert status.state in {"unloaded", "loading", "ready"}
    assert (status.running, status.waiting) == (0, 0)


def test_texts_are_counted_by_the_models_own_tokens(engine):
    count = engine.count(["", "bir", LONG]).result(WAIT)
    assert count.texts[0] == 0
    assert 0 < count.texts[1] < count.texts[2] < count.context
    prompt = list(engine.submit(request(LONG)))[-1].usage.prompt_tokens
    assert prompt == count.frame + count.message + count.texts[2]


def test_a_closed_engine_counts_nothing(engine):
    engine.close()
    with pytest.raises(EngineClosed):
        engine.count(["bir"])


@pytest.mark.parametrize("asked", ["What can you do?", "Neler yapabilirsin?"])
@pytest.mark.parametrize("bundled", [True, False])
def test_an_answer_goes_on_where_it_was_cut(real, asked, bundled):
    engine = Engine(EngineConfig(BUNDLED_MODEL)) if bundled else real()
    try:
        options = {"temperature": 0.0, "max_tokens": 24}
        whole = text_of(list(engine.submit(request(asked, "whole", **options))))
        for cut in (3, 4, 6):
            part = request(asked, f"{cut}", **options | {"max_tokens": cut})
            said = text_of(list(engine.submit(part)))
            rest = request(asked, f"{cut}", **options | {"max_tokens": 24 - cut})
            more = text_of(list(engine.submit(replace(rest, begun=said))))
            assert whole.startswith(said)
            assert said + more == whole
    finally:
        engine.close()
