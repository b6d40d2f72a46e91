"""Which language a text is in: what its words, letters and endings say.

Only what tells Turkish from English from neither is looked at; the figures are
features of the heads, which learn the rest from the exemplars. A third language is told
by a small model of many, as far as the words are not known ones.
"""

import math
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
_FOREIGN_LETTERS = re.compile("[ßẞñãõéèêëáàúùìòåæøœÑÃÕÉÈÊËÁÀÚÙÌÒÅÆØŒ¿¡]")
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
_HALF = 0.5  # of a known word, where only its ending is Turkish
_FEWEST = 4  # words nobody knows; three are names as often as another language
# A logistic regression on 5,000 questions in our two languages and 90 in 25 others.
_ASKED, _KNOWN, _LISTED, _BIAS = 2.2, -8.4, 5.2, -2.9
_SOFT = 0.01  # no model is surer than that
_SUREST = math.log((1 + _SOFT) / _SOFT)
_LEAST = 3.5  # log odds that may be reached where the model is asked at all
_OURS = re.compile("[ğıİ]")  # and Azeri's
# In neither of ours, but in names: only a reason to ask, whatever words are known.
_NEITHER = re.compile("[ășțőűłńśźżčěřšžůđĂȘȚŐŰŁŃŚŹŻČĚŘŠŽŮĐ]")
_AZERI = "ə"  # near enough to Turkish that its words would count as known
# What stands in quotation marks or behind a colon may be in any language.
_OWN = re.compile(r'[:"“”«»]')


@dataclass(frozen=True, slots=True)
class Language:
    """Shares of Turkish and English (together 1), and of what is neither (0 … 1).

    ``listed`` counts the words that are on a list of ours: those that name no field.
    """

    turkish: float
    english: float
    foreign: float
    listed: int = 0


def _never(_word: str) -> bool:
    return False


@dataclass(frozen=True)
class Languages:
    """Words that give a language away, folded.

    ``knows`` tells Turkish words that are on no list, ``asked`` how likely a text is in
    a third language (`evotr.router.tongues`), where there is something that tells it.
    """

    turkish: frozenset[str]
    english: frozenset[str]
    foreign: frozenset[str]
    knows: Callable[[str], bool] = _never
    asked: Callable[[str], float] | None = None

    @cached_property
    def _kept(self) -> Callable[[str], tuple[float, float, float, float, int]]:
        return lru_cache(REMEMBERED)(self._speaks)

    def _speaks(self, word: str) -> tuple[float, float, float, float, int]:
        """How much ``word`` speaks for Turkish, English and neither; ours; listed."""
        if word in self.turkish:
            return _STRONG, 0, 0, 1, 1
        if word in self.english:
            return 0, _STRONG, 0, 1, 1
        if word in self.foreign:
            return 0, 0, _STRONG, self.knows(word), 0
        if len(word) >= _LONG and _TURKISH_END.fullmatch(word):
            return _WEAK, 0, 0, max(self.knows(word), _HALF), 0
        if _ENGLISH_END.fullmatch(word) or _NOT_TURKISH.search(word):
            return 0, _WEAK, 0, self.knows(word), 0
        return 0, 0, 0, self.knows(word), 0

    def judge(self, reading: Reading) -> Language:
        """Weigh the words of ``reading``; 0.5 and 0.5 where nothing speaks."""
        turkish, foreign = _letters(reading.text)
        english, known, listed = 0.0, 0.0, 0
        kept = self._kept
        for word in reading.words:
            of_ours, of_english, of_neither, knows, on_list = kept(word)
            turkish += of_ours
            english += of_english
            foreign += of_neither
            known += knows
            listed += on_list
        both = turkish + english
        other = foreign / (both + foreign + _STRONG)
        scripts = _other_scripts(reading.text)
        spoken = sum(word.isalpha() and len(word) > 1 for word in reading.words)
        if _AZERI in reading.folded:
            known = 0
        elif _OURS.search(reading.text):
            spoken = 0
        elif spoken >= _FEWEST and _NEITHER.search(reading.text):
            known = 0
        if self.asked is not None and (scripts or foreign or spoken >= _FEWEST):
            other = self._third(reading, known)
        return Language(
            turkish=(turkish + _WEAK) / (both + 2 * _WEAK),
            english=(english + _WEAK) / (both + 2 * _WEAK),
            foreign=max(scripts, other),
            listed=listed,
        )

    def _third(self, reading: Reading, known: float) -> float:
        """The probability of a third language, where ``known`` words are of ours."""
        assert self.asked is not None
        many = max(len(reading.words), 1)
        listed = sum(word in self.foreign for word in reading.words)
        odds = (_KNOWN * known + _LISTED * listed) / many + _BIAS
        if odds + _ASKED * _SUREST < _LEAST:
            return 0.0
        asked = self.asked(reading.text)
        own = _OWN.split(reading.text, maxsplit=1)
        if len(own) > 1 and " " in own[0].strip():
            asked = min(asked, self.asked(own[0].strip()))
        odds += _ASKED * math.log((asked + _SOFT) / (1 + _SOFT - asked))
        return 1 / (1 + math.exp(-odds))


def _letters(text: str) -> tuple[float, float]:
    """How much the letters of ``text`` speak for Turkish, and for a third language."""
    if text.isascii():
        return 0.0, 0.0
    turkish = _STRONG * min(3, len(_TURKISH_LETTERS.findall(text)))
    turkish += _WEAK * min(3, len(_SHARED_LETTERS.findall(text)))
    return turkish, _WEAK * min(3, len(_FOREIGN_LETTERS.findall(text)))


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
