"""Days and times as the user's system writes them, in the language of the window."""

from datetime import datetime

from PySide6.QtCore import QDate, QDateTime, QLocale

from evotr.text import Language

__all__ = ["day_of", "locale_of", "minute_of"]

_SHORT = QLocale.FormatType.ShortFormat


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
