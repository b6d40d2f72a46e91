import json

import pytest

from evotr.paths import BUNDLED_ANCHORS
from scripts.night import anchors
from scripts.night.general import general


@pytest.fixture
def written(tmp_path, monkeypatch):
    monkeypatch.setattr(anchors, "BUNDLED_ANCHORS", tmp_path)
    anchors.main()
    return tmp_path


@pytest.mark.parametrize("name", ["mini.jsonl", "general.jsonl", "replay.jsonl"])
def test_the_files_are_what_the_script_writes(written, name):
    assert (written / name).read_text("utf-8") == (BUNDLED_ANCHORS / name).read_text(
        "utf-8"
    )


def test_a_line_says_its_kind_language_question_and_check():
    lines = general()
    assert len(lines) >= 300
    for line in lines:
        assert line.keys() <= {"id", "kind", "lang", "said", "check", "canary"}
        assert "{" not in line["said"][0]
        assert json.dumps(line["check"]) != "{}"


def test_sums_are_right():
    for line in general():
        if line["kind"] == "sums":
            one, sign, other = (
                word
                for word in line["said"][0].rstrip("?").split()
                if word.isdigit() or word in SIGNS
            )
            assert SIGNS[sign](int(one), int(other)) == line["check"]["number"]


SIGNS = {
    "plus": int.__add__,
    "artı": int.__add__,
    "minus": int.__sub__,
    "eksi": int.__sub__,
    "times": int.__mul__,
    "çarpı": int.__mul__,
    "divided": int.__floordiv__,
    "bölü": int.__floordiv__,
}
