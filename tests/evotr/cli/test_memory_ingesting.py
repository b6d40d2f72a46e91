"""``evotr memory ingest``."""

import json
import os
import signal
import subprocess
import sys

import pytest

from evotr.paths import PROGRAM


@pytest.fixture
def notes(tmp_path):
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "kira.md").write_text("Depozito iki ay içinde geri verilir.")
    (folder / "tea.txt").write_text("Green tea is best at eighty degrees.")
    (folder / "photo.bin").write_bytes(bytes(range(256)) * 8)
    return folder


def test_files_are_found_at_once_with_their_place(memory, notes):
    code, out, err = memory("ingest", notes, "--collection", "legal")
    assert code == 0
    assert out == (
        "Files taken in: 2 (new pieces: 2). Unchanged: 0. Skipped: 1. Gone: 0.\n"
    )
    assert "photo.bin" in err
    assert len(err.splitlines()) == 1
    (hit,) = json.loads(memory("search", "depozito", "--k", "1", "--json")[1])[
        "results"
    ]
    assert hit["source"]["path"] == str(notes / "kira.md")
    assert (hit["source"]["trust"], hit["source"]["collection"]) == (
        "document",
        "legal",
    )


def test_json_lists_what_was_skipped_and_why(memory, notes, monkeypatch):
    monkeypatch.setenv("EVOTR_LANGUAGE", "tr")
    told = json.loads(memory("ingest", notes, "--json")[1])
    (skipped,) = told.pop("skipped")
    assert skipped["path"] == str(notes / "photo.bin")
    assert skipped["error"] == "DocumentBinary"
    assert "dosyası" in skipped["message"]
    assert told == {
        "files": 3,
        "changed": 2,
        "unchanged": 0,
        "refused": 1,
        "removed": 0,
        "pieces": 2,
        "indexed": True,
    }
    again = json.loads(memory("ingest", notes, "--json")[1])
    assert (again["changed"], again["unchanged"], again["pieces"]) == (0, 2, 0)


@pytest.mark.parametrize("name", ["nowhere.md", "notes/photo.bin"])
def test_nothing_that_can_be_read_is_exit_code_2(memory, notes, name):
    code, out, err = memory("ingest", notes.parent / name)
    assert code == 2
    assert "Skipped: 1" in out
    assert name.rpartition("/")[2] in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("beside", "code"),
    [
        ({}, 0),
        ({"empty.md": b""}, 0),
        ({"wrong.pdf": b"%PDF-1.7 and nothing else"}, 2),
    ],
)
def test_only_what_should_have_been_read_is_a_fault(memory, notes, beside, code):
    for name, content in beside.items():
        (notes / name).write_bytes(content)
    assert memory("ingest", notes)[0] == code


@pytest.mark.parametrize("name", ["notes/photo.bin", "link.bin", "gone.md"])
def test_what_is_named_should_have_been_read(memory, notes, name):
    (notes.parent / "link.bin").symlink_to(notes / "photo.bin")
    assert memory("ingest", notes / "kira.md", notes.parent / name)[0] == 2


def test_an_empty_folder_is_said(memory, tmp_path):
    (tmp_path / "empty").mkdir()
    told = "There is no file to take in.\n"
    assert memory("ingest", tmp_path / "empty") == (2, told, "")


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ([], "ArgumentMissing"),
        (["a", "--collection", "poems"], "ValueRefused"),
    ],
)
def test_what_cannot_be_is_one_sentence(memory, words, error):
    code, out, _ = memory("ingest", *words, "--json")
    assert (code, json.loads(out)["error"]) == (2, error)


def test_a_workspace_has_its_own(memory, notes):
    memory("ingest", notes, "--workspace", "iş")
    assert json.loads(memory("list", "--workspace", "iş", "--json")[1])["total"] == 2
    assert "Depozito" in memory("search", "depozito", "--workspace", "iş")[1]
    assert "Depozito" not in memory("search", "depozito")[1]


def test_what_changes_is_taken_in_until_it_is_stopped(notes, home):
    words = ("memory", "ingest", str(notes), "--watch", "--json")
    with subprocess.Popen(
        [sys.executable, "-m", "evotr", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=PROGRAM,
        env={**os.environ, "EVOTR_HOME": str(home), "EVOTR_EMBEDDER": "bge-m3"},
    ) as process:
        first = json.loads(process.stdout.readline())
        assert (first["changed"], first["refused"]) == (2, 1)
        (notes / "new.md").write_text("Kira her yıl artar.")
        second = json.loads(process.stdout.readline())
        assert (second["changed"], second["pieces"]) == (1, 1)
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0


def test_each_file_that_is_skipped_is_told_with_its_reason(memory, notes):
    (notes / "loop").symlink_to(notes / "loop")
    (notes / "empty.md").write_text("")
    (notes / "wrong.pdf").write_bytes(b"%PDF-1.7 and nothing else")
    with (notes / "huge.txt").open("wb") as huge:
        huge.truncate(2_000_000_000)
    code, out, err = memory("ingest", notes, "--json")
    told = json.loads(out)
    assert (code, told["changed"]) == (2, 2)
    assert {
        row["path"].rpartition("/")[2]: row["error"] for row in told["skipped"]
    } == {
        "loop": "DocumentLoop",
        "empty.md": "DocumentEmpty",
        "wrong.pdf": "DocumentDamaged",
        "huge.txt": "DocumentTooLarge",
        "photo.bin": "DocumentBinary",
    }
    assert len(err.splitlines()) == 5
