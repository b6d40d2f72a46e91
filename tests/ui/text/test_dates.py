"""Dates as the user's system writes them, in the language of the window."""

from datetime import datetime

import pytest
from PySide6.QtCore import QLocale

from ui.text.dates import day_of, locale_of, minute_of

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
