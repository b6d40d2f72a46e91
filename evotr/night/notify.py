"""Telling the user what a night came to, where nobody looks at the program."""

from typing import Final

from evotr.domain import Night
from evotr.night.system import System
from evotr.night.telling import conditions, headline
from evotr.text import Catalog

__all__ = ["notify_missed", "notify_night", "notify_off"]

_PROGRAM: Final = "EVO-TR"
_MISSED: Final = 3
_AGAIN: Final = 7


def notify_night(system: System, night: Night, say: Catalog) -> bool:
    """Show what became of a night; of one that found nothing to do, nothing.

    No word of the user is in it: a locked screen shows notices too.

    Returns:
        Whether it was shown.
    """
    report = night.report
    # Without more time it would end like that night after night, and nobody know.
    too_short = report.end in {"time", "hours"}
    worth = bool(report.experts) or night.state == "failed" or too_short
    if not worth:
        return False
    title = say("night.title", number=night.number, date=night.date)
    return system.notify(title, headline(night, say))


def notify_off(system: System, say: Catalog) -> bool:
    """Say that nights were switched off, and ask; whether it was shown."""
    return system.notify(_PROGRAM, say("clock.notice.off"))


def notify_missed(system: System, night: Night, in_a_row: int, say: Catalog) -> bool:
    """Say that nights do not begin: at the third in a row, and each week from then on.

    ``night`` is the last of the ``in_a_row`` that never began.

    Returns:
        Whether it was shown.
    """
    if in_a_row < _MISSED or (in_a_row - _MISSED) % _AGAIN:
        return False
    waited = conditions(night.report.unmet, say)
    told = say("clock.notice.missed", count=in_a_row, conditions=waited)
    return system.notify(_PROGRAM, told)
