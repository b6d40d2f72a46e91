"""Dates as the user's system writes them, in the language of the window."""

from datetime import date, datetime

import pytest
from PySide6.QtCore import QLocale

from ui.text.dates import day_of, hour_of, locale_of, minute_of, night_of

MOMENT = datetime(2026, 11, 21, 14, 5).astimezone()


@pytest.mark.parametrize("language", ["tr", "en"])
def test_another_language_than_the_systems_has_its_own_way(monkeypatch, language):
    monkeypatch.setattr(QLocale, "system", lambda: QLocale("de_DE"))
    told = {"tr": "21.11.2026", "en": "11/21/26"}
    assert day_of(MOMENT, language) == told[language]
    assert minute_of(MOMENT, language).startswith(told[language])
    assert "05" in minute_of(MOMENT, language)


@pytest.mark.parametrize(
    ("system", "language", "day"),
    [("en_GB", "en", "21/11/2026"), ("tr_CY", "tr", "21.11.2026")],
)
def test_where_the_system_speaks_it_its_country_has_its_way(
    monkeypatch, system, language, day
):
    monkeypatch.setattr(QLocale, "system", lambda: QLocale(system))
    assert locale_of(language) == QLocale(system)
    assert day_of(MOMENT, language) == day


@pytest.mark.parametrize(
    ("language", "hour"), [("tr", "14:05"), ("en", "2:05\u202fPM")]
)
def test_hours_are_written_as_beside_their_day(monkeypatch, language, hour):
    monkeypatch.setattr(QLocale, "system", lambda: QLocale("de_DE"))
    assert hour_of(MOMENT, language) == hour
    assert minute_of(MOMENT, language).endswith(hour)


@pytest.mark.parametrize(
    ("system", "language", "evening", "told"),
    [
        ("de_DE", "tr", date(2026, 11, 21), "21–22 Kasım 2026"),
        ("de_DE", "en", date(2026, 11, 21), "November 21–22, 2026"),
        ("en_GB", "en", date(2026, 11, 21), "21–22 November 2026"),
        ("de_DE", "tr", date(2026, 12, 31), "31 Aralık 2026 – 1 Ocak 2027"),
        ("de_DE", "en", date(2026, 4, 30), "April 30, 2026 – May 1, 2026"),
    ],
)
def test_a_night_has_two_days(monkeypatch, system, language, evening, told):
    monkeypatch.setattr(QLocale, "system", lambda: QLocale(system))
    assert night_of(evening, language) == told
