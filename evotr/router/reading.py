"""A text as the router reads it: cut, folded, split into words and hashed grams."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from evotr.domain import fold

__all__ = ["GRAM_SPACE", "REMEMBERED", "Grams", "Reading", "grams", "read"]

Grams = NDArray[np.uint32]

GRAM_SPACE = 1 << 20
"""Grams are numbered 0 … GRAM_SPACE - 1."""

# The topic of a pasted log shows at its ends; the middle would only cost time.
_HEAD = 1_500
_TAIL = 500
_WORD = re.compile(r"\w+")
_LONGEST_GRAM = 5
_MASK = 0xFFFFFFFF
_PRIME = 0x01000193
_MIX = 0x9E3779B1
_SHIFT = 12
_LONGEST_KEPT = 40

REMEMBERED = 4096
"""Of so many words that were read last is kept what was found out about each."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A text cut to some 2,000 characters, ``folded``, and its words in order."""

    text: str
    folded: str
    words: tuple[str, ...]


def read(text: str) -> Reading:
    """Read ``text``; lone surrogates, NULs and 200 kB of log are no trouble."""
    if len(text) > _HEAD + _TAIL:
        text = f"{text[:_HEAD]} {text[-_TAIL:]}"
    text = text.encode("utf-8", "replace").decode("utf-8").replace("\0", " ")
    folded = fold(text)
    return Reading(text, folded, tuple(_WORD.findall(folded)))


def grams(words: Sequence[str]) -> Grams:
    """Number the grams of two to five bytes of ``words``, none across two words.

    A word's first and last gram hold a space, so that stems and suffixes differ.
    """
    return np.concatenate(
        [
            _kept(word) if len(word) <= _LONGEST_KEPT else _hashed(word)
            for word in words or ("",)  # no words are two spaces
        ]
    )


def _hashed(word: str) -> Grams:
    """FNV-style hashes of one word's grams, spread once more by a multiplication.

    In plain Python: for so few numbers numpy's calls take three times as long.
    """
    data = f" {word} ".encode()
    found = []
    for start in range(len(data) - 1):
        hashed = data[start]
        for length, byte in enumerate(data[start + 1 : start + _LONGEST_GRAM], 2):
            hashed = (hashed * _PRIME & _MASK) ^ byte
            found.append(((hashed + length) * _MIX & _MASK) >> _SHIFT)
    return np.array(found, np.uint32)


# Half the words of a question were in one of the last ones.
_kept = lru_cache(REMEMBERED)(_hashed)
