"""The reading process, real: what it says, and how it is ended."""

import json
import os
import subprocess
import sys

import pytest

from evotr.errors import (
    DocumentChanging,
    DocumentCrashed,
    DocumentEmpty,
    DocumentHungry,
    DocumentMissing,
    DocumentNotFile,
    DocumentSlow,
    DocumentTooLarge,
    DocumentUnreadable,
)
from evotr.memory.documents import child, reader
from evotr.memory.documents.reader import Reader
from evotr.memory.documents.values import Chunk, Limits
from evotr.paths import PROGRAM
from tests.evotr.memory.documents.conftest import make_docx, make_pdf

STUCK = "import sys, time\nfor line in sys.stdin: time.sleep(600)"
GREEDY = """
import sys, time
for line in sys.stdin:
    held = b"x" * 300_000_000
    time.sleep(600)
"""
TALKATIVE = """
import sys
for line in sys.stdin:
    while True:
        sys.stdout.write('{"chunk": ["' + "x" * 100_000 + '", null, []]}\\n')
"""


@pytest.fixture
def child_of(tmp_path, monkeypatch):
    """Have another program read."""

    def child_of(source, patch=monkeypatch):
        (tmp_path / "other_child.py").write_text(source)
        patch.setenv("PYTHONPATH", str(tmp_path))
        patch.setattr(reader, "_MODULE", "other_child")

    return child_of


def test_a_file_is_read_and_the_same_content_only_once(reader, folder):
    file = folder / "a.pdf"
    file.write_bytes(make_pdf([["Birinci sayfa."], ["Yeni sayfa."]]))
    reading = reader.read(file)
    assert reading.kind == "pdf"
    assert reading.chunks == (Chunk("Birinci sayfa.", 1), Chunk("Yeni sayfa.", 2))
    assert reading.modified.timestamp() == pytest.approx(file.stat().st_mtime)
    again = reader.read(file, reading.sha256)
    assert (again.kind, again.chunks) == (None, ())
    assert again.sha256 == reading.sha256


def test_one_process_reads_them_all(reader, folder):
    for n in range(3):
        (folder / f"{n}.txt").write_text(f"Metin {n}.")
        reader.read(folder / f"{n}.txt")
        if n == 0:
            first = reader._process.pid
    (folder / "a.docx").write_bytes(make_docx("Sözcük."))
    assert reader.read(folder / "a.docx").chunks == (Chunk("Sözcük."),)
    with pytest.raises(DocumentEmpty):
        reader.read(_empty(folder))
    assert reader._process.pid == first


def _empty(folder):
    (folder / "bos").write_text("")
    return folder / "bos"


def test_names_of_any_bytes_are_read(reader, folder):
    name = os.fsencode(folder) + b"/\xff\n\xc3\xa7.txt"
    path = folder / os.fsdecode(name.rpartition(b"/")[2])
    path.write_text("Metin.")
    assert reader.read(path).chunks == (Chunk("Metin."),)


def test_what_is_no_file_is_told(reader, folder):
    with pytest.raises(DocumentMissing):
        reader.read(folder / "yok")
    os.mkfifo(folder / "boru")
    with pytest.raises(DocumentNotFile):
        reader.read(folder / "boru")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_told(reader, folder):
    (folder / "a.txt").write_text("Metin.")
    (folder / "a.txt").chmod(0)
    with pytest.raises(DocumentUnreadable):
        reader.read(folder / "a.txt")


def test_two_gigabytes_are_refused_unread(reader, folder):
    with (folder / "a.txt").open("wb") as file:
        file.truncate(2_000_000_000)
    with pytest.raises(DocumentTooLarge) as raised:
        reader.read(folder / "a.txt")
    assert raised.value.values["size"] == 2_000


def test_a_child_that_hangs_is_ended_and_the_next_file_is_read(child_of, folder):
    (folder / "b.txt").write_text("Metin.")
    with Reader(Limits(seconds=5)) as reading:
        with pytest.MonkeyPatch.context() as patch:
            child_of(STUCK, patch)
            with pytest.raises(DocumentSlow) as raised:
                reading.read(folder / "a.txt")
        assert raised.value.values["limit"] == 5
        assert reading.read(folder / "b.txt").chunks == (Chunk("Metin."),)


def test_a_child_that_takes_memory_is_ended(child_of, folder):
    child_of(GREEDY)
    with Reader(Limits(memory_mb=100)) as reading, pytest.raises(DocumentHungry):
        reading.read(folder / "a.txt")


def test_a_child_that_says_too_much_is_ended(child_of, folder):
    child_of(TALKATIVE)
    with Reader(Limits(file_mb=1)) as reading, pytest.raises(DocumentHungry):
        reading.read(folder / "a.txt")


@pytest.mark.parametrize(
    ("ending", "reason"),
    [
        ("import os; os._exit(7)", "exit code 7"),
        ("import os; os.kill(os.getpid(), 11)", "signal 11"),
    ],
)
def test_a_child_that_dies_is_told_and_started_again(child_of, folder, ending, reason):
    child_of(f"import sys\nfor line in sys.stdin: {ending}")
    with Reader() as reading:
        for _ in range(2):
            with pytest.raises(DocumentCrashed) as raised:
                reading.read(folder / "a.txt")
            assert raised.value.values["reason"] == reason


def test_a_page_too_deep_for_the_time_is_refused(folder):
    (folder / "a.html").write_text("<html>" + "<div>" * 300_000 + "x")
    with Reader(Limits(seconds=2)) as reading, pytest.raises(DocumentSlow):
        reading.read(folder / "a.html")


def test_a_file_that_is_written_to_is_read_again(folder, monkeypatch):
    file = folder / "a.txt"
    file.write_text("Eski.")
    real = os.fstat
    looks = []

    def changing(handle):
        looks.append(handle)
        if len(looks) == 2:
            file.write_text("Yepyeni.")
        return real(handle)

    monkeypatch.setattr(child.os, "fstat", changing)
    said = list(child.answer(file, "", Limits()))
    assert said[0] == {"chunk": ["Yepyeni.", None, ()]}
    assert len(looks) == 4


def test_a_file_that_is_written_to_twice_is_refused(folder, monkeypatch):
    file = folder / "a.txt"
    file.write_text("x")
    real = os.fstat

    def changing(handle):
        with file.open("a") as more:
            more.write("x")
        return real(handle)

    monkeypatch.setattr(child.os, "fstat", changing)
    assert list(child.answer(file, "", Limits())) == [
        {"refused": DocumentChanging.__name__, "values": {}}
    ]


def run_locked(folder, code):
    """Run ``code`` in a process that has what the child has."""
    start = (
        "from evotr.memory.documents import child\n"
        "from evotr.memory.documents.values import Limits\n"
        "child._lock_up(Limits())\n"
    )
    return subprocess.run(
        [sys.executable, "-c", start + code],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(PROGRAM)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    "code",
    [
        "open('yeni', 'w')",
        "import os; os.open('yeni', os.O_CREAT | os.O_WRONLY)",
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "import os; os.remove('eski')",
    ],
)
def test_the_child_changes_nothing_and_calls_nobody(folder, code):
    (folder / "eski").write_text("x")
    ended = run_locked(folder, code)
    assert "PermissionError" in ended.stderr
    assert [path.name for path in folder.iterdir()] == ["eski"]


def test_the_child_ends_with_its_parent(folder):
    (folder / "a.txt").write_text("Metin.")
    asked = json.dumps({"path": str(folder / "a.txt"), "known": ""})
    ended = subprocess.run(
        [sys.executable, "-m", reader._MODULE, "{}"],
        input=asked + "\n",
        env={**os.environ, "PYTHONPATH": str(PROGRAM)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    first, last = map(json.loads, ended.stdout.splitlines())
    assert first == {"chunk": ["Metin.", None, []]}
    assert last["kind"] == "text"


def test_the_child_loads_neither_database_nor_index():
    code = (
        "import sys, evotr.memory.documents.child as c\n"
        "print(sorted({m.partition('.')[0] for m in sys.modules}"
        " & {'sqlalchemy', 'chromadb', 'numpy', 'onnxruntime', 'pydantic'}))"
    )
    ended = run_locked(PROGRAM, code)
    assert ended.stdout.strip() == "[]"
