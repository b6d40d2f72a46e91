"""Numbers that are written in parts, whatever stands between these."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby, pairwise
from typing import Final

__all__ = ["BETWEEN", "joined", "parts_of", "plain"]

BETWEEN: Final = r"[\s._/-]{1,3}"
"""What may stand between two parts; more of it begins something else."""

_RUN: Final = re.compile(
    rf"(?<![^\W_])(?<![.,/])\d+(?:{BETWEEN}\d+)+(?![^\W_]|/|[.,]\d)"
)
_PART: Final = re.compile(rf"\d+|{BETWEEN}")
_DATE: Final = re.compile(
    r"(?<!\d)(?:\d\d?([./-])\d\d?\1(?:19|20)\d\d|(?:19|20)\d\d([./-])\d\d?\2\d\d?)(?!\d)"
)
_JOINT: Final = re.compile(rf"(?<=[\d)]){BETWEEN}(?=[\d(])")
_PLUS: Final = re.compile(r"\+[\d\s._/()-]{8,30}")
_MINUS: Final = frozenset("\u2212\u2043")  # and all that Unicode calls a dash
_DOTS: Final = dict.fromkeys("\u00b7\u2022\u2219\u22c5", ".")
_SLASHES: Final = dict.fromkeys("\u2215\u2044", "/")


def plain(text: str) -> str:
    """The text as others write it: digits of any script and width are digits.

    So are dashes of any kind hyphens; what cannot be seen is left out.
    """
    return text if text.isascii() else "".join(map(_plain, text))


def _plain(sign: str) -> str:
    digit = unicodedata.decimal(sign, None)
    if digit is not None:
        return str(digit)
    kind = unicodedata.category(sign)
    if kind == "Pd" or sign in _MINUS:
        return "-"
    if kind == "Cf":
        return ""
    return _DOTS.get(sign) or _SLASHES.get(sign) or unicodedata.normalize("NFKC", sign)


def parts_of(text: str) -> Iterator[list[str]]:
    """The digits of each number that is written in parts, mostly with one sign between.

    Blanks and new lines are one: a line may break in a number. What stands beside a
    date is no number with it.
    """
    for run in _RUN.finditer(text):
        found = _PART.findall(run[0])
        kinds = [one.strip() for one in found[1::2]]
        if len(set(kinds)) > 1 and not _DATE.search(run[0]):
            yield found[::2]
        steps = zip(kinds, pairwise(found[::2]), strict=True)
        for _, same in groupby(steps, key=lambda step: step[0]):
            pairs = [pair for _, pair in same]
            yield [pairs[0][0], *(second for _, second in pairs)]


def joined(text: str) -> str:
    """The text with one sign between parts, and no line that breaks in a number."""
    # Behind a plus it is one number in any case.
    text = _PLUS.sub(lambda found: _JOINT.sub(" ", found[0]), text)
    return _JOINT.sub(lambda found: found[0].strip("\n\t _") or " ", text)
