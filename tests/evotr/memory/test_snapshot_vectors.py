"""Vectors in a snapshot: not made again where the embedder is the same."""

import pytest

from evotr.errors import SnapshotDamaged
from evotr.instance import hold_instance
from evotr.memory.index import MemoryIndex
from evotr.memory.snapshot_restoring import restore_snapshot
from evotr.memory.vectors import Vectors, belonging, lock_of
from tests.evotr.memory.test_snapshot_faults import rewrite


@pytest.fixture
def index(remember, open_index, tmp_path):
    """The closed index of forty memories, beside one that it does not have yet."""
    for n in range(40):
        remember(f"söz {n} kuş")
    index = open_index()
    index.refresh().result(30)
    index.close()
    remember("henüz değil")
    return tmp_path / "index"


def test_they_come_along_when_asked(take, target, index, elsewhere, embedder):
    assert take(index=index).vectors
    new = index.with_name("new")
    assert restore_snapshot(elsewhere, target, index=new).vectors == 40
    assert restore_snapshot(elsewhere, target, index=new).vectors == 0
    before = embedder.encoded
    fresh = MemoryIndex(elsewhere.memories, embedder, new)
    fresh.refresh().result(30)
    assert fresh.state().embedded == 41
    fresh.close()
    assert embedder.encoded == before + 1


def test_without_them_all_is_brought_but_they(take, target, index, elsewhere):
    assert not take().vectors
    restored = restore_snapshot(elsewhere, target, index=index.with_name("new"))
    assert (restored.memories.added, restored.vectors) == (41, 0)


def test_an_index_that_is_open_is_left_alone(take, target, index, elsewhere):
    with hold_instance(lock_of(index)):
        assert not take(index=index).vectors
    take(index=index)
    new = index.with_name("new")
    with hold_instance(lock_of(new)):
        assert restore_snapshot(elsewhere, target, index=new).vectors == 0


def test_those_of_another_embedder_are_left_alone(take, target, index, elsewhere):
    take(index=index)
    new = index.with_name("new")
    Vectors(new / "vectors", "others", 8).close()
    assert restore_snapshot(elsewhere, target, index=new).vectors == 0
    assert belonging(new / "vectors") == ("others", 8)


def test_numbers_that_are_no_vectors_are_refused(take, target, index, elsewhere):
    take(index=index)
    rewrite(target, lambda said: said.replace('"dimensions": 64', '"dimensions": 32'))
    with pytest.raises(SnapshotDamaged):
        restore_snapshot(elsewhere, target, index=index.with_name("new"))
