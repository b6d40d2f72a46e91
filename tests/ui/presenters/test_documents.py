"""Documents on their way into memory, without a widget."""

from pathlib import Path

import pytest

from evotr.domain import Document, FileIngested, FileRefused, FilesFound, IngestDone
from evotr.errors import DiskFull, DocumentBinary, DocumentDamaged, MemoryOff
from ui.text import load


@pytest.fixture
def documents(desk):
    return desk.documents


@pytest.fixture
def heard(documents):
    """What was said, in order."""
    heard = []
    documents.began.connect(heard.append)
    documents.progressed.connect(heard.append)
    documents.ended.connect(lambda *told: heard.append(told))
    return heard


def taken(name, number, files, added=1):
    path = Path("/d") / name
    document = Document("d", str(path), "0", "general", "", "ready", 1)
    return FileIngested(path, number, files, document, added=added)


def refused(name, number, files):
    path = Path("/d") / name
    return FileRefused(path, number, files, DocumentBinary(path=path))


def wait_for_end(qtbot, heard):
    qtbot.waitUntil(lambda: bool(heard) and isinstance(heard[-1], tuple), timeout=9_000)
    return heard[-1]


def test_how_far_it_is_and_what_came_of_it(qtbot, documents, fake, heard, texts):
    documents.add([Path("/d")])
    intake = fake.intakes.get(timeout=10)
    assert (heard, documents.busy) == ([texts("documents.looking")], True)
    intake.tell(FilesFound(4))
    qtbot.waitUntil(lambda: heard[-1] == texts("documents.reading", number=0, files=4))
    intake.tell(
        taken("a", 1, 4), taken("b", 2, 4), taken("c", 3, 4, 0), refused("d", 4, 4)
    )
    intake.tell(IngestDone(2, 1, 1))
    sentence, skipped = wait_for_end(qtbot, heard)
    assert sentence == "Documents taken in: 2. Known already: 1. Skipped: 1."
    assert skipped == (texts.error(DocumentBinary(path="d/d"))[0],)
    assert not documents.busy


def test_what_comes_meanwhile_is_taken_in_after_it_and_summed_up(
    qtbot, documents, fake, heard
):
    documents.add([Path("/a")])
    documents.add([Path("/b"), Path("/c")])
    first = fake.intakes.get(timeout=10)
    assert fake.intakes.empty()
    first.tell(FilesFound(1), taken("a", 1, 1), IngestDone(1, 0, 0))
    qtbot.waitUntil(lambda: not fake.intakes.empty(), timeout=10_000)
    second = fake.intakes.get(timeout=10)
    assert second.paths == (Path("/b"), Path("/c"))
    second.tell(FilesFound(2), IngestDone(2, 0, 0))
    assert wait_for_end(qtbot, heard) == ("Documents taken in: 3.", ())
    assert sum(isinstance(each, tuple) for each in heard) == 1


def test_stopping_drops_what_waits_and_says_what_stays(qtbot, documents, fake, heard):
    documents.add([Path("/a")])
    documents.add([Path("/b")])
    intake = fake.intakes.get(timeout=10)
    intake.tell(FilesFound(9), taken("a", 1, 9))
    documents.stop()
    assert wait_for_end(qtbot, heard)[0] == "Stopped. Documents taken in: 1."
    assert fake.intakes.empty()


def test_what_was_taken_in_before_a_fault_is_told(qtbot, documents, fake, heard, texts):
    full = DiskFull(path="/x", needed="1", free="0")
    documents.add([Path("/a")])
    intake = fake.intakes.get(timeout=10)
    intake.tell(FilesFound(9), taken("a", 1, 9), taken("b", 2, 9, 0))
    intake.break_down(full)
    sentence, _ = wait_for_end(qtbot, heard)
    told = texts.error(full)[0]
    assert sentence == f"{told} Documents taken in: 1. Known already: 1."


def test_an_empty_folder(qtbot, documents, fake, heard, texts):
    documents.add([Path("/a")])
    fake.intakes.get(timeout=10).tell(FilesFound(0), IngestDone(0, 0, 0))
    assert wait_for_end(qtbot, heard) == (texts("documents.none"), ())


def test_a_memory_that_is_off_is_told(qtbot, desk, documents, fake, heard, texts):
    fake.refuse = MemoryOff()
    with qtbot.waitSignal(desk.troubled, timeout=10_000) as told:
        documents.add([Path("/a")])
    assert texts.error(told.args[0]) == texts.error(MemoryOff())
    assert (heard, documents.busy) == ([], False)


def test_names_that_are_no_text_can_be_shown(qtbot, documents, fake, heard):
    documents.add([Path("/d")])
    intake = fake.intakes.get(timeout=10)
    intake.tell(FilesFound(1), refused("a\udcff\n\u202eb.bin", 1, 1))
    intake.tell(IngestDone(0, 0, 1))
    _, (line,) = wait_for_end(qtbot, heard)
    assert line.isprintable()
    assert line.encode()


def test_closing_waits_for_the_file_being_taken_in(qtbot, desk, documents, fake):
    documents.add([Path("/a")])
    intake = fake.intakes.get(timeout=10)
    intake.slow = True
    closed = []
    desk.closed.connect(lambda: closed.append(fake.closed))
    desk.close()
    assert intake.cancelled
    qtbot.wait(50)
    assert closed == []
    intake.tell(IngestDone(0, 0, 0))
    qtbot.waitUntil(lambda: closed == [True], timeout=10_000)


def test_numbers_are_told_in_turkish():
    sentence = load("tr")("documents.reading", number=3, files=12)
    assert sentence == "Belgeler belleğe alınıyor: 12 belgeden 3."


@pytest.mark.parametrize("language", ["tr", "en"])
def test_skipped_files_are_called_as_they_were_given(qtbot, desk, fake, language):
    desk.speak(language)
    heard = []
    desk.documents.ended.connect(lambda *told: heard.append(told))
    desk.documents.add([Path("/ev/belgeler"), Path("/ev/öykü.pdf")])
    intake = fake.intakes.get(timeout=10)
    inside, alone = Path("/ev/belgeler/alt/a.pdf"), Path("/ev/öykü.pdf")
    broken = DocumentDamaged(path=inside, kind="PDF", reason=f"cannot open {inside}")
    intake.tell(
        FilesFound(2),
        FileRefused(inside, 1, 2, broken),
        FileRefused(alone, 2, 2, DocumentBinary(path=alone)),
        IngestDone(0, 0, 2),
    )
    _, (first, second) = wait_for_end(qtbot, heard)
    assert "belgeler/alt/a.pdf" in first
    assert "öykü.pdf" in second
    assert "/ev" not in first + second
