"""Whether a reply is what was wanted; rules only, no model judges."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, Final

from evotr.domain import fold, fold_tokens
from evotr.night.exam.running import passes
from evotr.night.exam.signs import signs
from evotr.text import Language

__all__ = ["Check", "carries", "check_of", "met"]

_NUMBER: Final = re.compile(r"-?\d+(?:[.,]\d+)*")
_ENOUGH: Final = 0.8


@dataclass(frozen=True, slots=True)
class Check:
    """What a reply must be; what is empty asks for nothing.

    Attributes:
        value: Stands in it as whole words, as it is written.
        others: None of them stands in it.
        any_of: One of them stands in it, however it is written.
        number: Is among its numbers.
        refusal: It says that it does not know, in the question's language (or does
            not, where False).
        language: It is in the question's language.
        equals: It is this, but for case and marks.
        words: It has at most so many words.
        lines: It has so many lines.
        tests: Its first function returns what each pair of arguments and result says.
    """

    value: str = ""
    others: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    number: float | None = None
    refusal: bool | None = None
    language: bool = False
    equals: str = ""
    words: int = 0
    lines: int = 0
    tests: tuple[Any, ...] = ()


def check_of(line: Mapping[str, Any]) -> Check:
    """The check that a line of JSON says; lists become tuples."""
    known = {field.name for field in fields(Check)}
    unknown = line.keys() - known
    if unknown:
        raise ValueError(unknown)
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in line.items()
    }
    return Check(**values)


def met(check: Check, reply: str, language: Language) -> bool:
    """Whether ``reply``, to a question in ``language``, passes."""
    text = reply.strip()
    return bool(text) and (
        _says(check, text)
        and _is_shaped(check, text)
        and _speaks(check, text, language)
        and (not check.tests or passes(text, check.tests))
    )


def _says(check: Check, text: str) -> bool:
    folded = fold(text)
    if check.value and not _stands(check.value, text):
        return False
    if any(_stands(other, text) for other in check.others):
        return False
    if check.any_of and not any(_stands(fold(one), folded) for one in check.any_of):
        return False
    return check.number is None or check.number in _numbers(text)


def _is_shaped(check: Check, text: str) -> bool:
    if check.equals and fold_tokens(text) != fold_tokens(check.equals):
        return False
    if check.words and len(text.split()) > check.words:
        return False
    return not check.lines or len(text.splitlines()) == check.lines


def _speaks(check: Check, text: str, language: Language) -> bool:
    own = signs(language)
    if check.refusal is not None and own.refuses(text) is not check.refusal:
        return False
    return not check.language or own.is_spoken_in(text)


def _stands(wanted: str, text: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", text))


@cache
def _numbers(text: str) -> frozenset[float]:
    found = set()
    for number in _NUMBER.findall(text):
        for reading in (
            number.replace(",", ""),
            number.replace(".", "").replace(",", "."),
        ):
            try:
                found.add(float(reading))
            except ValueError:
                continue
    return frozenset(found)


def carries(reply: str, right: str, wrong: str = "") -> bool:
    """Whether a reply gives the answer that a correction wants, in whatever words.

    It has four in five of the right answer's words, every number and every name of it,
    and does not repeat the wrong answer instead.
    """
    said, wanted = fold_tokens(reply), fold_tokens(right)
    if not wanted or (wrong and said == fold_tokens(wrong)):
        return False
    there = sum(word in set(said) for word in wanted)
    telling = {fold(word) for word in re.findall(r"[^\W_]+", right) if _tells(word)}
    return there >= _ENOUGH * len(wanted) and telling <= set(said)


def _tells(word: str) -> bool:
    return any(letter.isdigit() or letter.isupper() for letter in word)
