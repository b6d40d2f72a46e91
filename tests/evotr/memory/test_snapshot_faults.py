"""Snapshots that were tampered with or cut off, kills, and full disks."""

import os
import random
import resource
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from evotr.errors import (
    DiskFull,
    FolderNotWritable,
    SnapshotBusy,
    SnapshotDamaged,
    SnapshotForeign,
    SnapshotTooNew,
)
from evotr.journal import Journal
from evotr.journal.archive import Archive, open_archive
from evotr.memory.snapshot import take_snapshot
from evotr.memory.snapshot_reading import read_snapshot
from evotr.memory.snapshot_restoring import restore_snapshot
from evotr.paths import PROGRAM
from tests.evotr.memory.conftest import everything, item

CHILD = Path(__file__).with_name("snapshot_and_die.py")


def change(path, statement, *values):
    with closing(sqlite3.connect(path, isolation_level=None)) as archive:
        archive.execute(statement, values)


# Parts are named parts/…, the list manifest.…
TAMPERED = {
    "a part is gone": (
        "DELETE FROM sqlar WHERE name = (SELECT min(name) FROM sqlar WHERE name > 'p')",
    ),
    "a part is other": ("UPDATE sqlar SET data = ?, sz = 4 WHERE name > 'p'", b"abcd"),
    "a part is a bomb": ("UPDATE sqlar SET sz = 9000000000 WHERE name > 'p'",),
    "a part is longer": ("UPDATE sqlar SET sz = sz + 1 WHERE name > 'p'",),
    "a part is text": ("UPDATE sqlar SET data = 'abc', sz = 3 WHERE name > 'p'",),
    "one too many": (
        "INSERT INTO sqlar VALUES ('parts/' || ?, 0, 0, 0, x'')",
        "0" * 64,
    ),
    "a path": ("INSERT INTO sqlar VALUES ('../../etc/passwd', 0, 0, 1, x'61')",),
    "no manifest": ("DELETE FROM sqlar WHERE name = 'manifest.json'",),
    "no checksum": ("DELETE FROM sqlar WHERE name = 'manifest.sha256'",),
    "a trigger": ("CREATE TRIGGER t AFTER INSERT ON sqlar BEGIN SELECT 1; END",),
    "another table": ("CREATE TABLE more (x)",),
}


@pytest.mark.parametrize("how", TAMPERED)
@pytest.mark.usefixtures("filled")
def test_nothing_is_taken_from_a_snapshot_that_was_tampered_with(
    elsewhere, take, target, how
):
    take()
    change(target, *TAMPERED[how])
    with pytest.raises(SnapshotDamaged):
        restore_snapshot(elsewhere, target)
    assert everything(elsewhere)["memories"] == []


def rewrite(path, edit):
    """Change the manifest, and its checksum with it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as archive:
        read = Archive(path, archive)
        read.finish(edit(read.manifest().decode()).encode(), read.digests())


EDITS = {
    "an unknown key": lambda said: said.replace('"home"', '"more": 1,\n "home"'),
    "a path": lambda said: said.replace('"sha256": "', '"sha256": "../', 1),
    "another count": lambda said: said.replace('"memories": ', '"memories": 1', 1),
    "another kind": lambda said: said.replace('"kind": "memories"', '"kind": "x"', 1),
    "a text": lambda said: said.replace('"lines": ', '"lines": "1', 1),
    "no JSON": lambda said: said[:-3],
}


@pytest.mark.parametrize("how", EDITS)
@pytest.mark.usefixtures("filled")
def test_nor_one_whose_list_was(elsewhere, take, target, how):
    take()
    rewrite(target, EDITS[how])
    with pytest.raises(SnapshotDamaged):
        restore_snapshot(elsewhere, target)
    assert everything(elsewhere)["memories"] == []


@pytest.mark.usefixtures("filled")
def test_a_newer_one_is_named(elsewhere, take, target):
    take()
    rewrite(target, lambda said: said.replace('"format": 2', '"format": 3'))
    with pytest.raises(SnapshotTooNew):
        restore_snapshot(elsewhere, target)
    change(target, "PRAGMA user_version = 2")
    with pytest.raises(SnapshotTooNew):
        restore_snapshot(elsewhere, target)


@pytest.mark.usefixtures("filled")
def test_nor_one_of_which_nothing_that_is_used_was_cut(elsewhere, take, target):
    take()
    row = "INSERT INTO sqlar VALUES ('x', 0, 0, 0, zeroblob(100000))"
    change(target, row)
    change(target, "DELETE FROM sqlar WHERE name = 'x'")
    os.truncate(target, target.stat().st_size - 1)
    with pytest.raises(SnapshotDamaged):
        restore_snapshot(elsewhere, target)


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.999])
@pytest.mark.usefixtures("filled")
def test_a_cut_off_one_is_refused(elsewhere, take, target, part):
    take()
    os.truncate(target, int(target.stat().st_size * part))
    with pytest.raises(SnapshotDamaged):
        restore_snapshot(elsewhere, target)
    assert everything(elsewhere)["memories"] == []


@pytest.mark.usefixtures("filled")
def test_a_flipped_byte_is_noticed_where_it_matters(take, target):
    take()
    sound = target.read_bytes()
    said = read(target)
    noticed = 0
    for at in range(0, len(sound), len(sound) // 60):
        broken = bytearray(sound)
        broken[at] ^= 0x55
        target.write_bytes(broken)
        try:
            assert read(target) == said  # it lay where nothing is
        except (SnapshotDamaged, SnapshotForeign, SnapshotTooNew):
            noticed += 1
    assert noticed >= 10


def read(path):
    with open_archive(path) as archive:
        reading = read_snapshot(archive, path)
        return [*reading.memories(), *reading.documents(), *reading.exemplars()]


@pytest.mark.usefixtures("filled")
def test_another_program_that_writes_it_is_told(elsewhere, take, target):
    take()
    with closing(sqlite3.connect(target, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(SnapshotBusy):
            restore_snapshot(elsewhere, target)
        with pytest.raises(SnapshotBusy):
            take()


def run_child(*words):
    return subprocess.Popen(
        [sys.executable, str(CHILD), *map(str, words)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(PROGRAM)},
    )


@pytest.mark.parametrize("run", range(4))
def test_a_kill_while_it_is_written_leaves_a_whole_one(
    tmp_path, target, elsewhere, run
):
    with run_child("take", tmp_path, target) as child:
        for _ in range(1 + run):
            child.stdout.readline()
        # At some moment of the next one.
        with pytest.raises(subprocess.TimeoutExpired):
            child.wait(random.Random(run).random() / 20)
        child.send_signal(signal.SIGKILL)
        number = 1 + run + child.stdout.read().count("\n")
    restored = restore_snapshot(elsewhere, target)
    assert restored.memories.added in {400 * number, 400 * (number + 1)}
    journal = Journal.open(tmp_path / "journal.db", tmp_path / "backups")
    take_snapshot(journal, target, tmp_path / "home")
    journal.close()
    restore_snapshot(elsewhere, target)


@pytest.mark.parametrize("run", range(3))
def test_a_kill_while_it_is_restored_is_made_up_for_by_the_next(
    filled, take, target, tmp_path, run
):
    taken = take()
    with run_child("restore", tmp_path / "other", target) as child:
        for _ in range(1 + 2 * run):
            child.stdout.readline()
        child.send_signal(signal.SIGKILL)
    with closing(
        Journal.open(tmp_path / "other" / "journal.db", tmp_path / "other" / "b")
    ) as other:
        before = everything(other)
        assert len(before["memories"]) < taken.counts.memories
        assert {document.state for document in before["documents"]} <= {"ready"}
        restore_snapshot(other, target)
        assert everything(other) == everything(filled)


@pytest.mark.parametrize("anew", [True, False])
def test_a_disk_that_takes_no_more_leaves_what_was_there(
    filled, elsewhere, take, target, anew
):
    other = target.with_name("first.evotr") if anew else target
    take()
    filled.memories.add(
        item(f"x{n}", "".join(random.Random(n).choices("abcçdefgğ", k=9_000)))
        for n in range(300)
    ).result(60)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(
        resource.RLIMIT_FSIZE, (target.stat().st_size + 100_000, limits[1])
    )
    try:
        with pytest.raises((DiskFull, FolderNotWritable)):
            take(other)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
    assert list(target.parent.iterdir()) == [target]
    assert restore_snapshot(elsewhere, target).memories.added < 1_500
    take()
    assert restore_snapshot(elsewhere, target).memories.added == 300
