"""The day that a plan names: "yarın", "on 3 July", "cuma günü"."""

import re
from datetime import date, datetime, timedelta
from typing import Final

from evotr.memory.time_words import MONTHS, WEEKDAYS

__all__ = ["DATE", "WHEN", "YEAR", "day_named"]


def _any(words: dict[str, int]) -> str:
    return "(?:" + "|".join(sorted(words, key=len, reverse=True)) + ")"


_MONTH: Final = _any(MONTHS)
_WEEKDAY: Final = _any(WEEKDAYS)
YEAR: Final = r"(?:19|20)\d\d"
DATE: Final = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}(?:,? {YEAR})?"
    rf"|{_MONTH} (?:the )?\d{{1,2}}(?:st|nd|rd|th)?(?:,? {YEAR})?"
    rf"|\d{{1,2}}[./-]\d{{1,2}}(?:[./-](?:\d{{4}}|\d\d))?|{YEAR}-\d\d-\d\d)"
)
"""A date with a day, in either language, folded."""

WHEN: Final = (
    rf"(?:(?:on |by )?(?:the )?{DATE}(?:'?[dt][ae])?|tomorrow|the day after tomorrow"
    rf"|(?:on|next|this) {_WEEKDAY}|next (?:week|month|year|summer|winter|spring)"
    rf"|this weekend|in {_MONTH}|yarin|obur gun|haftaya(?: {_WEEKDAY})?"
    rf"|(?:gelecek|onumuzdeki) (?:hafta|ay|yil|sene|yaz|kis|bahar|{_WEEKDAY})(?: gunu)?"
    rf"|(?:bu )?{_WEEKDAY} gunu|(?:bu )?hafta sonu)"
)
"""A time to come that a plan may name."""

_DAY: Final = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month>{_MONTH})"
    rf"|(?P<month2>{_MONTH}) (?:the )?(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?)"
    rf"(?:,? (?P<year>{YEAR}))?"
)
_NUMBERS: Final = re.compile(
    r"\b(?:(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)"
    r"|(?P<day2>\d{1,2})[./](?P<month2>\d{1,2})[./](?P<year2>\d{4}))\b"
)
_NEAR: Final = (
    (re.compile(r"\bday after tomorrow\b|\bobur gun\b"), 2),
    (re.compile(r"\btomorrow\b|\byarin\b"), 1),
)
_NAMED_DAY: Final = re.compile(rf"\b(?P<weekday>{_WEEKDAY})\b")


def day_named(folded: str, said: datetime) -> date | None:
    """The day that folded words name, seen from when they were ``said``.

    One without a year is the next one; None where no single day is named.
    """
    today = said.date()
    try:
        if match := _NUMBERS.search(folded):
            found = match.groupdict()
            year, month, day = (found[k] or found[f"{k}2"] for k in _PARTS)
            return date(int(year), int(month), int(day))
        if match := _DAY.search(folded):
            return _next(match, today)
    except ValueError:  # the 31st of February
        return None
    for pattern, days in _NEAR:
        if pattern.search(folded):
            return today + timedelta(days=days)
    if match := _NAMED_DAY.search(folded):
        ahead = (WEEKDAYS[match["weekday"]] - today.weekday() - 1) % 7 + 1
        return today + timedelta(days=ahead)
    return None


_PARTS: Final = ("year", "month", "day")


def _next(match: re.Match[str], today: date) -> date:
    month = MONTHS[match["month"] or match["month2"]]
    day = int(match["day"] or match["day2"])
    if match["year"]:
        return date(int(match["year"]), month, day)
    this = date(today.year, month, day)
    return this if this >= today else this.replace(year=today.year + 1)
