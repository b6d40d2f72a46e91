"""The day that a plan names."""

from datetime import UTC, date, datetime

import pytest

from evotr.domain import fold
from evotr.memory.facts.dates import day_named

SATURDAY = datetime(2026, 11, 21, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("yarın dişçiye", date(2026, 11, 22)),
        ("tomorrow at 9", date(2026, 11, 22)),
        ("the day after tomorrow", date(2026, 11, 23)),
        ("öbür gün", date(2026, 11, 23)),
        ("cuma günü", date(2026, 11, 27)),
        ("on Saturday", date(2026, 11, 28)),
        ("5 Ocak'ta", date(2027, 1, 5)),
        ("on the 3rd of December", date(2026, 12, 3)),
        ("on December 3, 2030", date(2030, 12, 3)),
        ("21 Kasım", date(2026, 11, 21)),
        ("2027-02-03", date(2027, 2, 3)),
        ("03.02.2027", date(2027, 2, 3)),
        ("31 Şubat", None),
        ("99.99.2027", None),
        ("next month", None),
        ("", None),
    ],
)
def test_a_day_is_the_next_one_of_that_name(text, day):
    assert day_named(fold(text), SATURDAY) == day


def test_a_leap_day_without_a_leap_year_is_none():
    said = datetime(2028, 3, 1, tzinfo=UTC)
    assert day_named("29 february", said) is None
