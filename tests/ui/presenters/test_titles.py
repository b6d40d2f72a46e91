"""Titles as questions have them."""

import pytest

from ui.presenters.titles import model_name, named


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("İstanbul", "İstanbul"),
        ("iki\nsatır  var", "iki satır var"),
        ("ç" * 80, "ç" * 80),
        ("ç" * 81, "ç" * 79 + "…"),
        ("ab " * 40, "ab " * 26 + "a…"),
    ],
)
def test_a_title_is_one_line_and_not_too_long(title, short):
    assert named(title) == short
    assert len(named(title)) <= 80


@pytest.mark.parametrize(
    "model", ["Qwen/Qwen2.5-3B", "/models/Qwen2.5-3B/", "Qwen2.5-3B"]
)
def test_a_model_is_called_by_its_last_name(model):
    assert model_name(model) == "Qwen2.5-3B"
