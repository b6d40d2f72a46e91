"""Files that cannot be used: each is named, and none is touched."""

import os
import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

import pytest

from evotr.domain import Answer, SamplingParams
from evotr.errors import (
    DiskFull,
    JournalDamaged,
    JournalEmptied,
    JournalError,
    JournalLinkBroken,
    JournalLocked,
    JournalNotAFile,
    JournalReadOnly,
    JournalTooNew,
)
from evotr.journal import Journal
from evotr.journal.migrate import REVISIONS, inspect_file

ANSWER = Answer("evotr-mini", "", SamplingParams())
NOBODY = 65534
PAGE = 4096


@pytest.fixture
def filled(path, backups):
    """A closed journal of some pages; the id of its conversation."""
    journal = Journal.open(path, backups)
    asked = journal.add_user_message(None, "ilk söz").result(10)
    for n in range(20):
        journal.add_user_message(asked.conversation_id, f"{n} " * 2_000).result(10)
    journal.close()
    return asked.conversation_id


def change(path, sql):
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(sql)


def files(folder):
    """What every file holds; the log's index is rebuilt at will and does not count."""
    found = (file for file in folder.iterdir() if file.is_file())
    return {f.name: f.read_bytes() for f in found if not f.name.endswith("-shm")}


def refuse(path, backups, kind, **options):
    """Opening fails as ``kind``, and no file looks different afterwards."""
    before = files(path.parent)
    with pytest.raises(kind) as caught:
        Journal.open(path, backups, **options)
    assert type(caught.value) is kind
    assert caught.value.values["path"] == path
    after = files(path.parent)
    assert {name: text for name, text in after.items() if text} == before
    assert not backups.exists()
    return caught.value.values


def test_a_new_journal_is_its_owners_alone(path, backups):
    Journal.open(path, backups).close()
    assert path.stat().st_mode & 0o777 == 0o600
    assert not backups.exists()
    assert list(files(path.parent)) == [path.name]


def test_folders_are_made_on_the_way(tmp_path, backups):
    path = tmp_path / "a b%20?#" / "ğ" / "journal.db"
    Journal.open(path, backups).close()
    Journal.open(path, backups).close()
    assert path.stat().st_size > PAGE


def test_an_empty_file_is_a_new_journal(path, backups):
    path.touch()
    journal = Journal.open(path, backups)
    assert journal.conversations().result(10) == ()
    journal.close()


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("recover", [True, False])
def test_a_newer_database_stays_as_it_is(path, backups, recover):
    change(path, "UPDATE alembic_version SET version_num = 'later'")
    values = refuse(path, backups, JournalTooNew, recover=recover)
    assert values["revision"] == "later"


@pytest.mark.usefixtures("filled")
def test_a_newer_database_with_a_log_stays_as_it_is(path, backups):
    holder = sqlite3.connect(path)
    holder.execute("UPDATE alembic_version SET version_num = 'later'")
    holder.commit()
    refuse(path, backups, JournalTooNew)
    holder.close()


@pytest.mark.parametrize(
    "content", [b"not a database, but a text of some length\n" * 500, b"x"]
)
def test_a_file_that_is_no_database_is_named(path, backups, content):
    path.write_bytes(content)
    refuse(path, backups, JournalDamaged)


def test_another_programs_database_is_refused(path, backups):
    change(path, "CREATE TABLE bookmarks (url TEXT)")
    refuse(path, backups, JournalDamaged)


@pytest.mark.usefixtures("filled")
def test_a_database_without_its_revision_is_refused(path, backups):
    change(path, "DELETE FROM alembic_version")
    refuse(path, backups, JournalDamaged)


@pytest.mark.usefixtures("filled")
def test_a_truncated_database_is_refused(path, backups):
    os.truncate(path, path.stat().st_size // 2)
    refuse(path, backups, JournalDamaged)


@pytest.mark.usefixtures("filled")
def test_a_broken_page_is_refused(path, backups):
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // PAGE // 2 * PAGE)
        file.write(b"\xff" * PAGE)
    refuse(path, backups, JournalDamaged)


def test_a_page_that_breaks_later_is_named_in_the_future(path, backups, filled):
    journal = Journal.open(path, backups)
    with path.open("r+b") as file:
        file.seek(PAGE)
        file.write(b"\xff" * (path.stat().st_size - PAGE))
    with pytest.raises(JournalDamaged) as caught:
        journal.transcript(filled).result(10)
    assert caught.value.values["path"] == path
    journal.close()


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo])
def test_what_is_no_file_in_its_place_is_named(path, backups, make):
    make(path)
    refuse(path, backups, JournalNotAFile)
    with pytest.raises(JournalNotAFile):
        inspect_file(path, REVISIONS, timeout=0)


@pytest.mark.parametrize("target", ["gone/journal.db", "beside.db", "journal.db"])
def test_a_link_to_nothing_is_named_and_nothing_is_begun(path, backups, target):
    path.symlink_to(path.parent / target)
    values = refuse(path, backups, JournalLinkBroken)
    assert values["target"] == path.parent / target
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.usefixtures("filled")
def test_a_link_to_a_journal_is_followed(path, backups, tmp_path):
    link = tmp_path / "link.db"
    link.symlink_to(path)
    journal = Journal.open(link, backups)
    assert len(journal.conversations().result(10)) == 1
    journal.close()


@pytest.mark.parametrize("empty", [True, False])
def test_a_log_without_its_database_is_not_tidied_away(
    tmp_path, path, backups, filled, empty
):
    journal = Journal.open(path, backups)
    journal.rename(filled, "in the log only").result(10)
    left = tmp_path / "left"
    left.mkdir()
    log = left / "journal.db-wal"
    shutil.copy(tmp_path / log.name, log)
    database = shutil.copy(path, tmp_path / "database")
    journal.close()
    if empty:
        (left / path.name).touch()
    before = log.read_bytes()
    with pytest.raises(JournalEmptied) as caught:
        Journal.open(left / path.name, backups)
    assert caught.value.values == {"path": left / path.name, "log": log}
    with pytest.raises(JournalEmptied):
        inspect_file(left / path.name, REVISIONS, timeout=0)
    assert log.read_bytes() == before
    # Put back where it belongs, it still holds what was written.
    shutil.copy(database, left / path.name)
    restored = Journal.open(left / path.name, backups)
    (conversation,) = restored.conversations().result(10)
    restored.close()
    assert conversation.title == "in the log only"


def test_a_first_start_that_was_killed_is_taken_back(path, backups, tmp_path):
    with closing(sqlite3.connect(tmp_path / "cut", isolation_level=None)) as cut:
        cut.execute("PRAGMA cache_size = 1")
        cut.execute("BEGIN")
        cut.execute("CREATE TABLE half (text)")
        cut.executemany("INSERT INTO half VALUES (?)", [("x" * PAGE,)] * 50)
        shutil.copy(tmp_path / "cut", path)
        shutil.copy(tmp_path / "cut-journal", path.with_name("journal.db-journal"))
    assert path.stat().st_size > 10 * PAGE
    Journal.open(path, backups).close()
    with closing(sqlite3.connect(path)) as database:
        tables = {
            name for (name,) in database.execute("SELECT name FROM sqlite_master")
        }
    assert "half" not in tables
    assert "messages" in tables


def test_a_file_in_its_folders_place_is_named(tmp_path, backups):
    (tmp_path / "file").touch()
    with pytest.raises(JournalError):
        Journal.open(tmp_path / "file" / "journal.db", backups)


@pytest.fixture
def ordinary_folder():
    """A folder of a user whom permissions bind (root's tests become nobody)."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        root = os.geteuid() == 0
        if root:
            os.chown(folder, NOBODY, NOBODY)
            os.seteuid(NOBODY)
        yield folder
        if root:
            os.seteuid(0)
        folder.chmod(0o700)


@pytest.mark.parametrize("recover", [True, False])
def test_a_file_that_refuses_is_named(ordinary_folder, recover):
    path = ordinary_folder / "journal.db"
    Journal.open(path, ordinary_folder / "backups").close()
    path.chmod(0o400)
    refuse(path, ordinary_folder / "backups", JournalReadOnly, recover=recover)


def test_a_folder_that_refuses_is_named(ordinary_folder):
    path = ordinary_folder / "journal.db"
    Journal.open(path, ordinary_folder / "backups").close()
    ordinary_folder.chmod(0o500)
    refuse(path, ordinary_folder / "backups", JournalReadOnly)


def test_a_folder_that_takes_no_new_file_is_named(ordinary_folder):
    ordinary_folder.chmod(0o500)
    refuse(ordinary_folder / "journal.db", ordinary_folder / "backups", JournalReadOnly)


def test_a_folder_that_nobody_may_enter_is_named(ordinary_folder):
    home = ordinary_folder / "home"
    path = home / "journal.db"
    Journal.open(path, home / "backups").close()
    home.chmod(0)
    with pytest.raises(JournalReadOnly) as caught:
        Journal.open(path, home / "backups")
    assert caught.value.values["path"] == path
    home.chmod(0o700)
    Journal.open(path, home / "backups").close()


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("recover", [True, False])
def test_a_database_that_another_program_holds_is_named(path, backups, recover):
    with closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("PRAGMA locking_mode = EXCLUSIVE")
        holder.execute("BEGIN EXCLUSIVE")
        with pytest.raises(JournalLocked) as caught:
            Journal.open(path, backups, recover=recover, timeout=0.05)
    assert caught.value.values["path"] == path
    Journal.open(path, backups).close()


def test_a_lock_taken_later_is_named_and_passes(path, backups, filled):
    journal = Journal.open(path, backups, timeout=0.05)
    with closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(JournalLocked):
            journal.rename(filled, "x").result(10)
        assert journal.find_conversation(filled).result(10).title == "ilk söz"
    assert journal.rename(filled, "x").result(10).title == "x"
    journal.close()


def test_a_short_lock_is_waited_for(path, backups, filled):
    journal = Journal.open(path, backups, timeout=10)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    waiting = journal.rename(filled, "x")
    assert journal._thread.run(int).done() is False
    holder.execute("ROLLBACK")
    holder.close()
    assert waiting.result(20).title == "x"
    journal.close()


def set_most_pages(journal, extra):
    """Leave room for ``extra`` more pages: SQLite's own full disk."""

    def work():
        (now,) = journal._database.run("PRAGMA page_count")
        journal._database.run(f"PRAGMA max_page_count = {now + extra}")

    journal._thread.run(work).result(10)


def test_a_full_disk_loses_nothing_stored_before(path, backups, filled):
    journal = Journal.open(path, backups)
    before = journal.transcript(filled).result(10)
    set_most_pages(journal, 4)
    with pytest.raises(DiskFull) as caught:
        journal.add_user_message(filled, "x" * 200_000).result(10)
    values = caught.value.values
    assert (values["path"], values["needed"]) == (path, PAGE)
    assert values["free"] > 0
    with pytest.raises(DiskFull):
        journal.add_user_message(None, "y" * 200_000).result(10)
    assert journal.transcript(filled).result(10) == before
    assert len(journal.conversations().result(10)) == 1
    set_most_pages(journal, 1_000)
    assert journal.add_user_message(filled, "x" * 200_000).result(10)
    journal.close()


def test_a_disk_that_fills_while_streaming_keeps_every_chunk(path, backups, filled):
    journal = Journal.open(path, backups)
    asked = journal.add_user_message(filled, "soru").result(10)
    answer_id = journal.begin_answer(asked.id, ANSWER).result(10).id
    set_most_pages(journal, 4)
    calls = [journal.append_chunk(answer_id, f"{n} " * 100) for n in range(200)]
    failures = [call.exception(10) for call in calls]
    stored = [f"{n} " * 100 for n, failure in enumerate(failures) if failure is None]
    assert stored
    assert {type(failure) for failure in failures if failure} == {DiskFull}
    said = journal.transcript(filled).result(10).messages[-1]
    assert said.content == "".join(stored)
    with pytest.raises(DiskFull):
        journal.finish_answer(answer_id, "complete").result(10)
    journal.close()
    reopened = Journal.open(path, backups)
    said = reopened.transcript(filled).result(10).messages[-1]
    reopened.close()
    assert (said.status, said.content) == ("interrupted", "".join(stored))
