import pytest

from evotr.domain import (
    GenerationFinished,
    GenerationRequest,
    Message,
    SamplingParams,
    TokenChunk,
    Usage,
)
from evotr.errors import EngineClosed
from evotr.inference.stream import Job

USAGE = Usage(1, 0, 1, 0, 0.0, 0.0, 0.0)


@pytest.fixture
def job() -> Job:
    return Job(GenerationRequest("c", (Message("user", "x"),), SamplingParams()))


def test_events_come_in_order_and_end_once(job):
    assert job.begin()
    job.emit(TokenChunk("a"))
    job.finish("stop", USAGE)
    job.finish("length", USAGE)
    job.fail(EngineClosed())
    assert list(job) == [TokenChunk("a"), GenerationFinished("stop", USAGE)]
    assert list(job) == []


def test_an_error_is_raised_once(job):
    job.emit(TokenChunk("a"))
    job.fail(EngineClosed())
    events = iter(job)
    assert next(events) == TokenChunk("a")
    with pytest.raises(EngineClosed):
        next(events)
    assert list(job) == []


def test_cancelled_before_it_began_ends_without_the_engine(job):
    job.cancel()
    assert [event.reason for event in job] == ["cancelled"]
    assert not job.begin()


def test_cancelled_after_it_began_waits_for_the_engine(job):
    assert job.begin()
    job.cancel()
    assert job.cancelled
    assert not job.ended


def test_leaving_the_iteration_cancels(job):
    job.begin()
    job.emit(TokenChunk("a"))
    for _ in job:
        break
    assert job.cancelled
