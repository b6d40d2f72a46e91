"""``evotr memory stats``."""

import json

import pytest

from evotr import wiring
from evotr.domain import Source
from evotr.errors import EmbedderMissing
from evotr.instance import hold_instance


def test_everything_is_counted(memory, remember, tmp_path):
    remember("a", pinned=True)
    remember("b", "episode", Source(conversation_id="talk-1"))
    (tmp_path / "kira.md").write_text("Depozito iki ay içinde geri verilir.")
    memory("ingest", tmp_path / "kira.md", "--collection", "legal")
    found = json.loads(memory("stats", "--json")[1])
    sizes = found.pop("bytes")
    assert isinstance(found["index"].pop("graph"), bool)
    assert found == {
        "memories": 3,
        "kinds": {"episode": 1, "fact": 1, "document": 1},
        "pinned": 1,
        "collections": {"legal": {"documents": 1, "pieces": 1}},
        "words": True,
        "index": {
            "stage": "ready",
            "known": 3,
            "embedded": 3,
            "fault": None,
        },
        "embedder": "all-MiniLM-L6-v2",
    }
    assert min(sizes["journal"], sizes["index"]) > 100


def test_it_is_told_in_both_languages(memory, remember, monkeypatch):
    remember("a")
    out = memory("stats")[1]
    assert "With a vector" in out
    assert "1 / 1, all of them" in out
    monkeypatch.setenv("EVOTR_LANGUAGE", "tr")
    assert "1 / 1, hepsi" in memory("stats")[1]


def test_the_files_are_listed_where_that_is_asked(memory, tmp_path):
    good, bad = tmp_path / "kira.md", tmp_path / "empty.md"
    good.write_text("Depozito iki ay içinde geri verilir.")
    bad.write_text("")
    memory("ingest", good, bad)
    assert str(good) not in memory("stats")[1]
    assert str(good) in memory("stats", "--documents")[1]
    (listed,) = json.loads(memory("stats", "--documents", "--json")[1])["documents"]
    assert (listed["path"], listed["state"]) == (str(good), "ready")


def test_a_file_is_one_line_whatever_it_is_called(memory, tmp_path):
    (tmp_path / "a\nb\u202e.md").write_text("Depozito iki ay içinde geri verilir.")
    memory("ingest", tmp_path)
    lines = memory("stats", "--documents")[1].splitlines()
    assert [line for line in lines if line.endswith("a b.md")]


def test_an_index_that_another_process_has_is_said(memory, remember, home):
    remember("a")
    with hold_instance(home / "chroma.lock"):
        code, out, err = memory("stats")
        index = json.loads(memory("stats", "--json")[1])["index"]
    assert (code, "0 / 1, found by words meanwhile" in out) == (0, True)
    assert "has the index of memories open" in err
    assert (index["stage"], index["fault"]) == ("words", "IndexBusy")


def test_no_encoder_is_said(memory, monkeypatch):
    def missing(_, **__):
        raise EmbedderMissing(model="x")

    monkeypatch.setattr(wiring, "open_embedder", missing)
    monkeypatch.setenv("EVOTR_EMBEDDER", "bge-m3")
    found = json.loads(memory("stats", "--json")[1])
    assert (found["embedder"], found["index"]["stage"]) == (None, "words")


@pytest.mark.usefixtures("stored")
def test_an_empty_home_has_nothing(memory):
    found = json.loads(memory("stats", "--json")[1])
    assert (found["memories"], found["collections"]) == (0, {})
