"""Texts in one line."""

import pytest

from ui.text.flat import flat


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Kedimin  adı\nBoncuk.", "Kedimin adı Boncuk."),
        (
            "```python\ndef add(a, b):\n    return a + b\n```",
            "def add(a, b): return a + b",
        ),
        ("So:\n\n~~~\nls\n~~~\nis it.", "So: ls is it."),
        ("Use `rm -r` here", "Use rm -r here"),
        ("a ``` b", "a ``` b"),
        ("", ""),
    ],
)
def test_a_line_has_the_words_and_no_marks_of_code(text, line):
    assert flat(text) == line
