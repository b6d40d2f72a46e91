"""Whose language a new user is greeted in."""

import pytest

from ui.text.qt import computers_language, system_languages


@pytest.mark.parametrize(
    ("usual", "environment", "spoken", "expected"),
    [
        # A Mac's Finder: nothing in the environment, and the system knows.
        ("en", {}, ["tr-TR", "en-TR"], "tr"),
        ("en", {}, ["de-DE", "tr-DE", "en-DE"], "tr"),
        ("tr", {}, ["en-US"], "en"),
        ("en", {}, ["trv-TW"], "en"),
        ("en", {}, [], "en"),
        # A terminal.
        ("en", {"LANG": "en_US.UTF-8"}, ["tr-TR"], "en"),
        ("tr", {"LC_ALL": "", "LC_MESSAGES": "tr_TR"}, ["en-US"], "tr"),
    ],
)
def test_the_system_is_asked_where_the_environment_says_nothing(
    usual, environment, spoken, expected
):
    assert computers_language(usual, environment, spoken) == expected


def test_the_system_can_be_asked():
    assert all(isinstance(each, str) and each for each in system_languages())
