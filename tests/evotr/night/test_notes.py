import json
from datetime import UTC, date, datetime

import pytest

from evotr.night.notes import Notes

SATURDAY, SUNDAY = date(2026, 11, 21), date(2026, 11, 22)


def test_nothing_is_written_before_there_is_something(tmp_path):
    notes = Notes(tmp_path / "nights")
    notes.begun()
    notes.switched(off=False)
    assert notes.waiting is None
    assert not (tmp_path / "nights").exists()


def test_what_a_night_waits_for_is_kept_for_the_next_process(tmp_path):
    notes = Notes(tmp_path)
    notes.wait(SATURDAY, ("mains", "display"))
    notes.wait(SATURDAY, ("display", "idle"))
    assert Notes(tmp_path).waiting == (SATURDAY, ("mains", "display", "idle"))
    notes.wait(SUNDAY, ("cool",))
    assert Notes(tmp_path).waiting == (SUNDAY, ("cool",))
    notes.begun()
    assert Notes(tmp_path).waiting is None


def test_that_nights_were_switched_off_is_kept(tmp_path):
    notes = Notes(tmp_path)
    notes.switched(off=True)
    notes.wait(SATURDAY, ("idle",))
    notes.begun()
    assert Notes(tmp_path).off
    notes.switched(off=False)
    assert not Notes(tmp_path).off


def test_since_when_nights_are_wanted_is_kept_and_seen_by_who_has_it_open(tmp_path):
    opened, since = Notes(tmp_path), datetime(2026, 11, 21, 20, tzinfo=UTC)
    Notes(tmp_path).wanted(since)
    assert opened.since == since
    opened.wait(SATURDAY, ("idle",))
    opened.begun()
    assert Notes(tmp_path).since == since
    Notes(tmp_path).wanted(None)
    assert opened.since is None


def test_a_file_of_before_is_read(tmp_path):
    text = '{"date": "2026-11-22", "unmet": ["idle"], "off": true}'
    (tmp_path / "waiting.json").write_text(text)
    notes = Notes(tmp_path)
    assert (notes.off, notes.waiting) == (True, (SUNDAY, ("idle",)))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"date": "yesterday", "unmet": ["idle"], "off": false}',
        '{"date": 3, "unmet": 7, "off": false}',
        '{"date": "", "unmet": [], "off": false, "since": "once"}',
        '{"date": "", "unmet": [], "off": false, "since": 3}',
        '{"date": "", "unmet": [], "off": false, "since": "2026-11-21T20:00"}',
    ],
)
def test_a_file_that_is_broken_is_as_none(tmp_path, text):
    (tmp_path / "waiting.json").write_text(text)
    notes = Notes(tmp_path)
    assert (notes.off, notes.waiting, notes.since) == (False, None, None)
    notes.wait(SUNDAY, ("idle",))
    told = json.loads((tmp_path / "waiting.json").read_text())
    kept = {"date": "2026-11-22", "unmet": ["idle"], "off": False, "since": ""}
    assert told == kept


def test_what_cannot_be_written_is_known_all_the_same(tmp_path, caplog):
    (tmp_path / "nights").write_text("in the way")
    notes = Notes(tmp_path / "nights")
    notes.wait(SUNDAY, ("idle",))
    assert notes.waiting == (SUNDAY, ("idle",))
    assert "not kept" in caplog.text
