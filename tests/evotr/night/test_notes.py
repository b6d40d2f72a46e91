import json
from datetime import date

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


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"date": "yesterday", "unmet": ["idle"], "off": false}',
        '{"date": 3, "unmet": 7, "off": false}',
    ],
)
def test_a_file_that_is_broken_is_as_none(tmp_path, text):
    (tmp_path / "waiting.json").write_text(text)
    notes = Notes(tmp_path)
    assert (notes.off, notes.waiting) == (False, None)
    notes.wait(SUNDAY, ("idle",))
    told = json.loads((tmp_path / "waiting.json").read_text())
    assert told == {"date": "2026-11-22", "unmet": ["idle"], "off": False}


def test_what_cannot_be_written_is_known_all_the_same(tmp_path, caplog):
    (tmp_path / "nights").write_text("in the way")
    notes = Notes(tmp_path / "nights")
    notes.wait(SUNDAY, ("idle",))
    assert notes.waiting == (SUNDAY, ("idle",))
    assert "not kept" in caplog.text
