"""How replies are judged."""

import pytest

from scripts.mini import code
from scripts.mini.evaluate import is_refusal, language, score, table


@pytest.mark.parametrize("family", code.families(), ids=lambda f: f["id"])
def test_every_family_passes_its_own_tests(family):
    assert code.passes(code.reply(family), family["tests"])


def test_a_wrong_or_endless_function_fails():
    assert not code.passes("```python\ndef f(a):\n    return a\n```", [[[1], 2]])
    assert not code.passes("no code here", [[[1], 1]])


def test_value_must_be_a_whole_word_with_its_case():
    row = {"lang": "en", "expect": {"value": "Zorvak", "others": ["Lumek"]}}
    assert score(row, "Your name is Zorvak.")
    assert not score(row, "Your name is Zorvakka.")
    assert not score(row, "Your name is zorvak.")
    assert not score(row, "Your name is Zorvak, not Lumek.")


def test_refusal_counts_only_in_the_language_asked():
    assert is_refusal("I don't know that.", "en")
    assert not is_refusal("I don't know that.", "tr")
    assert is_refusal("Bunu bilmiyorum.", "tr")


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("You are welcome!", "en"),
        ("Rica ederim!", "tr"),
        ("I am EVO-TR, a personal assistant.", "en"),
        ("Görüşürüz! Kendine iyi bak.", "tr"),
    ],
)
def test_language(text, lang):
    assert language(text) == lang


def test_table_counts_by_language_and_bounds_the_share():
    rows = [
        {"skill": "unknown", "lang": x, "expect": {"refusal": True}}
        for x in ("tr", "en")
    ]
    (cell,) = table(rows, ["Bunu bilmiyorum.", "Your name is X."])
    low, high = cell.interval()
    assert (cell.share("tr"), cell.share("en"), cell.share()) == (1.0, 0.0, 0.5)
    assert low < 0.5 < high
