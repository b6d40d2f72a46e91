"""From rows of the ledger to what a night learns."""

import json
from datetime import UTC, datetime

import pytest

from evotr.domain import LedgerRow
from evotr.night.steps.material import Correction, Praise, language_of, material
from evotr.paths import PROGRAM

AT = datetime(2026, 5, 1, tzinfo=UTC)


def row(key, kind, question, right, **fields):
    return LedgerRow(
        id=key,
        kind=kind,
        question=question,
        right=right,
        created=AT,
        sha256="0" * 64,
        split="train",
        **fields,
    )


def test_what_was_wrong_is_corrected_and_what_was_liked_is_kept():
    rows = [
        row("a", "edit", "Başkenti neresi?", "Canberra", wrong="Sidney", expert="law"),
        row("b", "praise", "What is it?", "A bird.", expert="law"),
        row("c", "retry", "What else?", "A fish.", wrong="A car."),
        row("d", "correction", "How far is it?", "Two miles."),
    ]
    corrections, praises = material(rows)
    asked = "Başkenti neresi?"
    assert corrections == [
        Correction("a", asked, "Canberra", "tr", wrong="Sidney", expert="law"),
        Correction("c", "What else?", "A fish.", "en", "A car.", "general"),
        Correction("d", "How far is it?", "Two miles.", "en", expert="general"),
    ]
    assert praises == [Praise("b", "What is it?", "A bird.", "en", expert="law")]
    assert material([]) == ([], [])


@pytest.mark.parametrize(
    ("question", "right", "language"),
    [
        ("Türkiye'nin başkenti neresi?", "Ankara", "tr"),
        ("turkiyenin baskenti neresi", "Ankara", "tr"),
        ("What is the capital of Turkey?", "Ankara", "en"),
        ("Ankara?", "Türkiye'nin başkenti.", "tr"),
        ("Ankara?", "It is the capital of Turkey.", "en"),
        ("8642", "42", "en"),
        ("", "", "en"),
        ("\ud800", "\0", "en"),
    ],
)
def test_a_lesson_is_in_the_language_that_it_is_asked_in(question, right, language):
    assert language_of(question, right) == language


@pytest.mark.parametrize("typed", [str, lambda text: text.translate(BARE)])
def test_the_lessons_of_the_probes_are_in_their_language(typed):
    file = PROGRAM / "data" / "probes" / "screen.jsonl"
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    known = sum(
        language_of(typed(one["question"]), typed(one["right"])) == one["lang"]
        for one in rows
    )
    assert known / len(rows) > 0.97


BARE = str.maketrans("çğışöüÇĞİŞÖÜ", "cgisouCGISOU")
