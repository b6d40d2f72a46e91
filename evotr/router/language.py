"""Which language a text is in: what its words, letters and endings say.

Only what tells Turkish from English from neither is looked at; the figure is one
feature of the heads, which learn the rest from the exemplars.
"""

import re
import tomllib
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from evotr.router.reading import REMEMBERED, Reading

__all__ = ["Language", "Languages", "read_languages"]

_TURKISH_LETTERS = re.compile("[çğışİÇĞŞ]")
_SHARED_LETTERS = re.compile("[öüÖÜ]")  # with German
_FOREIGN_LETTERS = re.compile("[ßñãõéèêëáàúùìòåæøœ¿¡]", re.IGNORECASE)
# Endings on folded words of six letters or more; some English words have them too.
_TURKISH_END = re.compile(
    r"\w{3,}(?:l[ae]r\w*|[dt][ae]n?|[nsy]?[iu]n|[iu]m|y[ae]|s[iu]|m[ae]k|[dt][iu]|m[iu]s"
    r"|y?[iu]yor\w*|[ae]c[ae][kg]\w*|d[iu]r|l[iu][kg]?\w{0,4}|[sc][iu]z|mal[iu]|y?[iu]p)"
)
_ENGLISH_END = re.compile(
    r"\w{3,}(?:ing|tion|tions|ed|ly|ment|ness|able|ible|ous|ical|ity|ies|ics|ism|ive"
    r"|ship|ough|ight|th|wh|ck|ee|oo|ers?|es)"
)
_NOT_TURKISH = re.compile(r"[qwx]|th|sh|ck|ph|^[bcdfgklmnprstvyz]{2}|ee|oo|ea|ou")
_LONG = 6
_STRONG = 3.0
_WEAK = 1.0


@dataclass(frozen=True, slots=True)
class Language:
    """Shares of Turkish and English (together 1), and of what is neither (0 … 1)."""

    turkish: float
    english: float
    foreign: float


@dataclass(frozen=True)
class Languages:
    """Words that give a language away, folded."""

    turkish: frozenset[str]
    english: frozenset[str]
    foreign: frozenset[str]

    @cached_property
    def _kept(self) -> Callable[[str], tuple[float, float, float]]:
        return lru_cache(REMEMBERED)(self._speaks)

    def _speaks(self, word: str) -> tuple[float, float, float]:
        """How much ``word`` speaks for Turkish, English and neither."""
        if word in self.turkish:
            return _STRONG, 0, 0
        if word in self.english:
            return 0, _STRONG, 0
        if word in self.foreign:
            return 0, 0, _STRONG
        if len(word) >= _LONG and _TURKISH_END.fullmatch(word):
            return _WEAK, 0, 0
        if _ENGLISH_END.fullmatch(word) or _NOT_TURKISH.search(word):
            return 0, _WEAK, 0
        return 0, 0, 0

    def judge(self, reading: Reading) -> Language:
        """Weigh the words of ``reading``; 0.5 and 0.5 where nothing speaks."""
        turkish = _STRONG * min(3, len(_TURKISH_LETTERS.findall(reading.text)))
        turkish += _WEAK * min(3, len(_SHARED_LETTERS.findall(reading.text)))
        foreign = _WEAK * min(3, len(_FOREIGN_LETTERS.findall(reading.text)))
        english = 0.0
        for word in reading.words:
            speaks = self._kept(word)
            turkish += speaks[0]
            english += speaks[1]
            foreign += speaks[2]
        known = turkish + english
        return Language(
            turkish=(turkish + _WEAK) / (known + 2 * _WEAK),
            english=(english + _WEAK) / (known + 2 * _WEAK),
            foreign=max(
                _other_scripts(reading.text), foreign / (known + foreign + _STRONG)
            ),
        )


def _other_scripts(text: str) -> float:
    """The share of letters that neither Turkish nor English is written with."""
    if text.isascii():
        return 0.0
    letters = [char for char in text if char.isalpha()]
    if not letters:
        return 0.0
    return sum(not _is_latin(char) for char in letters) / len(letters)


def _is_latin(char: str) -> bool:
    return char.isascii() or unicodedata.name(char, "").startswith("LATIN")


def read_languages(file: Path) -> Languages:
    """Read the lists ``turkish``, ``english`` and ``foreign`` of a TOML file."""
    lists: dict[str, list[str]] = tomllib.loads(file.read_text("utf-8"))
    return Languages(
        turkish=frozenset(lists["turkish"]),
        english=frozenset(lists["english"]),
        foreign=frozenset(lists["foreign"]),
    )
