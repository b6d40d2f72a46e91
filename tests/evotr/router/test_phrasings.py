import re
import tomllib

import pytest

from evotr.paths import BUNDLED_ROUTER
from evotr.router.phrasings import build_phrasings
from evotr.router.reading import read

PHRASINGS = build_phrasings(
    {
        "legal": ["dava ac|tazminat (?:al|iste)", "is it (?:il)?legal\\b"],
        "medical": ["(?:yan|side) e(?:tki|ffect)", "colou?r \\(blind", "[ij]lac"],
        "history": ["(?:the )?war of", "ax?is"],
    }
)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Dava açmak istiyorum, tazminat isterim", {"legal"}),
        ("is it illegal", {"legal"}),
        ("yan etkisi var mı, is it legal?", {"legal", "medical"}),
        ("a side effect", {"medical"}),
        ("are you color (blind)?", {"medical"}),
        ("bu ilaç", {"medical"}),
        ("war of the roses", {"history"}),
        ("which axis", {"history"}),
        ("tazminatlar", set()),
        ("analog", set()),
        ("", set()),
    ],
)
def test_what_begins_with_a_word_is_found(text, names):
    reading = read(text)

    assert PHRASINGS.found(reading.folded, reading.words) == names


def test_a_pattern_inside_a_word_is_not():
    reading = read("karadava acı")

    assert not PHRASINGS.found(reading.folded, reading.words)


@pytest.mark.parametrize("kind", ["asks", "guards"])
def test_the_carried_patterns_find_what_one_expression_finds(kind):
    patterns = tomllib.loads((BUNDLED_ROUTER / "patterns.toml").read_text("utf-8"))
    rows = (BUNDLED_ROUTER / "calibration.jsonl").read_text("utf-8").splitlines()
    index = build_phrasings(patterns[kind])
    whole = {
        name: re.compile(rf"\b(?:{'|'.join(parts)})")
        for name, parts in patterns[kind].items()
    }

    found = 0
    for row in map(read, rows):
        expected = {name for name, each in whole.items() if each.search(row.folded)}
        assert index.found(row.folded, row.words) == expected
        found += bool(expected)
    assert found
