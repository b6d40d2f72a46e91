"""``evotr memory snapshot`` and ``restore``."""

import json

import pytest


@pytest.fixture
def file(tmp_path):
    return tmp_path / "bellek.evotr"


def test_what_is_remembered_goes_out_and_comes_back(memory, remember, file):
    remember("Kedimin adı Pamuk.")
    gone = remember("Kira 12.000 TL")
    code, out, _ = memory("snapshot", file)
    assert code == 0
    assert f"{file}: 2 memories, 0 documents and 0 lessons" in out
    memory("forget", gone, "--yes")
    code, out, _ = memory("restore", file)
    assert (code, out.splitlines()) == (
        0,
        [
            (
                "Brought: 0 memories, 0 documents, 0 exemplars, 0 lessons"
                " of the ledger. Already here: 1 memories."
            ),
            "Not brought: 1 that was forgotten here (--forgotten brings it).",
        ],
    )
    code, out, _ = memory("restore", file, "--forgotten")
    assert out.startswith("Brought: 1 memories")


def test_json_says_what_was_written_and_brought(memory, remember, file):
    remember("Kedimin adı Pamuk.")
    taken = json.loads(memory("snapshot", file, "--json")[1])
    assert taken["counts"]["memories"] == 1
    assert taken["written"] == taken["parts"] == 1
    assert json.loads(memory("snapshot", file, "--json")[1])["written"] == 0
    restored = json.loads(memory("restore", file, "--json")[1])
    assert restored["memories"]["known"] == 1


def test_vectors_are_taken_when_asked_and_there(memory, remember, file, monkeypatch):
    remember("Kedimin adı Pamuk.")
    assert "Without vectors" in memory("snapshot", file, "--vectors")[1]
    assert "Without vectors" not in memory("snapshot", file)[1]
    memory("search", "Pamuk")
    code, out, _ = memory("snapshot", file, "--vectors")
    assert code == 0
    assert "Without vectors" not in out
    monkeypatch.setenv("EVOTR_HOME", str(file.parent / "new"))
    assert json.loads(memory("restore", file, "--json")[1])["vectors"] == 1


def test_what_is_no_snapshot_is_one_sentence(memory, remember, file, home):
    remember("Kedimin adı Pamuk.")
    file.write_text("Notlar")
    for command in ("snapshot", "restore"):
        code, out, err = memory(command, file)
        assert (code, out) == (2, "")
        assert err.splitlines()[0] == f"The file {file} is no snapshot of memories."
    assert memory("restore", file.with_name("nowhere"))[0] == 2
    assert memory("snapshot", home / "x")[0] == 2
    assert file.read_text() == "Notlar"


def test_anothers_is_not_written_over(memory, remember, file, monkeypatch):
    remember("Kedimin adı Pamuk.")
    memory("snapshot", file)
    monkeypatch.setenv("EVOTR_HOME", str(file.parent / "new"))
    code, _, err = memory("snapshot", file)
    assert code == 2
    assert "has 1 memories or lessons that are not here" in err
    assert memory("snapshot", file, "--replace")[0] == 0
