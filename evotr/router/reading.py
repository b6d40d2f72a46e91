"""A text as the router reads it: cut, folded, split into words and hashed grams."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evotr.domain import fold

__all__ = [
    "GRAM_SPACE",
    "REMEMBERED",
    "Grams",
    "Reading",
    "gram_rows",
    "grams",
    "joined",
    "read",
]

Grams = NDArray[np.uint32]

GRAM_SPACE = 1 << 20
"""Grams are numbered 0 … GRAM_SPACE - 1."""

# The topic of a pasted log shows at its ends; the middle would only cost time.
_HEAD = 1_500
_TAIL = 500
_WORD = re.compile(r"\w+")
_LONGEST_GRAM = 5
_PRIME = 0x01000193
_MIX = 0x9E3779B1
_SHIFT = 12
_SPACE = 32
_BEHIND = b" " * (_LONGEST_GRAM - 2)
_LENGTHS = np.arange(2, _LONGEST_GRAM + 1, dtype=np.uint32)[:, None]

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
    found, whole = gram_rows(joined(words))
    return found[whole]


def joined(words: Sequence[str]) -> bytes:
    """``words`` with a space before, between and behind them."""
    return f" {' '.join(words)} ".encode()


def gram_rows(said: bytes) -> tuple[Grams, NDArray[np.bool_]]:
    """The grams that begin at each byte of ``said`` but the last, by length (4, n).

    Beside them, which ones are there: they end in ``said``, and no space is within.
    FNV-style hashes, spread once more by a multiplication.
    """
    many = len(said) - 1
    data = np.frombuffer(said + _BEHIND, np.uint8).astype(np.uint32)
    letter = data != _SPACE
    found = np.empty((_LONGEST_GRAM - 1, many), np.uint32)
    whole = np.ones(found.shape, bool)
    hashed = data[:many]
    for length in range(2, _LONGEST_GRAM + 1):
        row = found[length - 2]
        np.multiply(hashed, _PRIME, out=row)
        row ^= data[length - 1 : length - 1 + many]
        if length > 2:  # noqa: PLR2004 - between its first and its last byte
            np.logical_and(
                whole[length - 3],
                letter[length - 2 : length - 2 + many],
                out=whole[length - 2],
            )
        hashed = row
    found += _LENGTHS
    found *= _MIX
    found >>= _SHIFT
    return found, whole
