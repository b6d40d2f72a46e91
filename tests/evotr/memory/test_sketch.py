import numpy as np
import pytest

from evotr.memory.sketch import Sketch


def rows_like_texts(number, seed=1):
    """Unit vectors that differ along few of their 96 axes, as those of texts do."""
    random = np.random.default_rng(seed)
    few = random.normal(size=(number, 24)) @ random.normal(size=(24, 96))
    rows = few + 0.3 * random.normal(size=(number, 96))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows.astype(np.float16)


def nearest(rows, vector, number):
    return set(np.argsort(-(rows.astype(np.float32) @ vector))[:number].tolist())


def test_what_is_nearest_is_among_what_may_be():
    rows, sketch = rows_like_texts(3_000), Sketch()
    sketch.keep(rows, np.arange(3_000))
    for at in range(0, 3_000, 300):
        vector = rows[at].astype(np.float32)
        near = set(sketch.near(np.arange(3_000), vector, 200).tolist())
        assert len(near & nearest(rows, vector, 20)) >= 19


def test_few_vectors_are_compared_whole():
    sketch = Sketch()
    sketch.keep(rows_like_texts(1_999), np.arange(1_999))
    assert sketch.near(np.arange(1_999), np.ones(96, np.float32), 10) is None


@pytest.mark.parametrize("step", [32, 900])
def test_what_is_added_later_is_found_too(step):
    rows, sketch = rows_like_texts(6_000), Sketch()
    for end in range(step, 6_001, step):
        sketch.keep(rows[:end], np.arange(end - step, end))
    # The place counts, not the slot.
    slots = np.arange(5_300, 3_900, -1)
    for slot in (5_250, 4_000):
        vector = rows[slot].astype(np.float32)
        assert 5_300 - slot in sketch.near(slots, vector, 100)


def test_a_vector_that_is_not_there_yet_is_nowhere_near():
    rows, sketch = rows_like_texts(2_000), Sketch()
    sketch.keep(rows, np.arange(2_000))
    slots = np.arange(2_000)
    slots[7] = -1
    assert 7 not in sketch.near(slots, rows[7].astype(np.float32), 1_999)


def test_a_changed_vector_is_compared_anew():
    rows, sketch = rows_like_texts(2_000), Sketch()
    sketch.keep(rows, np.arange(2_000))
    rows[7] = rows[1_500]
    sketch.keep(rows, np.array([7]))
    near = sketch.near(np.arange(2_000), rows[1_500].astype(np.float32), 2)
    assert set(near.tolist()) == {7, 1_500}
