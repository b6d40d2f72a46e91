"""The rows that judge and calibrate the router are sound, and apart from each other."""

import json
import re
import tomllib
from collections import Counter
from itertools import pairwise

import pytest

from evotr.domain.folding import fold, fold_tokens
from evotr.paths import PROGRAM

PROBES = PROGRAM / "data" / "probes" / "router.jsonl"
CALIBRATION = PROGRAM / "data" / "router" / "calibration.jsonl"
CARDS = PROGRAM / "data" / "experts"
JUDGED = (
    "tr_chat",
    "python_coder",
    "medical",
    "legal",
    "finance",
    "science",
    "history",
    "general",
)
OTHERS = ("education", "translation", "summarization", "creative")
KINDS = ("plain", "trap", "none", "followup")
ALWAYS = {"text", "expert", "accept", "lang", "kind"}
CONTEXT = {"history", "previous"}
SHARED_WORDS = 5


def read(path):
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def runs(text, length=SHARED_WORDS):
    """All sequences of `length` folded words."""
    words = fold_tokens(text)
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}


def key(row):
    history = [message["content"] for message in row.get("history", ())]
    return " ".join(fold("\n".join([*history, row["text"]])).split())


both = pytest.mark.parametrize("path", [PROBES, CALIBRATION], ids=lambda p: p.stem)


@both
def test_every_row_has_the_shape(path):
    for row in read(path):
        assert ALWAYS <= row.keys() <= ALWAYS | CONTEXT, row
        assert row["text"].strip(), row
        assert row["lang"] in {"tr", "en", "mixed"}, row
        assert row["kind"] in KINDS, row
        assert row["accept"][0] == row["expert"], row
        assert len(set(row["accept"])) == len(row["accept"]), row
        assert set(row["accept"]) <= {*JUDGED, *OTHERS}, row
        assert set(row["accept"]) & set(JUDGED), row


@both
def test_follow_ups_and_no_others_have_a_history(path):
    for row in read(path):
        assert (row["kind"] == "followup") == (row.keys() >= CONTEXT), row
        if row["kind"] == "followup":
            assert row["previous"] in JUDGED, row
            roles = [message["role"] for message in row["history"]]
            assert roles[0] == "user", row
            assert roles[-1] == "assistant", row
            assert all(a != b for a, b in pairwise(roles)), row


@both
def test_rows_for_nobody_belong_to_the_base_alone(path):
    nobody = [row for row in read(path) if row["kind"] == "none"]
    assert all(row["accept"] == ["general"] for row in nobody)


@both
def test_no_row_occurs_twice(path):
    seen = Counter(key(row) for row in read(path))
    assert [text for text, count in seen.items() if count > 1] == []


@pytest.mark.parametrize(
    ("path", "least"),
    [
        (PROBES, {"rows": 520, "trap": 80, "none": 60, "followup": 30, "class": 50}),
        (
            CALIBRATION,
            {"rows": 320, "trap": 40, "none": 30, "followup": 15, "class": 30},
        ),
    ],
    ids=["router", "calibration"],
)
def test_every_class_language_and_kind_is_there(path, least):
    rows = read(path)
    assert len(rows) >= least["rows"]
    kinds = Counter(row["kind"] for row in rows)
    assert all(kinds[kind] >= least[kind] for kind in ("trap", "none", "followup"))
    experts = Counter(row["expert"] for row in rows if row["kind"] != "none")
    assert all(experts[name] >= least["class"] for name in JUDGED)
    assert all(experts[name] >= least["class"] // 5 for name in OTHERS)
    langs = Counter(row["lang"] for row in rows)
    assert min(langs["tr"], langs["en"]) >= 0.4 * len(rows)
    assert langs["mixed"] >= 0.08 * len(rows)


@both
def test_a_fifth_of_the_turkish_is_typed_without_its_letters(path):
    turkish = [r for r in read(path) if r["lang"] == "tr" and r["kind"] != "none"]
    bare = [r for r in turkish if not re.search("[çğıöşüÇĞİÖŞÜ]", r["text"])]
    assert 0.15 <= len(bare) / len(turkish) <= 0.3


def test_probes_and_calibration_share_no_wording():
    probes = read(PROBES)
    known = {run for row in probes for run in runs(row["text"])}
    keys = {key(row) for row in probes}
    for row in read(CALIBRATION):
        assert key(row) not in keys, row
        assert not runs(row["text"]) & known, row


def strings(value):
    """Every string of a card, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        for item in inner:
            yield from strings(item)


@both
def test_no_row_is_an_exemplar_of_a_card(path):
    cards = [tomllib.loads(p.read_text("utf-8")) for p in CARDS.glob("*.toml")]
    said = {" ".join(fold_tokens(text)) for card in cards for text in strings(card)}
    texts = [(row["text"], " ".join(fold_tokens(row["text"]))) for row in read(path)]
    # Rows without a word (emoji, punctuation) have nothing to compare.
    taught = [text for text, words in texts if words and words in said]
    assert taught == []
