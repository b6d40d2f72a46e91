"""Memories as lines of JSON."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from evotr.domain import MemoryFilter, MemoryItem, Source
from evotr.errors import MemoryLineNotJson, MemoryLineWrong
from evotr.journal import Journal
from evotr.journal.memory_lines import export_lines, import_lines, read_line

MAY = datetime(2026, 5, 1, 12, 30, tzinfo=UTC)
FULL = MemoryItem(
    id="m1",
    kind="fact",
    text="Ayşe\nçay sever. 🍵",
    speaker="Ayşe",
    source=Source("c1", "m9", "/notlar/çay.pdf", 3, "çay severim"),
    created=MAY,
    valid_from=MAY - timedelta(days=1),
    valid_until=MAY + timedelta(days=1),
    superseded_by="m2",
    confidence=0.25,
    pinned=True,
    trust="web",
    collection="medical",
    workspace="iş",
    topic="ayşe.içecek",
)
PLAIN = MemoryItem("m2", "episode", "Selam", "user", Source(), MAY)


def read(line, **defaults):
    return read_line(line, 7, MAY, defaults)


def test_what_goes_out_comes_in_again(journal, tmp_path):
    journal.memories.add([PLAIN, FULL]).result(10)
    lines = list(export_lines(journal.memories))
    assert json.loads(lines[0]) == {
        "id": "m2",
        "kind": "episode",
        "text": "Selam",
        "speaker": "user",
        "time": "2026-05-01T12:30:00+00:00",
        "confidence": 1.0,
        "trust": "user",
        "collection": "general",
    }
    assert not [line for line in lines if "\n" in line]
    other = Journal.open(tmp_path / "other.db", tmp_path / "b")
    (report,) = import_lines(other.memories, lines)
    assert (report.lines, report.added, report.known, report.wrong) == (2, 2, 0, ())
    assert other.memories.get(["m1", "m2"]).result(10) == (FULL, PLAIN)
    other.close()


def test_an_export_can_be_narrowed_and_is_read_in_pieces(journal):
    journal.memories.add(
        MemoryItem(f"m{n}", "episode", f"{n}", "user", Source(), MAY, workspace=w)
        for n, w in enumerate(["iş", "ev"] * 600)
    ).result(10)
    lines = export_lines(journal.memories, MemoryFilter(workspace="iş"))
    assert json.loads(next(lines))["id"] == "m0"
    journal.memories.delete("m1000").result(10)
    assert [json.loads(line)["id"] for line in lines] == [
        f"m{n}" for n in range(2, 1_200, 2) if n != 1_000
    ]


def test_the_lines_of_others_need_little(journal):
    said = {
        "text": "Merhaba",
        "speaker": "Ayşe",
        "time": "2026-05-01T15:30:00+03:00",
        "conversation": 12,
        "mood": "gut",
    }
    (report,) = import_lines(journal.memories, [json.dumps(said), "", "  \n"])
    assert (report.lines, report.added, report.known) == (3, 1, 0)
    (stored,) = journal.memories.page().result(10)
    assert (stored.text, stored.speaker, stored.created) == ("Merhaba", "Ayşe", MAY)
    assert (stored.source.conversation_id, stored.trust) == ("12", "document")


def test_what_was_imported_is_not_stored_twice(journal):
    lines = [json.dumps({"text": f"söz {n % 3}", "conversation": n}) for n in range(9)]
    first = list(import_lines(journal.memories, lines))
    again = list(import_lines(journal.memories, [*lines, '{"text": "yeni"}']))
    assert [(r.added, r.known) for r in first + again] == [(9, 0), (1, 9)]


def test_many_lines_are_stored_in_parts(journal):
    lines = (json.dumps({"text": f"söz {n}"}) for n in range(1_001))
    parts = import_lines(journal.memories, lines, {"workspace": "iş"})
    assert next(parts).added == 500
    assert journal.memories.count().result(10) == 500
    assert [part.added for part in parts] == [500, 1]
    assert journal.memories.count(MemoryFilter(workspace="iş")).result(10) == 1_001


def test_wrong_lines_are_named_and_the_rest_is_stored(journal):
    lines = ['{"text": "bir"}', "nope", "[1]", '{"text": " "}', '{"text": "iki"}']
    (report,) = import_lines(journal.memories, lines)
    assert report.added == 2
    assert [(type(e), e.values["line"]) for e in report.wrong] == [
        (MemoryLineNotJson, 2),
        (MemoryLineNotJson, 3),
        (MemoryLineWrong, 4),
    ]


@pytest.mark.parametrize("line", ["", "{", "null", '"text"', "[" * 100_000, "NaN"])
def test_a_line_is_an_object(line):
    with pytest.raises(MemoryLineNotJson):
        read(line)


WRONG = {
    "text": [None, "", " \n", True, 1.5, ["a"], {}],
    "speaker": [True, [], 0.5, "x" * 201],
    "time": ["gestern", "2026-13-01", True, [], 1e300, float("nan")],
    "valid_until": ["0000"],
    "collection": ["masal", "", 3, []],
    "trust": ["everyone", 3, []],
    "kind": ["idea", {}],
    "page": [0, -1, "3", True, 2**40],
    "confidence": [1.1, -0.1, "1", True, float("nan")],
    "pinned": [1, "true"],
    "id": ["x" * 201, []],
    "conversation": [{}],
}


@pytest.mark.parametrize(
    ("key", "value"), [(key, value) for key in WRONG for value in WRONG[key]]
)
def test_a_field_of_another_kind_is_named(key, value):
    with pytest.raises(MemoryLineWrong) as caught:
        read(json.dumps({"text": "söz", key: value}))
    assert caught.value.values == {"line": 7, "key": key}


def test_nothing_ends_before_it_begins():
    said = {"text": "söz", "valid_from": "2026-05-01", "valid_until": "2026-05-01"}
    assert read(json.dumps(said)).valid_until == datetime(2026, 5, 1, tzinfo=UTC)
    with pytest.raises(MemoryLineWrong) as caught:
        read(json.dumps({**said, "valid_until": "2026-04-30"}))
    assert caught.value.values == {"line": 7, "key": "valid_until"}


TIMES = {
    "2026-05-01": datetime(2026, 5, 1, tzinfo=UTC),
    "2026-05-01 12:30": MAY,
    "2026-05-01T12:30:00Z": MAY,
    MAY.timestamp(): MAY,
    int(MAY.timestamp()): MAY,
    "": MAY,
    None: MAY,
}


@pytest.mark.parametrize("time", TIMES)
def test_times_are_read_in_every_usual_form(time):
    assert read(json.dumps({"text": "söz", "time": time})).created == TIMES[time]


def test_a_time_of_another_zone_is_the_same_moment():
    here = MAY.astimezone(timezone(timedelta(hours=3)))
    line = json.dumps({"text": "söz", "time": here.isoformat()})
    assert read(line).created == MAY


def test_defaults_stand_where_a_line_says_nothing():
    line = json.dumps({"text": "söz", "workspace": None, "speaker": "assistant"})
    item = read(line, workspace="iş", speaker="user")
    assert (item.workspace, item.speaker, item.trust) == (
        "iş",
        "assistant",
        "assistant",
    )


TRUSTS = [
    ({}, "user"),
    ({"speaker": "user"}, "user"),
    ({"speaker": "user", "trust": "web"}, "web"),
    ({"speaker": "assistant", "trust": "user"}, "assistant"),
    ({"speaker": "web page"}, "document"),
    ({"speaker": "Ayşe", "trust": "user"}, "document"),
    ({"kind": "document"}, "document"),
    ({"kind": "document", "trust": "user", "speaker": "user"}, "document"),
    ({"path": "/x/evil.pdf", "page": 2, "trust": "assistant"}, "document"),
    ({"path": "HTTPS://example.org/a", "trust": "user"}, "web"),
]


@pytest.mark.parametrize(("said", "trust"), TRUSTS)
def test_what_others_wrote_is_not_the_users_word(said, trust):
    assert read(json.dumps({"text": "söz", **said})).trust == trust


def test_no_line_breaks_the_journal(journal):
    line = (
        '{"text": "kırık \\ud800 \\u0000 harf", "speaker": "\\udfff", "id": "\\ud800"}'
    )
    (report,) = import_lines(journal.memories, [line])
    assert report.added == 1
    (stored,) = journal.memories.page().result(10)
    assert (stored.text, stored.id) == ("kırık � \0 harf", "�")
