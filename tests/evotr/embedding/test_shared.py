from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from evotr.embedding.shared import SharedEmbedder
from tests.fakes.embedder import FakeEmbedder, WordEmbedder


@pytest.fixture
def fake():
    return FakeEmbedder()


def test_a_turns_question_is_embedded_once(fake):
    shared = SharedEmbedder(fake)
    first = shared.encode(["question"])
    second = shared.encode(["question"])
    assert fake.asked == [["question"]]
    assert (first == second).all()


def test_only_what_is_missing_is_computed_and_rows_stay_in_order(fake):
    shared = SharedEmbedder(fake)
    shared.encode(["b"])
    vectors = shared.encode(["a", "b", "c", "a"])
    assert fake.asked == [["b"], ["a", "c"]]
    assert (vectors == FakeEmbedder().encode(["a", "b", "c", "a"])).all()


def test_the_last_ones_are_kept(fake):
    shared = SharedEmbedder(fake, kept=2)
    for text in ("a", "b", "a", "c"):
        shared.encode([text])
    shared.encode(["a"])
    shared.encode(["b"])
    assert fake.asked == [["a"], ["b"], ["c"], ["b"]]


def test_a_long_list_goes_by_without_a_trace(fake):
    shared = SharedEmbedder(fake, kept=2)
    shared.encode(["a"])
    shared.encode(["x", "y", "z"])
    shared.encode(["a"])
    shared.encode(["x"])
    assert fake.asked == [["a"], ["x", "y", "z"], ["x"]]


def test_what_a_caller_does_with_its_rows_is_its_own(fake):
    shared = SharedEmbedder(fake)
    shared.encode(["a"])[:] = 0
    shared.encode(["a"])[:] = 0
    assert shared.encode(["a"]).any()


def test_it_is_the_same_model(fake):
    shared = SharedEmbedder(fake)
    assert shared.fingerprint == fake.fingerprint
    assert shared.dimensions == fake.dimensions


class Gate:
    """Holds the first call, or fails it, once the second is under way."""

    def __init__(self, error=None):
        self.started, self.open = Event(), Event()
        self.error = error
        self.calls = 0

    def __call__(self, _):
        self.calls += 1
        if self.calls == 1:
            self.started.set()
            assert self.open.wait(10)
            if self.error:
                raise self.error


def ask_twice(gate):
    """What two threads get that ask for the same text at the same time."""
    shared = SharedEmbedder(WordEmbedder(before=gate))
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(shared.encode, ["kedi"])
        assert gate.started.wait(10)
        second = threads.submit(shared.encode, ["kedi", "köpek"])
        gate.open.set()
        return first, second.result(10)


def test_two_that_ask_at_once_are_answered_with_one_embedding():
    gate = Gate()
    first, second = ask_twice(gate)
    assert (first.result(10)[0] == second[0]).all()
    assert gate.calls == 2  # "kedi", and then "köpek"


def test_who_waited_for_one_that_failed_tries_again():
    first, second = ask_twice(Gate(ZeroDivisionError()))
    with pytest.raises(ZeroDivisionError):
        first.result(10)
    assert second.shape == (2, 64)
