import re
import tomllib

import pytest

from evotr.paths import BUNDLED_ROUTER
from evotr.router.expressions import literals, sought


@pytest.mark.parametrize(
    ("pattern", "needed"),
    [
        (r"\bdef\s+\w+\s*\(", {"def"}),
        (r"yan etki|acile git", {"yan etki", "acile git"}),
        (r"colou?r \(blind", {"r (blind"}),
        (r"\b[A-Z]\w+(?:Error|Exception)\b", {"Error", "Exception"}),
        (r"(?:from\s)?import\s+\w+", {"import"}),
        (r"ab+cd", {"ab"}),
        (r"[;:]{2}x", {"x"}),
        (r"\d\s?(?:TL|[$€])", set()),
        (r"(?:\d\d:){4}", set()),
        (r"dava|\w+", set()),
        ("", set()),
    ],
)
def test_what_a_pattern_cannot_do_without(pattern, needed):
    assert set(literals(pattern)) == needed


TEXTS = [
    "def say(metin):\n    return len(metin)",
    "ValueError alıyorum",
    "import numpy\nprint(numpy)",
    "2026-01-02 10:11:12 done\n" * 5,
    "#include <stdio.h>",
    "SELECT id FROM users;",
    "```\nx\n```",
    "günde 500 mg içiyorum, 20 TL",
    "önemli bir ilan",
    "",
]


@pytest.mark.parametrize("text", TEXTS)
def test_the_carried_patterns_find_what_they_find_one_by_one(text):
    table = tomllib.loads((BUNDLED_ROUTER / "patterns.toml").read_text("utf-8"))
    for patterns in (table["noise"], *table["signs"].values()):
        alone = any(re.search(each, text, re.MULTILINE) for each in patterns)
        assert sought(patterns).stands_in(text) is alone
