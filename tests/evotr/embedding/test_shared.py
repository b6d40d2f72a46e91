import pytest

from evotr.embedding.shared import SharedEmbedder
from tests.fakes.embedder import FakeEmbedder


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
