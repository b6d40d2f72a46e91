"""The session's rounds, one by one on this thread."""

import pytest

from evotr.domain import (
    GenerationFinished,
    GenerationRequest,
    Message,
    SamplingParams,
)
from evotr.inference.config import EngineConfig
from evotr.inference.stream import Job
from tests.fakes.tiny_model import build_model

ENDLESS = SamplingParams(max_tokens=400, temperature=1.0, seed=1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return build_model(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture
def session(folder):
    from evotr.inference.session import Session  # noqa: PLC0415 - it imports MLX

    return Session(EngineConfig(folder, prefill_chunk=4), lambda: None, lambda: None)


def job(session, sampling=ENDLESS):
    job = Job(GenerationRequest("c", (Message("user", "Merhaba dünya"),), sampling))
    session.add(job)
    return job


def finish(job):
    (*_, last) = list(job)
    assert isinstance(last, GenerationFinished)
    return last


def rounds_until(session, condition):
    for count in range(100):
        if condition():
            return count
        session.turn()
    raise AssertionError


def test_cancel_takes_effect_before_the_next_token(session):
    running = job(session)
    (task,) = session._people.tasks.waiting
    rounds_until(session, lambda: len(task.answer) == 5)
    running.cancel()
    session.turn()
    assert not session.busy
    done = finish(running)
    assert done.reason == "cancelled"
    assert done.usage.completion_tokens == 5


def test_cancel_while_the_prompt_is_read_stops_the_reading(session):
    running = job(session)
    (task,) = session._people.tasks.waiting
    rounds_until(session, lambda: task.position >= 4)
    assert task.reading
    running.cancel()
    session.turn()
    assert not session.busy
    assert finish(running).usage.completion_tokens == 0


def test_a_conversation_forgotten_while_it_is_answered_leaves_nothing(session):
    running = job(session)
    (task,) = session._people.tasks.waiting
    rounds_until(session, lambda: len(task.answer) == 3)
    session.forget("c")
    running.cancel()
    session.turn()
    assert finish(running).reason == "cancelled"
    assert session.cache_bytes == 0


def test_the_cap_on_keys_and_values_narrows_the_context(folder):
    from evotr.inference.session import Session  # noqa: PLC0415 - it imports MLX

    wide = Session(EngineConfig(folder), lambda: None, lambda: None).loaded
    assert wide.context == 512
    long = build_model(folder.parent / "long", max_position_embeddings=100_000)
    capped = EngineConfig(long, cache_bytes=wide.kv_bytes * 2000)
    context = Session(capped, lambda: None, lambda: None).loaded.context
    assert context == 2000 - 256  # a full one leaves its cache's last step unused
