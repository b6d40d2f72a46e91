"""Numbers that are written in words, as digits: "sıfır beş yüz otuz iki" is 0532."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import filterfalse, pairwise
from typing import Final

__all__ = ["Spelled", "spelled"]

_TR: Final = """
    sifir 0 bir 1 iki 2 uc 3 dort 4 bes 5 alti 6 yedi 7 sekiz 8 dokuz 9 on 10 yirmi 20
    otuz 30 kirk 40 elli 50 altmis 60 yetmis 70 seksen 80 doksan 90 yuz 100
"""
_EN: Final = """
    zero 0 oh 0 nought 0 one 1 two 2 three 3 four 4 five 5 six 6 seven 7 eight 8 nine 9
    ten 10 eleven 11 twelve 12 thirteen 13 fourteen 14 fifteen 15 sixteen 16
    seventeen 17 eighteen 18 nineteen 19 twenty 20 thirty 30 forty 40 fifty 50 sixty 60
    seventy 70 eighty 80 ninety 90 hundred 100
"""
_TWICE: Final = {"double": 2, "triple": 3}
_LARGE: Final = "bin|milyon|milyar|thousand|million|billion"
"""In what holds one of these it is a quantity."""
_BETWEEN: Final = r"[ \t,;/–-]{1,3}"
_LISTED: Final = re.compile(r"[,;/]")
_NEAR: Final = 40  # signs before them, blanks too
_LEAST: Final = 4  # words of what is looked at
_MANY: Final = 8  # digits of what is somebody's, whatever its check digits say
_TOGETHER: Final = 3  # numbers between commas; fewer are items of a list
_DIGIT: Final = 10
_HUNDRED: Final = 100
# Behind it stands a fraction, of pi for example; before it, or behind, a quantity.
_AFTER_POINT: Final = re.compile(rf"(?:\b(?:virgul|nokta|point)|\b(?:{_LARGE}))\s*$")
_BEFORE_LARGE: Final = re.compile(rf"\s*(?:{_LARGE})\b")


def _table(listed: str) -> dict[str, int]:
    words = listed.split()
    return {
        word: int(value) for word, value in zip(words[::2], words[1::2], strict=True)
    }


_VALUES: Final = {"tr": _table(_TR), "en": _table(_EN)}
_TENS: Final = {"tr": 10, "en": 20}
"""Behind which a digit stands as its part: "on iki", not "ten two"."""


def _run(language: str) -> re.Pattern[str]:
    longest_first = sorted(_VALUES[language], key=len, reverse=True)
    words = "|".join(longest_first)
    # Turkish ones may be written together: "otuziki".
    word = rf"(?:{words})++" if language == "tr" else rf"(?:{words}|{'|'.join(_TWICE)})"
    one = rf"(?:{word}|\d{{1,11}})(?!\w)"
    return re.compile(rf"(?<![\w.,]){one}(?:{_BETWEEN}{one}){{{_LEAST - 1},}}")


_RUNS: Final = {language: _run(language) for language in _VALUES}
_WORDS: Final = {
    language: re.compile(
        "|".join((*sorted(values, key=len, reverse=True), *_TWICE, r"\d+"))
    )
    for language, values in _VALUES.items()
}


@dataclass(frozen=True, slots=True)
class Spelled:
    """Words that say digits.

    Attributes:
        digits: What they say; a run of words may be read in two ways.
        start: Where they begin in the text.
        end: Where they end.
        lone: Whether so many digits, in no order, are somebody's whatever they are.
    """

    digits: str
    start: int
    end: int
    lone: bool


def spelled(folded: str) -> Iterator[Spelled]:
    """The runs of number words in a folded text, each in its readings.

    What counts up or down is left out, and what is a list: one or two between commas.
    """
    for language, run in _RUNS.items():
        for found in run.finditer(folded):
            start, end = found.span()
            near = max(0, start - _NEAR)
            if _AFTER_POINT.search(folded, near, start):
                continue
            if _BEFORE_LARGE.match(folded, end):
                continue
            parts = _LISTED.split(found[0])
            words = [word for part in parts for word in _words(part, language)]
            if all(word.isdigit() for word in words):
                continue
            tokens, ten = list(_tokens(words, _VALUES[language])), _TENS[language]
            if _is_list(parts, language):
                continue
            readings = {
                tuple(_groups(tokens, ten, ahead=ahead)) for ahead in (False, True)
            }
            for groups in filterfalse(_is_counting, readings):
                digits = "".join(groups)
                yield Spelled(digits, start, end, lone=_is_lone(groups, digits))


def _words(text: str, language: str) -> list[str]:
    return _WORDS[language].findall(text)


def _is_list(parts: Sequence[str], language: str) -> bool:
    """Whether there are commas, and no more than two numbers between any of them."""
    values, ten = _VALUES[language], _TENS[language]
    said = (_groups(list(_tokens(_words(one, language), values)), ten) for one in parts)
    return len(parts) > 1 and all(len(list(one)) < _TOGETHER for one in said)


def _tokens(words: list[str], values: dict[str, int]) -> Iterator[int | str]:
    """The value of each word; digits as they stand."""
    times = 1
    for word in words:
        if word in _TWICE:
            times = _TWICE[word]
            continue
        yield from [word if word.isdigit() else values[word]] * times
        times = 1


def _groups(
    tokens: Sequence[int | str], ten: int, *, ahead: bool = False
) -> Iterator[str]:
    """The numbers that they say one after the other.

    "On iki yüz" is 12 and 100, or 10 and 200, where it is looked ``ahead``. ``ten`` is
    the first behind which a digit may stand as its part.
    """
    total, room = -1, 0  # what is said so far, and below what the next may be
    for at, token in enumerate(tokens):
        if isinstance(token, str):
            if total >= 0:
                yield str(total)
            yield token
            total, room = -1, 0
            continue
        follows = tokens[at + 1] if at + 1 < len(tokens) else None
        binds = ahead and follows == _HUNDRED and 0 < token < _DIGIT
        if token == _HUNDRED and 0 < total < _DIGIT:
            total, room = total * _HUNDRED, _HUNDRED
        elif total > 0 and 0 < token < room and not binds:
            total, room = total + token, _room(token, ten)
        else:
            if total >= 0:
                yield str(total)
            total, room = token, _room(token, ten)
    if total >= 0:
        yield str(total)


def _room(token: int, ten: int) -> int:
    """Below what a number may be that is said behind this one, as a part of it."""
    if token == _HUNDRED:
        return _HUNDRED
    return _DIGIT if token >= ten else 0


def _is_counting(groups: tuple[str, ...]) -> bool:
    """Whether each number is one more, or one less, than the one before it."""
    steps = {int(two) - int(one) for one, two in pairwise(groups)}
    return steps in ({1}, {-1})


def _is_lone(groups: tuple[str, ...], digits: str) -> bool:
    """Whether it is a long number, and neither counting nor zeros and ones."""
    values = [int(group) for group in groups]
    ordered = all(one <= two for one, two in pairwise(values)) or all(
        one >= two for one, two in pairwise(values)
    )
    return len(digits) >= _MANY and not ordered and bool(set(digits) - {"0", "1"})
