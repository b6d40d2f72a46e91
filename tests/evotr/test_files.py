"""Files that are there whole or not at all."""

import errno
import os
import signal
import stat
import subprocess
import sys

import pytest

from evotr.drafts import Drafts
from evotr.errors import DiskFull, FolderIsFile
from evotr.files import half_written, write_whole, written_file

WORDS = "İğneyi kendine\n"
DYING = """
import os, signal, sys
from pathlib import Path
from evotr.files import written_file
with written_file(Path(sys.argv[1])) as stream:
    stream.write("half")
    stream.flush()
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def file(tmp_path):
    return tmp_path / "file.txt"


def in_folder(file):
    return sorted(each.name for each in file.parent.iterdir())


def test_it_is_in_its_place_when_all_of_it_is_written(file):
    file.write_text("old", "utf-8")
    with written_file(file) as stream:
        stream.write(WORDS)
        stream.flush()
        assert file.read_text("utf-8") == "old"
        (half,) = half_written(file.parent)
        assert stat.S_IMODE(half.stat().st_mode) == 0o600
    assert file.read_text("utf-8") == WORDS
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert in_folder(file) == [file.name]


@pytest.mark.parametrize("fault", [ValueError, KeyboardInterrupt])
def test_what_fails_in_between_leaves_what_was_there(file, fault):
    file.write_text("old", "utf-8")

    def fail():
        with written_file(file) as stream:
            stream.write(WORDS)
            raise fault

    with pytest.raises(fault):
        fail()
    assert file.read_text("utf-8") == "old"
    assert in_folder(file) == [file.name]


def test_what_the_system_refuses_has_a_name(tmp_path):
    (tmp_path / "folder").write_text("a file", "utf-8")
    with (
        pytest.raises(FolderIsFile),
        written_file(tmp_path / "folder" / "file.txt") as stream,
    ):
        stream.write(WORDS)
    with pytest.raises(NotADirectoryError):
        write_whole(tmp_path / "folder" / "file.txt", WORDS)


def write_exported(file):
    with written_file(file) as stream:
        stream.write(WORDS)


def write_drafts(file):
    drafts = Drafts(file)
    drafts.put("c", "", WORDS)
    drafts.save()


@pytest.mark.parametrize(
    "write",
    [write_exported, write_drafts, lambda file: write_whole(file, WORDS)],
    ids=["written_file", "drafts", "write_whole"],
)
def test_it_is_on_the_disk_before_it_has_its_name(file, monkeypatch, write):
    """A crash of the machine leaves no empty file under the name of a whole one."""
    steps, fsync, replace = [], os.fsync, os.replace

    def note_fsync(number):
        if stat.S_ISREG(os.fstat(number).st_mode):
            steps.append(("fsync", os.fstat(number).st_size > 0))
        fsync(number)

    def note_replace(*paths, **more):
        steps.append(("replace", True))
        replace(*paths, **more)

    monkeypatch.setattr(os, "fsync", note_fsync)
    monkeypatch.setattr(os, "replace", note_replace)
    write(file)
    assert steps == [("fsync", True), ("replace", True)]


@pytest.mark.parametrize("write", [write_exported, write_drafts])
def test_a_full_disk_leaves_what_was_there(file, monkeypatch, write):
    file.write_text("old", "utf-8")

    def full(_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskFull):
        write(file)
    assert file.read_text("utf-8") == "old"
    assert list(half_written(file.parent)) == []


def test_a_killed_writer_leaves_the_old_one_and_what_is_swept_away(file):
    file.write_text("old", "utf-8")
    child = subprocess.run([sys.executable, "-c", DYING, str(file)], check=False)
    assert child.returncode == -signal.SIGKILL
    assert file.read_text("utf-8") == "old"
    assert [each.name for each in half_written(file.parent)] == [".file.txt.new"]
    with written_file(file) as stream:
        stream.write(WORDS)
    assert in_folder(file) == [file.name]
