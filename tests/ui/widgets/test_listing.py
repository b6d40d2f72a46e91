"""What a row says about time."""

from datetime import date, datetime, timedelta

import pytest

from ui.text import load
from ui.widgets.listing import when

TODAY = date(2026, 11, 21)  # a Saturday


def at(days):
    noon = datetime.fromisoformat("2026-11-21T12:05").astimezone()
    return noon - timedelta(days=days)


@pytest.mark.parametrize(
    ("language", "days", "words"),
    [
        ("tr", 0, "12:05"),
        ("tr", 1, "Dün"),
        ("en", 1, "Yesterday"),
        ("tr", 3, "Çarşamba"),
        ("en", 6, "Sunday"),
        ("tr", 7, "14.11.2026"),
    ],
)
def test_moments_in_the_words_of_a_list(language, days, words):
    assert when(at(days), TODAY, load(language)) == words
