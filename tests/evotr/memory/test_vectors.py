import numpy as np
import pytest

from evotr.memory.vectors import Vectors, count_in


def unit(*numbers):
    rows = np.array(numbers, np.float32).reshape(-1, 4)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture
def opened(tmp_path):
    """Open the files anew; all are closed at the end."""
    known = []

    def opened(fingerprint="one", dimensions=4):
        for vectors in known:
            vectors.close()
        known.append(Vectors(tmp_path, fingerprint, dimensions))
        return known[-1]

    yield opened
    for vectors in known:
        vectors.close()


def test_vectors_are_there_again(opened):
    opened().put(["a", "b"], ["x", "y"], unit(1, 0, 0, 0, 0, 1, 0, 0))
    vectors = opened()
    slots = np.array([vectors.slot("b", "y"), vectors.slot("a", "x"), -1])
    assert vectors.cosines(slots, unit(1, 0, 0, 0)[0]).tolist() == [0, 1, 0]


def test_another_text_has_no_vector(opened):
    vectors = opened()
    vectors.put(["a"], ["x"], unit(1, 0, 0, 0))
    assert (vectors.slot("a", "other"), vectors.slot("b", "x")) == (-1, -1)


def test_a_new_text_takes_the_place_of_the_old(opened):
    vectors = opened()
    for text in ("x", "y"):
        vectors.put(["a"], [text], unit(1, 0, 0, 0))
    assert (len(vectors), vectors.slot("a", "x")) == (1, -1)
    assert opened().slot("a", "y") == 0


def test_another_embedder_begins_anew(opened):
    opened().put(["a"], ["x"], unit(1, 0, 0, 0))
    assert len(opened("two")) == 0
    assert len(opened("two", 8)) == 0


def test_what_is_dropped_leaves_the_files(opened, tmp_path):
    vectors = opened()
    vectors.put(["a", "b"], ["x", "y"], unit(1, 2, 3, 4, 0, 1, 0, 0))
    vectors.drop("a")
    vectors.drop("a")
    assert not any((tmp_path / "vectors.f16").read_bytes()[:8])
    assert not any((tmp_path / "keys.bin").read_bytes()[:32])
    vectors = opened()
    assert len(vectors) == 1
    vectors.put(["c"], ["z"], unit(1, 0, 0, 0))
    assert vectors.slot("c", "z") == 0


def test_what_belongs_to_nobody_is_dropped(opened):
    vectors = opened()
    vectors.put(["a", "b"], ["x", "y"], unit(1, 0, 0, 0, 0, 1, 0, 0))
    vectors.drop_others(iter(["b"]))
    assert (vectors.slot("a", "x"), vectors.slot("b", "y")) == (-1, 1)


@pytest.mark.parametrize(("name", "size"), [("keys.bin", 40), ("vectors.f16", 11)])
def test_torn_files_lose_only_the_end(opened, tmp_path, name, size):
    opened().put(["a", "b"], ["x", "y"], unit(1, 0, 0, 0, 0, 1, 0, 0))
    with (tmp_path / name).open("r+b") as file:
        file.truncate(size)
    vectors = opened()
    assert (vectors.slot("a", "x"), vectors.slot("b", "y")) == (0, -1)
    vectors.put(["b"], ["y"], unit(0, 1, 0, 0))
    vectors = opened()
    slots = np.array([vectors.slot("a", "x"), vectors.slot("b", "y")])
    assert vectors.cosines(slots, unit(0, 1, 0, 0)[0]).tolist() == [0, 1]


def test_thousands_fit(opened):
    rows = np.random.default_rng(1).normal(size=(3_000, 4)).astype(np.float32)
    names = [str(number) for number in range(len(rows))]
    vectors = opened()
    vectors.put(names, names, rows)
    vectors = opened()
    slots = np.array([vectors.slot(name, name) for name in names])
    assert np.allclose(vectors.at(slots), rows, atol=2e-3)


@pytest.mark.parametrize("number", [900, 2_500])
def test_the_nearest_are_named(opened, number):
    random = np.random.default_rng(1)
    rows = random.normal(size=(number, 96)).astype(np.float32)
    rows[:30] = rows[0] + random.normal(size=(30, 96)) / 10
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    names = [str(at) for at in range(number)]
    vectors = opened(dimensions=96)
    slots = vectors.put(names, names, rows)[::-1]
    near = vectors.near(slots, rows[0], 30)
    assert sorted(slots[near]) == list(range(30))
    assert len(vectors.near(slots[:20], rows[0], 30)) == 20


def test_what_has_no_vector_is_at_right_angles(opened):
    vectors = opened()
    none = np.array([-1, -1])
    assert vectors.cosines(none, unit(1, 0, 0, 0)[0]).tolist() == [0, 0]
    (slot,) = vectors.put(["a"], ["x"], unit(1, 0, 0, 0))
    near = vectors.cosines(np.array([-1, slot]), unit(1, 0, 0, 0)[0])
    assert near.tolist() == [0, 1]


def test_vectors_are_counted_without_being_opened(tmp_path):
    assert count_in(tmp_path) == 0
    vectors = Vectors(tmp_path / "vectors", "one", 4)
    vectors.put(["a", "b"], ["x", "y"], unit(1, 0, 0, 0, 0, 1, 0, 0))
    vectors.drop("a")
    vectors.close()
    assert count_in(tmp_path) == 1


@pytest.mark.parametrize(
    "place", ["", "vectors", "vectors/keys.bin", "vectors/vectors.json"]
)
def test_what_lies_in_the_way_is_set_aside(tmp_path, place):
    index = tmp_path / "index"
    wrong = index / place
    if wrong.suffix:
        wrong.mkdir(parents=True)
        (wrong / "mine.txt").write_text("mine")
    else:
        wrong.parent.mkdir(exist_ok=True)
        wrong.write_text("mine")
    vectors = Vectors(index / "vectors", "one", 4)
    vectors.put(["a"], ["x"], unit(1, 0, 0, 0))
    vectors.close()
    assert count_in(index) == 1
    kept = [file for file in tmp_path.rglob("*.txt") if file.is_file()]
    kept += [file for file in tmp_path.rglob("*.aside") if file.is_file()]
    assert [file.read_text() for file in kept] == ["mine"]
