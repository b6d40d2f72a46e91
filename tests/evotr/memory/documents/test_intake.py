"""What a face has taken in: it tells, it stops, and the memory hears of it."""

import threading

import pytest

from evotr.domain import FileIngested, FilesFound, IngestDone
from evotr.memory.documents.ingest import Ingest
from evotr.memory.documents.intake import Intake


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "belgeler"
    folder.mkdir()
    for n in range(200):
        (folder / f"{n:03}.txt").write_text(f"Öykü {n} ığüşöç.")
    return folder


def test_it_ends_with_what_was_taken_in_and_the_memory_hears_of_it(journal, folder):
    heard = []
    intake = Intake(Ingest(journal.documents), [folder], lambda: heard.append(True))
    assert heard == []
    found, *files, done = intake
    assert found == FilesFound(200)
    assert len(files) == 200
    assert done == IngestDone(200, 0, 0)
    assert heard == [True]


def test_what_was_taken_in_before_a_cancel_stays_and_is_counted(journal, folder):
    intake = Intake(Ingest(journal.documents), [folder], lambda: None)
    taken = 0
    for event in intake:
        if isinstance(event, FileIngested):
            taken += 1
            intake.cancel()
    assert event == IngestDone(taken, 0, 0)
    assert 0 < taken < 200
    assert len(journal.documents.list().result(10)) == taken


def test_a_file_that_takes_long_does_not_hold_up_a_cancel(journal, tmp_path):
    slow = tmp_path / "slow.txt"
    slow.write_text("söz " * 8_000_000)
    intake = Intake(Ingest(journal.documents), [slow], lambda: None)
    threading.Timer(0.3, intake.cancel).start()
    *_, done = intake
    assert done == IngestDone(0, 0, 0)
    assert journal.documents.list().result(10) == ()


def test_cancelled_before_it_begins(journal, folder):
    intake = Intake(Ingest(journal.documents), [folder], lambda: None)
    intake.cancel()
    assert list(intake) == [FilesFound(0), IngestDone(0, 0, 0)]
