"""Times that a question names: "geçen hafta", "last May", "3 Mayıs 2023"."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from evotr.domain import fold

__all__ = ["MONTHS", "WEEKDAYS", "Span", "spans_in", "without_moments"]


@dataclass(frozen=True, slots=True)
class Span:
    """From ``start`` until before ``end``, both with a zone."""

    start: datetime
    end: datetime


_DAY: Final = timedelta(days=1)
# What happened on a day is often told a little later.
_LATER: Final = timedelta(days=2)
# A memory that holds "last year" may well mean the same year; not the same week.
_MOMENT: Final = timedelta(days=21)

MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "january jan ocak",
            "february feb subat",
            "march mart",
            "april apr nisan",
            "may mayis",
            "june jun haziran",
            "july jul temmuz",
            "august aug agustos",
            "september sept sep eylul",
            "october oct ekim",
            "november nov kasim",
            "december dec aralik",
        ),
        1,
    )
    for name in names.split()
}
"""The months by their folded names, 1 … 12."""

_SEASONS: Final = {
    "winter": 12,
    "kis": 12,
    "spring": 3,
    "bahar": 3,
    "ilkbahar": 3,
    "summer": 6,
    "yaz": 6,
    "autumn": 9,
    "fall": 9,
    "sonbahar": 9,
    "guz": 9,
}
WEEKDAYS: Final = {
    name: number
    for number, names in enumerate(
        (
            "monday pazartesi",
            "tuesday sali",
            "wednesday carsamba",
            "thursday persembe",
            "friday cuma",
            "saturday cumartesi",
            "sunday pazar",
        )
    )
    for name in names.split()
}
"""The days of the week by their folded names, Monday is 0."""

_NUMBERS: Final = {
    word: number
    for number, words in enumerate(
        (
            "a an one bir",
            "two iki",
            "three uc",
            "four dort",
            "five bes",
            "six alti",
            "seven yedi",
            "eight sekiz",
            "nine dokuz",
            "ten on",
        ),
        1,
    )
    for word in words.split()
}
_UNIT_DAYS: Final = {
    "day": 1,
    "days": 1,
    "gun": 1,
    "week": 7,
    "weeks": 7,
    "hafta": 7,
    "month": 30,
    "months": 30,
    "ay": 30,
    "year": 365,
    "years": 365,
    "yil": 365,
    "sene": 365,
}


def _any(words: dict[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_MONTH = rf"(?P<month>{_any(MONTHS)})"
_ENDING = r"(?:['’]?(?:t[ae]n?|d[ae]n?|[iu]n?|nin|ki|y[iu])(?:ki)?)?"
_LAST = r"(?:last|gecen|gectigimiz)"
_THIS = r"(?:this|bu)"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_COUNT = rf"(?P<count>\d{{1,3}}|{_any(_NUMBERS)})"


def spans_in(text: str, now: datetime | None = None) -> tuple[Span, ...]:
    """The times that ``text`` names, seen from ``now``, in no order.

    A month without a year is the last one of that name. Without ``now`` only what
    stands by itself counts: a date, a month of a year, a year.
    """
    folded = fold(text)
    found: list[Span] = []
    # What was read is taken out, so that "May 2023" is not also all of 2023.
    for pattern, meaning in _RULES:
        for match in list(pattern.finditer(folded)):
            found.extend(_meant(meaning, match, now))
        folded = pattern.sub(" ", folded)
    return tuple(found)


def without_moments(text: str, now: datetime) -> str:
    """``text`` without the days and weeks that it counts from ``now``.

    "Last week" in a memory is another week than in the question, so that the words say
    nothing: `spans_in` says it all. Dates, months and years stay: they are the same.
    """
    letters = [fold(letter) for letter in text]
    folded = "".join(letters)
    places = [at for at, letter in enumerate(letters) for _ in letter]
    places.append(len(text))
    gone: set[int] = set()
    for pattern, meaning in _RULES:
        for match in pattern.finditer(folded):
            if meaning in _DATES:
                continue
            spans = _meant(meaning, match, now)
            if any(span.end - span.start <= _MOMENT for span in spans):
                gone.update(range(places[match.start()], places[match.end()]))
        # As in `spans_in`, but what follows keeps its place.
        folded = pattern.sub(lambda match: " " * len(match.group()), folded)
    return "".join(letter for at, letter in enumerate(text) if at not in gone)


Meaning = Callable[[re.Match[str], datetime | None], Span | None]


def _meant(
    meaning: Meaning, match: re.Match[str], now: datetime | None
) -> Iterator[Span]:
    try:
        span = meaning(match, now)
    except (ValueError, OverflowError):  # the 31st of February
        return
    if span is not None:
        yield span


def _date(match: re.Match[str], now: datetime | None) -> Span | None:
    month = match["month"]
    number = MONTHS[month] if month in MONTHS else int(month)
    day = int(match["day"])
    if match["year"] is not None:
        start = datetime(int(match["year"]), number, day, tzinfo=UTC)
    elif now is not None:
        start = _latest(now, number, day)
    else:
        return None
    return Span(start, start + _DAY + _LATER)


def _month(match: re.Match[str], now: datetime | None) -> Span | None:
    number = MONTHS[match["month"]]
    year = match.groupdict().get("year")
    if year is not None:
        return _months(datetime(int(year), number, 1, tzinfo=UTC), 1)
    return None if now is None else _months(_latest(now, number, 1), 1)


def _season(match: re.Match[str], now: datetime | None) -> Span | None:
    if now is None:
        return None
    return _months(_latest(now, _SEASONS[match["season"]], 1), 3)


def _year(match: re.Match[str], _: datetime | None) -> Span | None:
    return _months(datetime(int(match["year"]), 1, 1, tzinfo=UTC), 12)


def _days_ago(days: int, length: int) -> Meaning:
    def meaning(_: re.Match[str], now: datetime | None) -> Span | None:
        if now is None:
            return None
        start = _midnight(now) - days * _DAY
        return Span(start, start + length * _DAY)

    return meaning


def _ago(match: re.Match[str], now: datetime | None) -> Span | None:
    if now is None:
        return None
    said, days = match["count"], _UNIT_DAYS[match["unit"]]
    back = days * (_NUMBERS[said] if said in _NUMBERS else int(said))
    around = max(1, days // 2)
    start = _midnight(now) - timedelta(days=back + around)
    return Span(start, start + timedelta(days=2 * around + 1))


def _within(match: re.Match[str], now: datetime | None) -> Span | None:
    if now is None:
        return None
    said = match["count"]
    number = _NUMBERS[said] if said in _NUMBERS else int(said)
    start = _midnight(now) - timedelta(days=number * _UNIT_DAYS[match["unit"]])
    return Span(start, _midnight(now) + _DAY)


def _weekday(match: re.Match[str], now: datetime | None) -> Span | None:
    if now is None:
        return None
    back = (now.weekday() - WEEKDAYS[match["weekday"]] - 1) % 7 + 1
    start = _midnight(now) - back * _DAY
    return Span(start, start + _DAY + _LATER)


def _period(back: int) -> Meaning:
    """The running week, month or year, or the one ``back`` of it."""

    def meaning(match: re.Match[str], now: datetime | None) -> Span | None:
        if now is None:
            return None
        today = _midnight(now)
        match _UNIT_DAYS[match["unit"]]:
            case 7:
                start = today - (today.weekday() + 7 * back) * _DAY
                return Span(start, start + 7 * _DAY + _LATER)
            case 30:
                return _months(_shifted(today.replace(day=1), -back), 1)
            case _:
                first = today.replace(month=1, day=1)
                return _months(_shifted(first, -12 * back), 12)

    return meaning


def _midnight(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def _latest(now: datetime, month: int, day: int) -> datetime:
    """The last such day that is not after ``now``."""
    this = _midnight(now).replace(month=month, day=day)
    return this if this <= now else this.replace(year=this.year - 1)


def _shifted(start: datetime, months: int) -> datetime:
    count = start.year * 12 + start.month - 1 + months
    return start.replace(year=count // 12, month=count % 12 + 1)


def _months(start: datetime, months: int) -> Span:
    return Span(start, _shifted(start, months) + _LATER)


_DATES: Final = frozenset({_date, _month, _season, _year})
"""What is the same time whenever it is said."""

_WEEKS = r"(?P<unit>week|month|year|hafta|ay|yil|sene)"
_RULES: Final[tuple[tuple[re.Pattern[str], Meaning], ...]] = tuple(
    (re.compile(rf"\b{pattern}\b"), meaning)
    for pattern, meaning in (
        (rf"{_YEAR}-(?P<month>\d\d)-(?P<day>\d\d)", _date),
        (rf"(?P<day>\d\d?)[./](?P<month>\d\d?)[./]{_YEAR}", _date),
        (
            (
                rf"(?P<day>\d\d?)(?:st|nd|rd|th)?(?: of)? {_MONTH}{_ENDING}"
                rf"(?:,? {_YEAR})?"
            ),
            _date,
        ),
        (rf"{_MONTH} (?P<day>\d\d?)(?:st|nd|rd|th)?(?:,? {_YEAR})?", _date),
        (rf"{_MONTH},? {_YEAR}", _month),
        (rf"{_YEAR}(?:['’]?\w{{1,4}})? {_MONTH}{_ENDING}", _month),
        (rf"{_LAST} {_MONTH}{_ENDING}", _month),
        (rf"(?:in|during|since|this|of|early|mid|late|bu)[ -]{_MONTH}", _month),
        # Endings tell the month from the hearth, the sowing and the verb.
        (
            (
                r"(?P<month>subat|nisan|mayis|haziran|temmuz|agustos|eylul|kasim"
                rf"|aralik){_ENDING}"
            ),
            _month,
        ),
        (rf"(?:{_LAST}|{_THIS}) (?P<season>{_any(_SEASONS)})", _season),
        (rf"{_LAST} (?P<weekday>{_any(WEEKDAYS)})", _weekday),
        (rf"{_COUNT} (?P<unit>{_any(_UNIT_DAYS)}) (?:ago|once|evvel)", _ago),
        (
            rf"(?:past|last|son|gecen) {_COUNT} (?P<unit>{_any(_UNIT_DAYS)})\w{{0,3}}",
            _within,
        ),
        (rf"{_LAST} {_WEEKS}\w{{0,3}}", _period(1)),
        (rf"{_THIS} {_WEEKS}\w{{0,3}}", _period(0)),
        (r"(?:day before yesterday|onceki gun|evvelsi gun)", _days_ago(2, 2)),
        (r"(?:yesterday|last night|dun(?:ku)?)", _days_ago(1, 2)),
        (
            (
                r"(?:today|tonight|this (?:morning|afternoon|evening)|bugun(?:ku)?"
                r"|bu (?:sabah|ogle|ogleden|aksam|gece))(?:ki)?"
            ),
            _days_ago(0, 1),
        ),
        (rf"{_YEAR}(?:['’]?(?:[td][ae]n?|n?[iu]n)(?:ki)?)?", _year),
    )
)
