"""Whose language a new user is greeted in."""

import pytest

from evotr.settings import load_settings
from evotr.text import LANGUAGE_VARIABLES
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


@pytest.mark.parametrize("told_by", LANGUAGE_VARIABLES)
def test_settings_and_window_are_told_of_the_language_by_the_same(monkeypatch, told_by):
    monkeypatch.delenv("EVOTR_LANGUAGE", raising=False)
    # Those after it say otherwise, and nobody listens.
    for name in LANGUAGE_VARIABLES[: LANGUAGE_VARIABLES.index(told_by)]:
        monkeypatch.delenv(name, raising=False)
    for name in LANGUAGE_VARIABLES[LANGUAGE_VARIABLES.index(told_by) :]:
        monkeypatch.setenv(name, "tr_TR" if name == told_by else "en_US")
    assert load_settings().ui_language == "tr"
    assert computers_language("tr", {told_by: "tr_TR"}, ["en-US"]) == "tr"


def test_the_system_can_be_asked():
    assert all(isinstance(each, str) and each for each in system_languages())
