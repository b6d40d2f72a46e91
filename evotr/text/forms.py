"""What a sentence makes of a value: English plurals, Turkish suffixes.

Beside Python's own, a placeholder may have one of two formats. ``{number:word|words}``
is the first word for 1, the second for all else. ``{name:'(n)ın}`` is the value with a
Turkish suffix as grammars write it: the letter in brackets stands after a vowel alone,
ı and a follow the vowel before them, d becomes t where it must. So ``{count:'(s)ı}`` of
3, 6 and 10 is 3'ü, 6'sı and 10'u, and ``{name:'dan}`` of Işık is Işık'tan.

Numbers with a format of their own, and those `Written` already, are written as in the
sentence's language: ``{share:.1f}`` is 0.5 in English and 0,5 in Turkish.
"""

import re
from string import Formatter
from typing import Final

from typing_extensions import override

__all__ = ["Written", "begun", "filled", "localised", "suffixed"]

_FORMED: Final = re.compile(r"\{\w+:")
_SWAPPED: Final = str.maketrans(".,", ",.")
_BACK, _FRONT = "aıou", "eiöü"
_ROUND: Final = "ouöü"
_VOWELS: Final = _BACK + _FRONT
_HARD: Final = "çfhkpsşt"
_PLAIN: Final = str.maketrans("âîû", "aiu")
_LOWER: Final = str.maketrans("Iİ", "ıi")
_SUFFIX: Final = re.compile(r"(?:\((\w)\))?(\w+)")
_OWN_LETTERS: Final = re.compile(r"[^\W\d_]+[A-ZÇĞİÖŞÜ]")  # "iPhone"
_LAST: Final = re.compile(r"\d[\d.,]*$|[^\W\d]+$")

_ZERO, _HUNDRED = "sıfır", "yüz"
_ONES: Final = ("", "bir", "iki", "üç", "dört", "beş", "altı", "yedi", "sekiz", "dokuz")
_TENS: Final = (
    *("", "on", "yirmi", "otuz", "kırk", "elli"),
    *("altmış", "yetmiş", "seksen", "doksan"),
)
_GROUPS: Final = ("", "bin", "milyon", "milyar", "trilyon")


class Written(str):
    """A number in digits, with its unit, as English writes it."""

    __slots__ = ()


def localised(number: Written, language: str) -> str:
    """A number as a language writes it."""
    return number.translate(_SWAPPED) if language == "tr" else str(number)


def begun(text: str, language: str) -> str:
    """The text as a sentence of a language begins: a Turkish i gets an İ.

    A name with capitals inside stays as it writes itself: "iPhone".
    """
    if _OWN_LETTERS.match(text):
        return text
    first = "İ" if language == "tr" and text[:1] == "i" else text[:1].upper()
    return first + text[1:]


def filled(sentence: str, values: dict[str, object], language: str = "en") -> str:
    """The sentence, which is in ``language``, with its placeholders filled.

    Raises:
        KeyError: A placeholder has no value.
    """
    if _FORMED.search(sentence) is None:  # most are not, and this is faster
        return sentence.format_map(values)
    return _FORMS[language == "tr"].vformat(sentence, (), values)


def suffixed(text: str, suffix: str) -> str:
    """A name or a number with an apostrophe and a Turkish suffix.

    Args:
        text: As it is shown; a number may have points and commas.
        suffix: As grammars write it, "(s)ı" or "dan".

    Raises:
        ValueError: That is no suffix.
    """
    found = _SUFFIX.fullmatch(suffix)
    if found is None:
        raise ValueError(suffix)
    spoken = _spoken(text)
    buffer, letters = found[1] or "", found[2]
    ends_open = spoken[-1:] in _VOWELS
    if not ends_open and letters.startswith("d") and spoken[-1:] in _HARD:
        letters = "t" + letters[1:]
    vowel = next((c for c in reversed(spoken) if c in _VOWELS), "e")
    written = "".join(_in_harmony(letter, vowel) for letter in letters)
    return f"{text}'{buffer if ends_open else ''}{written}"


def _in_harmony(letter: str, vowel: str) -> str:
    if letter == "a":
        return "a" if vowel in _BACK else "e"
    if letter == "ı":
        pair = "ıu" if vowel in _BACK else "iü"
        return pair[vowel in _ROUND]
    return letter


def _spoken(text: str) -> str:
    """How the end of it is read aloud, in small letters."""
    found = _LAST.search(text.rstrip(" .,;:!?”\"')%"))
    last = found[0] if found else ""
    if last[:1].isdigit():
        return _number(re.split(r",", last)[-1].replace(".", ""))
    read = last.translate(_LOWER).lower().translate(_PLAIN)
    spelled = last.isupper() and not any(letter in _VOWELS for letter in read)
    # Letters by themselves are named: be, ce, te.
    return f"{read}e" if spelled else read


def _number(digits: str) -> str:
    """The last word of a whole number."""
    short = digits.rstrip("0")
    zeros = len(digits) - len(short)
    if not short:
        return _ZERO
    group, rest = divmod(zeros, 3)
    if group:
        return _GROUPS[min(group, len(_GROUPS) - 1)]
    if rest == 1:
        return _TENS[int(short[-1])]
    return _HUNDRED if rest else _ONES[int(short[-1])]


class _Forms(Formatter):
    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language

    @override
    def format_field(self, value: object, format_spec: str) -> str:
        if format_spec.startswith("'"):
            return suffixed(str(value), format_spec[1:])
        one, between, many = format_spec.partition("|")
        if between:
            return one if str(value) == "1" else many
        if isinstance(value, str):  # what is not known, or written already
            return value
        text = str(super().format_field(value, format_spec))
        if format_spec and isinstance(value, (int, float)):
            return localised(Written(text), self._language)
        return text


_FORMS: Final = (_Forms("en"), _Forms("tr"))
