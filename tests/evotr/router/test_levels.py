import numpy as np
import pytest

from evotr.router.levels import Levels


@pytest.fixture
def vectors():
    rows = np.random.default_rng(0).normal(size=(40, 384)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_eight_bits_keep_the_direction(vectors):
    near = Levels.of(vectors)

    assert near.levels.dtype == np.int8
    assert np.linalg.norm(near.vectors, axis=1) == pytest.approx(np.ones(40), abs=1e-6)
    assert np.vecdot(near.vectors, vectors).min() > 0.9999


def test_what_was_rounded_stays_as_it_is(vectors):
    near = Levels.of(vectors)

    assert (Levels.of(near.vectors).levels == near.levels).all()


def test_cosines_are_those_of_the_unrounded_question(vectors):
    near = Levels.of(vectors[:-1])
    question = vectors[-1]

    expected = near.vectors @ question
    assert near.cosines(question) == pytest.approx(expected, abs=1e-5)


def test_a_question_of_zeros_is_far_from_everything(vectors):
    near = Levels.of(vectors)

    assert not near.cosines(np.zeros(384, np.float32)).any()
