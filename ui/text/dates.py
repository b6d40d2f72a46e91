"""Days and times as the user's system writes them, in the language of the window."""

from datetime import date, datetime, timedelta

from PySide6.QtCore import QDate, QDateTime, QLocale, QTime

from evotr.text import Language

__all__ = ["day_of", "hour_of", "locale_of", "minute_of", "night_of"]

_SHORT, _LONG = QLocale.FormatType.ShortFormat, QLocale.FormatType.LongFormat


def locale_of(language: Language) -> QLocale:
    """The system's where it speaks that language: its country writes its own way."""
    system, plain = QLocale.system(), QLocale(language)
    return system if system.language() == plain.language() else plain


def day_of(moment: datetime, language: Language) -> str:
    """The day of an aware ``moment`` where this computer is."""
    local = moment.astimezone()
    day = QDate(local.year, local.month, local.day)
    return locale_of(language).toString(day, _SHORT)


def minute_of(moment: datetime, language: Language) -> str:
    """Its day and its time there, to the minute."""
    local = QDateTime.fromSecsSinceEpoch(int(moment.timestamp()))
    return locale_of(language).toString(local, _SHORT)


def hour_of(moment: datetime, language: Language) -> str:
    """Its time there, to the minute, without the day."""
    local = moment.astimezone()
    return locale_of(language).toString(QTime(local.hour, local.minute), _SHORT)


def night_of(evening: date, language: Language) -> str:
    """The night that begins on an ``evening``: "21–22 November 2026"."""
    morning = evening + timedelta(days=1)
    if (evening.year, evening.month) == (morning.year, morning.month):
        return _written(f"{evening.day}–{morning.day}", evening, language)
    both = (_written(str(day.day), day, language) for day in (evening, morning))
    return " – ".join(both)


def _written(days: str, at: date, language: Language) -> str:
    """Days of a month with its name, in the order of the language."""
    locale = locale_of(language)
    order = locale.dateFormat(_LONG).replace("dddd", "")
    month = locale.monthName(at.month, _LONG)
    if order.find("M") < order.find("d"):
        return f"{month} {days}, {at.year}"
    return f"{days} {month} {at.year}"
