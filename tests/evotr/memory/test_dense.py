import numpy as np
import pytest

from evotr.errors import IndexBroken
from evotr.memory.dense import DenseIndex

ROWS = np.eye(4, dtype=np.float32)


@pytest.fixture
def opened(tmp_path):
    """Open the index anew; all are closed at the end."""
    known = []

    def opened(fingerprint="one", dimensions=4):
        for index in known:
            index.close()
        known.append(DenseIndex(tmp_path / "graph", fingerprint, dimensions))
        return known[-1]

    yield opened
    for index in known:
        index.close()


def test_the_nearest_is_found_after_opening_anew(opened):
    opened().put(["a", "b", "c"], ROWS[:3])
    assert opened().nearest(ROWS[1], 1) == ["b"]


def test_a_vector_is_replaced_and_dropped(opened):
    index = opened()
    index.put(["a", "b"], ROWS[:2])
    index.put(["a"], ROWS[2:3])
    index.drop(["b", "unknown"])
    assert index.nearest(ROWS[2], 5) == ["a"]
    assert index.ids() == {"a"}


def test_nothing_to_drop_drops_nothing(opened):
    index = opened()
    index.put(["a"], ROWS[:1])
    index.drop([])
    assert index.ids() == {"a"}


def test_no_text_reaches_the_files(opened, tmp_path):
    index = opened()
    index.put(["a"], ROWS[:1])
    index.close()
    held = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert b"chroma:document" not in held


@pytest.mark.parametrize("other", [("two", 4), ("one", 2)])
def test_another_embedder_begins_anew(opened, other):
    opened().put(["a"], ROWS[:1])
    index = opened(*other)
    assert index.ids() == set()
    index.put(["b"], np.eye(other[1], dtype=np.float32)[:1])
    assert index.ids() == {"b"}


def test_a_destroyed_database_begins_anew(opened, tmp_path):
    opened().put(["a"], ROWS[:1])
    opened().close()
    (tmp_path / "graph" / "chroma.sqlite3").write_bytes(b"no database" * 1000)
    assert opened().ids() == set()


def test_a_failure_has_one_name(opened):
    index = opened()
    index.put(["a"], ROWS[:1])
    with pytest.raises(IndexBroken):
        index.put(["a"], np.ones((1, 7), np.float32))
