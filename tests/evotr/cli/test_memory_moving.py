"""``evotr memory export`` and ``import``."""

import json
import stat

import pytest

from evotr.domain import Source
from evotr.instance import hold_instance

LINES = [
    {
        "text": "Kedimin adı Pamuk.",
        "speaker": "Deniz",
        "time": "2026-05-03T12:30:00+03:00",
        "conversation": "talk-1",
    },
    {"text": "It sleeps a lot.", "speaker": "user", "conversation": "talk-1"},
]


def lines(*rows):
    texts = (row if isinstance(row, str) else json.dumps(row) for row in rows)
    return "".join(text + "\n" for text in texts)


def test_what_was_imported_is_found_at_once(memory):
    code, out, err = memory("import", "--jsonl", text=lines(*LINES))
    assert (code, err) == (0, "")
    assert out == "New: 2. Known already: 0. Lines that say nothing: 0.\n"
    asked = {"query": "pamuk", "k": 1, "conversation": "talk-1"}
    _, out, _ = memory("search", "--jsonl", text=lines(asked))
    (hit,) = json.loads(out)["results"]
    assert hit["text"] == "Kedimin adı Pamuk."
    assert hit["source"]["speaker"] == "Deniz"
    assert hit["source"]["time"] == "2026-05-03T09:30:00+00:00"


def test_a_mark_of_the_byte_order_costs_no_line(memory):
    told = json.loads(memory("import", "--json", text="\ufeff" + lines(*LINES))[1])
    assert (told["added"], told["wrong"]) == (2, [])
    asked = "\ufeff" + lines({"query": "pamuk", "conversation": "talk-1"})
    code, out, err = memory("search", "--jsonl", text=asked)
    assert (code, err) == (0, "")
    assert json.loads(out)["results"]


def test_the_same_line_is_one_memory(memory):
    told = memory("import", "--json", text=lines(*LINES, LINES[0]))[1]
    assert json.loads(told) == {
        "lines": 3,
        "added": 2,
        "known": 1,
        "wrong": [],
        "indexed": True,
    }
    again = json.loads(memory("import", "--json", text=lines(*LINES))[1])
    assert (again["added"], again["known"]) == (0, 2)
    assert json.loads(memory("list", "--json")[1])["total"] == 2


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Kedimin adı Pamuk.", "Line 2 is not a JSON object."),
        ("[]", "Line 2 is not a JSON object."),
        ('{"text": "x', "Line 2 is not a JSON object."),
        ("[" * 100_000, "Line 2 is not a JSON object."),
        ('{"text": "' + "x" * 4_000_000 + '"}', "Line 2 is not a JSON object."),
        ('{"speaker": "user"}', "“text”"),
        ('{"text": "  "}', "“text”"),
        ('{"text": 1.5}', "“text”"),
        ('{"text": "x", "time": "yesterday"}', "“time”"),
        ('{"text": "x", "kind": "dream"}', "“kind”"),
        ('{"text": "x", "conversation": []}', "“conversation”"),
    ],
)
def test_a_bad_line_is_told_by_its_number_and_the_rest_is_kept(memory, line, said):
    text = lines(LINES[0], line, "", LINES[1])
    code, out, err = memory("import", "--jsonl", text=text)
    assert code == 2
    assert out == "New: 2. Known already: 0. Lines that say nothing: 1.\n"
    assert err.startswith("Line 2 ")
    assert said in err
    assert len(err.splitlines()) == 1
    told = json.loads(memory("import", "--json", text=text)[1])
    assert [each["line"] for each in told["wrong"]] == [2]


def test_a_bad_line_is_told_in_turkish(memory, monkeypatch):
    monkeypatch.setenv("EVOTR_LANGUAGE", "tr")
    assert "2. satır" in memory("import", text=lines(LINES[0], "x"))[2]


def test_a_file_with_a_mark_and_bytes_that_are_no_letters(memory, tmp_path):
    file = tmp_path / "lines.jsonl"
    rows = [b'\xef\xbb\xbf{"text": "a"}', b'{"text": "\xff b\\r c"}', b'{"text":\xff}']
    file.write_bytes(b"\r\n".join(rows))
    code, out, _ = memory("import", file, "--json")
    assert (code, json.loads(out)["added"]) == (2, 2)
    found = json.loads(memory("list", "--json")[1])["memories"]
    assert {row["text"] for row in found} == {"a", "\ufffd b\r c"}


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["import", "nowhere.jsonl"], "FileNotReadable"),
        (["import", "."], "FileNotReadable"),
        (["import", "a", "b"], "ArgumentUnexpected"),
        (["export", "--conversation", "nowhere"], "ConversationNotFound"),
    ],
)
def test_what_cannot_be_is_one_sentence(memory, words, error):
    code, out, _ = memory(*words, "--json")
    assert (code, json.loads(out)["error"]) == (2, error)
    assert memory(*words)[:2] == (2, "")


def test_beside_who_has_the_index_it_is_stored_and_said(memory, home):
    home.mkdir()
    with hold_instance(home / "chroma.lock"):
        code, out, err = memory("import", "--json", text=lines(*LINES))
    assert (code, json.loads(out)["added"]) == (0, 2)
    assert json.loads(out)["indexed"] is False
    assert "has the index of memories open" in err


def test_an_export_can_be_imported_elsewhere(memory, remember, home, monkeypatch):
    remember("Kedimin adı Pamuk.", pinned=True, workspace="iş")
    place = Source(path="/k/a.md", page=2)
    remember("Kira 12.000 TL", "document", place, trust="document")
    code, out, err = memory("export")
    assert (code, err) == (0, "")
    assert [json.loads(line)["kind"] for line in out.splitlines()] == [
        "fact",
        "document",
    ]
    monkeypatch.setenv("EVOTR_HOME", str(home.with_name("other")))
    assert memory("import", text=out)[0] == 0
    assert memory("export")[1] == out


def test_an_export_to_a_file_is_the_owners_alone(memory, remember, tmp_path):
    remember("a")
    remember("b", "episode")
    file = tmp_path / "out.jsonl"
    file.write_text("old", encoding="utf-8")
    code, out, err = memory("export", file)
    assert (code, out, "--replace" in err) == (2, "", True)
    assert file.read_text("utf-8") == "old"
    told = memory("export", file, "--kind", "fact", "--replace")[1]
    assert told == f"Memories written to {file}: 1.\n"
    assert json.loads(file.read_text("utf-8"))["text"] == "a"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(memory("export", file, "--replace", "--json")[1])["memories"] == 2
    assert [path.name for path in tmp_path.glob("*out*")] == ["out.jsonl"]


def test_an_export_that_cannot_be_written_leaves_what_was(memory, remember, tmp_path):
    remember("a")
    code, _, err = memory("export", tmp_path / "no" / "out.jsonl")
    assert code == 2
    assert "Traceback" not in err
    folder = tmp_path / "folder"
    folder.mkdir()
    code, _, err = memory("export", folder)
    assert (code, "EVOTR_HOME" in err) == (2, False)
    assert [path.name for path in tmp_path.glob(".*.new")] == []


def test_a_workspace_for_what_has_none(memory):
    own = {"text": "b", "workspace": "ev"}
    memory("import", "--workspace", "iş", text=lines({"text": "a"}, own))
    assert json.loads(memory("list", "--workspace", "iş", "--json")[1])["total"] == 1
    assert json.loads(memory("list", "--workspace", "ev", "--json")[1])["total"] == 1
