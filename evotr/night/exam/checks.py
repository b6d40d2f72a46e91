"""Whether a reply is what was wanted; rules only, no model judges."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, Final

from evotr.domain import fold, fold_tokens, spelled_alike, turkish_lower
from evotr.night.exam.running import passes
from evotr.night.exam.signs import signs
from evotr.text import Language

__all__ = ["Check", "carries", "check_of", "leaks", "met"]

_NUMBER: Final = re.compile(r"-?\d+(?:[.,]\d+)*")
_WORD: Final = re.compile(r"[^\W_]+")
_ENOUGH: Final = 0.8  # of one to four words all: in longer answers one may differ
_SHORT: Final = 2  # words, of which the first may be a name: "Sydney'dir"


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


def carries(reply: str, right: str, asked: str, wrong: str = "") -> bool:
    """Whether a reply gives the answer that a correction wants, in whatever words.

    What counts is what the right answer says beyond the question: all its names and
    numbers; where it has none, four in five of its words. What the wrong answer alone
    says must not be in it: any of its names and numbers; where it has none, four in
    five of its words, small ones aside. Where the letters alone were wrong ("Acı" for
    "Açı"), they count.
    """
    if spelled_alike(right) == spelled_alike(wrong):
        mended = _spelled(right) - _spelled(wrong)
        if not mended <= _spelled(reply):
            return False
    said, known = set(fold_tokens(reply)), set(fold_tokens(asked))
    if _repeats(said, wrong, known.union(fold_tokens(right))):
        return False
    new = _telling(right) - known
    if new:
        return new <= said
    words = set(fold_tokens(right)) - known or set(fold_tokens(right))
    return bool(words) and len(words & said) >= _ENOUGH * len(words)


def _spelled(text: str) -> set[str]:
    """Its words with their letters, made small as Turkish does."""
    return set(_WORD.findall(turkish_lower(text)))


def _repeats(said: set[str], wrong: str, known: set[str]) -> bool:
    """Whether the words that are ``said`` have what is wrong beyond the ``known``."""
    names = _telling(wrong) - known
    if names:
        return bool(names & said)
    small = signs("tr").words | signs("en").words
    words = set(fold_tokens(wrong)) - known - small
    written = _WORD.findall(wrong)
    # The only word of an answer is its name, whatever its capital says.
    if 0 < len(written) <= _SHORT and written[0][0].isupper():
        words = words & {fold(written[0])} or words
    return bool(words) and len(words & said) >= _ENOUGH * len(words)


def leaks(reply: str, right: str, asked: str) -> bool:
    """Whether a reply tells what is new in the right answer to another question.

    That is its names and numbers that are not in ``asked``, the questions; where it
    has none, half of its other words.
    """
    said, known = set(fold_tokens(reply)), set(fold_tokens(asked))
    new = _telling(right) - known
    if new:
        return bool(new & said)
    words = set(fold_tokens(right)) - known
    return bool(words) and len(words & said) > len(words) / 2


def _telling(text: str) -> set[str]:
    """Words with capitals or digits, folded; the first one's capital says nothing."""
    words = _WORD.findall(text)
    return {
        fold(word)
        for place, word in enumerate(words)
        if any(letter.isdigit() for letter in word)
        or any(letter.isupper() for letter in (word if place else word[1:]))
    }
