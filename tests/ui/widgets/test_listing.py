"""What a row says about time."""

from datetime import date, datetime, timedelta

import pytest

from ui.text import load
from ui.widgets.listing import led, when

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


@pytest.mark.parametrize(
    ("text", "match", "shown"),
    [
        ("So, my name is Işıl", "Işıl", "…my name is Işıl"),
        ("Merhaba, adım Işıl", "Işıl", "…adım Işıl"),
        ("Adım Işıl", "Işıl", "Adım Işıl"),
        ("Well, and I live in İzmir.", "İzmir", "…I live in İzmir."),
        ("çekoslovakyalılaştıramadıklarımızdan", "dan", "…dan"),
        ("çekoslovakyalılaştıramadıklarımızdan (Işıl)", "Işıl", "…(Işıl)"),
    ],
)
def test_an_excerpt_begins_with_a_whole_word(text, match, shown):
    at = text.index(match)
    told, spans = led(text, [(at, at + len(match))])
    assert told == shown
    assert [told[first:last] for first, last in spans] == [match]
