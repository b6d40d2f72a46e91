"""Folders as they change, with the system's own news of it."""

from threading import Event

import pytest

from evotr.domain import MemoryFilter
from evotr.errors import DocumentMissing
from evotr.memory.documents import watch as module
from evotr.memory.documents.ingest import FileIngested, Ingest, IngestDone
from evotr.memory.documents.watch import watch


@pytest.fixture
def watched(journal, folder, monkeypatch):
    """The events of a watched folder; it ends with the test."""
    monkeypatch.setattr(module, "_QUIET_MS", 50)
    stop = Event()
    with Ingest(journal.documents) as ingest:
        events = watch(ingest, [folder], stop)
        yield events
        stop.set()
        assert list(events) == []


pytestmark = pytest.mark.timeout(60)


def added(events):
    return next(e for e in events if isinstance(e, FileIngested) and e.added)


def until(events, kind):
    return next(event for event in events if isinstance(event, kind))


def texts(journal):
    found = journal.memories.page(MemoryFilter(), limit=100).result(10)
    return sorted(item.text for item in found)


def test_new_changed_and_deleted_files_are_followed(watched, journal, folder):
    (folder / "a.txt").write_text("Bir.")
    assert until(watched, IngestDone).changed == 1
    (folder / "alt").mkdir()
    (folder / "alt" / "b.txt").write_text("Iki.")
    assert added(watched).path.name == "b.txt"
    assert until(watched, IngestDone).changed == 1
    (folder / "a.txt").unlink()
    (folder / "alt" / "b.txt").write_text("Yeni.")
    assert added(watched).path.name == "b.txt"
    until(watched, IngestDone)
    assert texts(journal) == ["Yeni."]


def test_hidden_files_wake_nobody(watched, journal, folder):
    assert until(watched, IngestDone).changed == 0
    (folder / ".gizli").write_text("Hayır.")
    (folder / "acik.txt").write_text("Evet.")
    assert added(watched).path.name == "acik.txt"
    until(watched, IngestDone)
    assert texts(journal) == ["Evet."]


def test_a_folder_that_is_not_there_is_told(journal, folder):
    with Ingest(journal.documents) as ingest, pytest.raises(DocumentMissing):
        next(watch(ingest, [folder / "yok"], Event()))
