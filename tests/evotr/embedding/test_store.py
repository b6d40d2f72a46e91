import hashlib
import os

import pytest

from evotr.embedding.store import Store

LARGE = b"x" * 8_000_001


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "deep" / "store")


def test_a_hash_is_the_files(store, tmp_path):
    for content in (b"small", LARGE):
        (tmp_path / "file").write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        assert store.sha256(tmp_path / "file") == digest
        assert store.sha256(tmp_path / "file") == digest


def test_a_large_file_is_read_once_while_size_and_time_stay(store, tmp_path):
    file = tmp_path / "file"
    file.write_bytes(LARGE)
    status = file.stat()
    before = store.sha256(file)
    file.write_bytes(b"y" + LARGE[1:])
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert store.sha256(file) == before
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns + 1))
    assert store.sha256(file) != before


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"sha256": 1}', b"\xff"])
def test_a_broken_memory_is_made_anew(store, tmp_path, content):
    (tmp_path / "file").write_bytes(LARGE)
    store.sha256(tmp_path / "file")
    (memory,) = store.folder.iterdir()
    memory.write_bytes(content)
    digest = hashlib.sha256(LARGE).hexdigest()
    assert store.sha256(tmp_path / "file") == digest


def test_files_do_not_share_a_memory(store, tmp_path):
    for name, content in (("one", LARGE), ("two", LARGE + b"z")):
        (tmp_path / name).write_bytes(content)
        os.utime(tmp_path / name, (1, 1))
    assert store.sha256(tmp_path / "one") != store.sha256(tmp_path / "two")


def test_a_missing_file_is_the_callers_fault(store, tmp_path):
    with pytest.raises(FileNotFoundError):
        store.sha256(tmp_path / "gone")


def made(content):
    """A builder, and how often it was called."""
    calls = []

    def build():
        calls.append(content)
        return content

    return build, calls


def test_a_graph_is_built_once(store):
    build, calls = made(b"graph")
    assert [store.graph("kind", "1", build) for _ in range(3)] == [b"graph"] * 3
    assert len(calls) == 1


@pytest.mark.parametrize(
    "damage", [lambda d: d[:-1], lambda _: b"", lambda d: d + b"x"]
)
def test_a_torn_graph_is_built_again(store, damage):
    build, calls = made(b"graph")
    store.graph("kind", "1", build)
    (file,) = store.folder.iterdir()
    file.write_bytes(damage(file.read_bytes()))
    assert store.graph("kind", "1", build) == b"graph"
    assert store.graph("kind", "1", build) == b"graph"
    assert len(calls) == 2


def test_an_older_graph_of_the_kind_goes(store):
    store.graph("kind", "1", lambda: b"old")
    store.graph("other", "1", lambda: b"other")
    store.graph("kind", "2", lambda: b"new")
    names = sorted(file.name for file in store.folder.iterdir())
    assert names == ["kind-2.graph", "other-1.graph"]


def test_nothing_is_kept_where_nothing_may_be(tmp_path):
    store = Store(tmp_path / "store", keeps=False)
    (tmp_path / "file").write_bytes(LARGE)
    assert store.sha256(tmp_path / "file") == hashlib.sha256(LARGE).hexdigest()
    assert store.graph("kind", "1", lambda: b"graph") == b"graph"
    assert not store.folder.exists()


def test_a_folder_that_cannot_be_made_costs_only_time(tmp_path):
    (tmp_path / "file").write_text("no folder")
    store = Store(tmp_path / "file" / "store")
    build, calls = made(b"graph")
    assert [store.graph("kind", "1", build) for _ in range(2)] == [b"graph"] * 2
    assert len(calls) == 2


def test_a_full_disk_leaves_nothing_half(store, monkeypatch):
    class Full:
        def __init__(self, *_):
            self.descriptor = _[0]

        def __enter__(self):
            return self

        def __exit__(self, *_):
            os.close(self.descriptor)

        def write(self, _):
            raise OSError(28, "full")

    monkeypatch.setattr("builtins.open", Full)
    assert store.graph("kind", "1", lambda: b"graph") == b"graph"
    monkeypatch.undo()
    assert list(store.folder.iterdir()) == []
