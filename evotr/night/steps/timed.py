"""What is arranged for a day or an hour: an appointment is no lasting truth."""

import re
from functools import cache
from typing import Final

from evotr.domain import LedgerRow, fold
from evotr.memory.words import STEM
from evotr.night.steps.patterns import any_pattern, one_pattern, worded
from evotr.night.steps.prose import unquoted

__all__ = ["is_timed"]

_WORD: Final = re.compile(r"[^\W_]+")
_YEAR: Final = re.compile(r"(?<![\d.,])(?:1\d{3}|20\d\d)(?!\d|[.,]\d)")
_TIMES: Final = ("when_hour", "when_date", "when_day", "when_from_now", "when_month")
_LONGEST: Final = 200
"""Signs of an answer in which an hour is what it is about."""


@cache
def _of_months(name: str) -> re.Pattern[str]:
    """A pattern in which MONTH stands for any of them."""
    return re.compile(worded(name).replace("MONTH", worded("months")))


def is_timed(row: LedgerRow) -> bool:
    """Whether it says when something is that is so for once only."""
    asked = fold(unquoted(row.question).replace("’", "'"))
    told = fold(row.right.replace("’", "'"))
    if len(told) > _LONGEST or one_pattern("when_often").search(told):
        return False
    if any_pattern("when_lasting").search(asked):
        return False
    years = [int(year) for year in _YEAR.findall(told)]
    past = one_pattern("when_past").search(asked)
    if any_pattern("arranged_asked").search(asked):
        if past and not one_pattern("arranged_past").search(asked):
            return False
        # A year that is over is told of what was.
        new = all(year >= row.created.year for year in years)
        return new and (_has_time(asked, told) or _is_bare(asked, told))
    asks = one_pattern("when_asked").search(asked)
    return bool(asks and not past and not years) and _is_bare(asked, told)


def _is_habit(asked: str) -> bool:
    return one_pattern("when_habit").search(asked) is not None


def _has_time(asked: str, told: str) -> bool:
    """Whether a time is in it; within how many days something is done is a rule."""
    names = _TIMES[:3] if _is_habit(asked) else _TIMES
    return any(_of_months(name).search(told) for name in names)


def _is_bare(asked: str, told: str) -> bool:
    """Whether the answer says a time, and nothing else that the question does not."""
    habit = _is_habit(asked)
    if habit and one_pattern("when_anyones").search(asked):
        return False
    if one_pattern("hour_asked").search(asked) and one_pattern("when_number").match(
        told
    ):
        return True
    found, rest = False, told
    for name in _TIMES[:1] if habit else _TIMES[:-1]:
        rest, count = _of_months(name).subn(" ", rest)
        found = found or count > 0
    rest = one_pattern("when_small").sub(" ", rest)
    known = {word[:STEM] for word in _WORD.findall(asked)}
    return found and all(word[:STEM] in known for word in _WORD.findall(rest))
