"""Files into a real journal, through the real reading process."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from evotr.domain import MemoryFilter
from evotr.errors import (
    DocumentBinary,
    DocumentEmpty,
    DocumentMissing,
    DocumentTooLarge,
    JournalLocked,
    ValueRefused,
)
from evotr.journal import Journal
from evotr.memory.documents.ingest import (
    FileIngested,
    FileRefused,
    FilesFound,
    Ingest,
    IngestDone,
    limits_of,
)
from evotr.memory.documents.values import Limits
from evotr.paths import PROGRAM
from evotr.settings import Settings
from tests.evotr.memory.documents.conftest import make_pdf

PARENT = """
import sys
from pathlib import Path
from evotr.journal import Journal
from evotr.memory.documents.ingest import Ingest
home, folder = map(Path, sys.argv[1:])
journal = Journal.open(home / "journal.db", home / "backups")
with Ingest(journal.documents) as ingest:
    for event in ingest.run([folder]):
        print(event, flush=True)
        if "number=5," in str(event):
            sys.stdin.read()
"""


@pytest.fixture
def ingest(journal):
    with Ingest(journal.documents, limits=Limits(chunk_tokens=40)) as ingest:
        yield ingest


def section(title, words=12):
    return f"# {title}\n\n" + " ".join(f"{title}{n}" for n in range(words)) + "."


def remembered(journal, **wanted):
    return journal.memories.page(MemoryFilter(**wanted), limit=1_000).result(10)


def texts(journal, **wanted):
    return sorted(item.text for item in remembered(journal, **wanted))


def last(events):
    *_, end = events
    return end


def test_a_chunk_says_where_it_stands(ingest, journal, folder):
    file = folder / "a.pdf"
    file.write_bytes(make_pdf([["Giris."], ["Kira bedeli artar."]], titles=[("Ek", 2)]))
    events = list(ingest.run([file]))
    assert [type(event) for event in events] == [FilesFound, FileIngested, IngestDone]
    item, first = sorted(remembered(journal), key=lambda each: -each.source.page)
    assert (item.kind, item.trust, item.speaker) == ("document", "document", "")
    assert item.source.path == str(file)
    assert (first.source.page, first.source.quote) == (1, "Giris.")
    assert (item.source.page, item.source.quote) == (2, "Kira bedeli artar.")
    assert item.created.timestamp() == pytest.approx(file.stat().st_mtime, abs=1e-3)
    assert journal.documents.find(str(file)).result(10).state == "ready"


def test_only_what_changed_changes(ingest, journal, folder):
    file = folder / "a.md"
    parts = [section(name) for name in ("bir", "iki", "uc")]
    file.write_text("\n\n".join(parts))
    first = list(ingest.run([folder]))[1]
    assert (first.added, first.kept, first.removed) == (3, 0, 0)
    before = {item.text: item.id for item in remembered(journal)}

    again = list(ingest.run([folder]))
    assert (again[1].added, again[1].kept, again[1].removed) == (0, 3, 0)
    assert again[2] == IngestDone(changed=0, unchanged=1, refused=0)

    file.write_text("\n\n".join([parts[2], section("dort"), parts[0]]))
    event = list(ingest.run([folder]))[1]
    assert (event.added, event.kept, event.removed) == (1, 2, 1)
    after = {item.text: item.id for item in remembered(journal)}
    assert {before[text] for text in before.keys() & after.keys()} == (
        set(before.values()) & set(after.values())
    )
    order = journal.documents.chunks(event.document.id).result(10)
    assert [item.text for item in order] == [parts[2], section("dort"), parts[0]]


def test_the_same_chunk_twice_is_kept_twice(ingest, journal, folder):
    parts = [section("bir"), section("iki")]
    (folder / "a.md").write_text("\n\n".join(parts * 2))
    list(ingest.run([folder]))
    (folder / "a.md").write_text("\n\n".join([*parts * 2, parts[0]]))
    event = list(ingest.run([folder]))[1]
    assert (event.added, event.kept, event.removed) == (1, 4, 0)
    assert texts(journal) == sorted([*parts * 2, parts[0]])


def test_a_long_file_comes_in_steps_and_is_seen_at_once(ingest, journal, folder):
    text = "\n\n".join(section(f"b{n}k", 9) for n in range(600))
    (folder / "a.md").write_text(text)
    event = list(ingest.run([folder]))[1]
    assert event.added == event.document.chunks == 600
    order = journal.documents.chunks(event.document.id).result(10)
    assert "\n\n".join(item.source.quote for item in order) == text


def test_what_cannot_be_read_is_listed_and_the_rest_is_done(journal, folder):
    (folder / "a.txt").write_text("Bir.")
    (folder / "b.bin").write_bytes(bytes(range(256)) * 9)
    (folder / "c.txt").write_text("")
    with (folder / "d.txt").open("wb") as file:
        file.truncate(2_000_000_000)
    (folder / "e").symlink_to("yok")
    (folder / "f.txt").write_text("Altı.")
    with Ingest(journal.documents) as ingest:
        events = list(ingest.run([folder]))
    refused = {e.path.name: type(e.error) for e in events if isinstance(e, FileRefused)}
    assert refused == {
        "b.bin": DocumentBinary,
        "c.txt": DocumentEmpty,
        "d.txt": DocumentTooLarge,
        "e": DocumentMissing,
    }
    assert [event.number for event in events[1:-1]] == [1, 2, 3, 4, 5, 6]
    assert events[-1] == IngestDone(changed=2, unchanged=0, refused=4)
    assert texts(journal) == ["Altı.", "Bir."]


def test_what_was_known_of_a_file_that_is_broken_now_stays(ingest, journal, folder):
    (folder / "a.txt").write_text("Eski.")
    list(ingest.run([folder]))
    (folder / "a.txt").write_bytes(b"\x00" * 99)
    assert last(ingest.run([folder])).refused == 1
    assert texts(journal) == ["Eski."]


def test_files_that_are_gone_leave_when_asked(ingest, journal, folder):
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text(name)
    other = folder.parent / "c.txt"
    other.write_text("c.txt")
    list(ingest.run([folder, other]))
    (folder / "a.txt").unlink()
    other.unlink()
    assert last(ingest.run([folder])).removed == 0
    assert len(texts(journal)) == 3
    assert last(ingest.run([folder], prune=True)).removed == 1
    assert texts(journal) == ["b.txt", "c.txt"]


def test_a_file_lies_in_one_collection(journal, folder):
    (folder / "a.txt").write_text("Metin.")
    for collection in ("general", "legal"):
        with Ingest(journal.documents, collection=collection) as ingest:
            list(ingest.run([folder]))
    assert texts(journal) == ["Metin."]
    assert texts(journal, collection="legal") == ["Metin."]


def test_without_a_collection_a_known_file_stays_where_it_is(journal, folder):
    file = folder / "a.md"
    file.write_text(section("bir"))
    (folder / "b.txt").write_text("Other.")
    with Ingest(journal.documents, collection="medical") as ingest:
        list(ingest.run([file]))
    with Ingest(journal.documents, limits=Limits(chunk_tokens=40)) as ingest:
        assert last(ingest.run([folder])) == IngestDone(1, 1, 0)
        file.write_text(section("bir") + "\n\n" + section("iki"))
        list(ingest.run([folder]))
        assert texts(journal, collection="medical") == [section("bir"), section("iki")]
        assert texts(journal, collection="general") == ["Other."]
        file.unlink()
        assert last(ingest.run([folder], prune=True)).removed == 1


def test_a_piece_that_was_forgotten_does_not_come_back(ingest, journal, folder):
    parts = [section(name) for name in ("bir", "gizli", "uc")]
    file = folder / "a.md"
    file.write_text("\n\n".join(parts))
    list(ingest.run([folder]))
    (gone,) = (item.id for item in remembered(journal) if "gizli" in item.text)
    journal.memories.forget(gone).result(10)
    file.write_text("\n\n".join([*parts, section("dort")]))
    event = list(ingest.run([folder]))[1]
    assert (event.added, event.document.chunks) == (1, 3)
    assert texts(journal) == [parts[0], section("dort"), parts[2]]
    # A whole file is: that was asked for.
    journal.documents.forget(event.document.id).result(10)
    assert list(ingest.run([folder]))[1].added == 3


@pytest.mark.parametrize("sections", [3, 600])
def test_pieces_that_were_imported_become_the_files_own(journal, folder, sections):
    text = "\n\n".join(section(f"b{n}k", 9) for n in range(sections))
    (folder / "a.md").write_text(text)
    limits = Limits(chunk_tokens=40)
    with Ingest(journal.documents, collection="legal", limits=limits) as ingest:
        _, first, _ = ingest.run([folder])
    pieces = journal.documents.chunks(first.document.id).result(10)
    journal.documents.remove(first.document.id).result(10)
    stranger = replace(pieces[1], id="x", trust="web")
    journal.memories.add([pieces[0], stranger, *pieces[2:]]).result(10)
    with Ingest(journal.documents, limits=limits) as ingest:
        _, event, _ = ingest.run([folder])
        assert (event.added, event.kept, event.removed) == (1, sections - 1, 0)
        order = journal.documents.chunks(event.document.id).result(10)
        assert [one.text for one in order] == [one.text for one in pieces]
        assert [one.id for one in order[2:]] == [one.id for one in pieces[2:]]
        assert event.document.collection == "legal"
        assert len(texts(journal)) == sections + 1
        (folder / "a.md").write_text("Other.")
        assert list(ingest.run([folder]))[1].removed == sections
    assert texts(journal) == sorted(["Other.", stranger.text])


@pytest.mark.parametrize("sections", [1, 600])
def test_a_file_that_moves_is_there_all_the_time(journal, folder, sections):
    text = "\n\n".join(section(f"b{n}k", 9) for n in range(sections))
    (folder / "a.md").write_text(text)
    limits = Limits(chunk_tokens=40)
    with Ingest(journal.documents, limits=limits) as ingest:
        list(ingest.run([folder]))
    seen = []

    class Watched:
        def __getattr__(self, name):
            seen.append(len(texts(journal)))
            return getattr(journal.documents, name)

    with Ingest(Watched(), collection="legal", limits=limits) as ingest:
        _, event, _ = ingest.run([folder])
    assert set(seen) == {sections}
    assert (event.added, event.removed) == (sections, sections)
    assert event.document.collection == "legal"
    assert len(texts(journal, collection="legal")) == sections


def test_workspaces_do_not_share_files(journal, folder):
    (folder / "a.txt").write_text("Metin.")
    for workspace in ("ev", "iş"):
        with Ingest(journal.documents, workspace=workspace) as ingest:
            list(ingest.run([folder]))
    assert texts(journal) == ["Metin.", "Metin."]
    assert texts(journal, workspace="iş") == ["Metin."]


def test_the_settings_say_what_a_file_may_take():
    limits = limits_of(Settings(document_mb=3, document_seconds=9))
    assert (limits.file_bytes, limits.seconds) == (3_000_000, 9)


def test_there_are_six_collections(journal):
    with pytest.raises(ValueRefused) as raised:
        Ingest(journal.documents, collection="poems")
    assert raised.value.values["expected"] == (
        "general, news, medical, legal, code, user"
    )


def test_news_is_recalled_for_a_week_and_does_not_come_back(journal, folder):
    (folder / "a.txt").write_text("Haber.")
    now = datetime.now(UTC)
    with Ingest(journal.documents, collection="news") as ingest:
        list(ingest.run([folder]))
        assert texts(journal, valid_at=now + timedelta(days=6)) == ["Haber."]
        assert texts(journal, valid_at=now + timedelta(days=8)) == []
        assert ingest.drop_expired(now + timedelta(days=6)) == ()
        dropped = ingest.drop_expired(now + timedelta(days=8))
        assert dropped == (str(folder / "a.txt"),)
        assert texts(journal) == []
        assert ingest.drop_expired(now + timedelta(days=9)) == ()
        assert last(ingest.run([folder])).unchanged == 1
        assert texts(journal) == []
        (folder / "a.txt").write_text("Yeni haber.")
        list(ingest.run([folder]))
    assert texts(journal, valid_at=now) == ["Yeni haber."]


def test_changed_news_lasts_a_week_from_then(journal, folder):
    file = folder / "a.md"
    file.write_text(section("bir"))
    with Ingest(
        journal.documents, collection="news", limits=Limits(chunk_tokens=40)
    ) as ingest:
        list(ingest.run([folder]))
        old = remembered(journal)[0].valid_until
        file.write_text(section("bir") + "\n\n" + section("iki"))
        list(ingest.run([folder]))
    ends = {item.valid_until for item in remembered(journal)}
    assert len(ends) == 1
    assert ends.pop() > old


def run_parent(home, folder):
    return subprocess.Popen(
        [sys.executable, "-c", PARENT, str(home), str(folder)],
        env={**os.environ, "PYTHONPATH": str(PROGRAM)},
        stdin=subprocess.PIPE,  # it waits there to be killed
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_killed_run_leaves_whole_files_and_goes_on(tmp_path, folder):
    for n in range(200):  # more than are stored in one transaction
        (folder / f"{n:03}.md").write_text("\n\n".join([section(f"s{n}k", 400)] * 3))
    with run_parent(tmp_path, folder) as killed:
        for line in killed.stdout:
            if "number=5," in line:
                killed.send_signal(signal.SIGKILL)
    assert killed.returncode == -signal.SIGKILL
    with closing(
        Journal.open(tmp_path / "journal.db", tmp_path / "backups")
    ) as journal:
        whole = journal.documents.list().result(10)
        assert 5 <= len(whole) < 200
        assert {document.state for document in whole} == {"ready"}
        seen = remembered(journal, kinds=("document",))
        assert len(seen) == sum(document.chunks for document in whole)
        with Ingest(journal.documents) as ingest:
            end = last(ingest.run([folder]))
        assert end == IngestDone(200 - len(whole), len(whole), 0)


def test_a_locked_journal_is_told_and_nothing_is_half_seen(tmp_path, folder):
    home = tmp_path
    (folder / "a.txt").write_text("Metin.")
    with closing(
        Journal.open(home / "journal.db", home / "backups", timeout=0.1)
    ) as journal:
        other = sqlite3.connect(home / "journal.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with Ingest(journal.documents) as ingest:
            with pytest.raises(JournalLocked):
                list(ingest.run([folder]))
            other.execute("ROLLBACK")
            other.close()
            assert texts(journal) == []
            assert last(ingest.run([folder])).changed == 1
        assert texts(journal) == ["Metin."]
