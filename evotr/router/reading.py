"""A text as the router reads it: cut, folded, split into words and hashed grams."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evotr.domain import fold

__all__ = ["GRAM_SPACE", "Grams", "Reading", "grams", "read"]

Grams = NDArray[np.uint32]

GRAM_SPACE = 1 << 20
"""Grams are numbered 0 … GRAM_SPACE - 1."""

# The topic of a pasted log shows at its ends; the middle would only cost time.
_HEAD = 1_500
_TAIL = 500
_WORD = re.compile(r"\w+")
_LENGTHS = (2, 3, 4, 5)
_PRIME = np.uint32(0x01000193)
_MIX = np.uint32(0x9E3779B1)
_SHIFT = np.uint32(12)
_SPACE = ord(" ")


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
    FNV-style hashes, spread once more by a multiplication; all in numpy, since a
    loop in Python would take longer than everything else.
    """
    data = np.frombuffer(f" {' '.join(words)} ".encode(), np.uint8).astype(np.uint32)
    space = data == _SPACE
    found = []
    hashed = data
    inner = np.zeros(len(data), bool)
    for length in _LENGTHS:
        end = len(data) - length + 1
        if end <= 0:
            break
        hashed = (hashed[:end] * _PRIME) ^ data[length - 1 :]
        # A gram may begin or end with a space, and hold none between.
        if length > 2:  # noqa: PLR2004 - two bytes have none between
            inner = inner[:end] | space[length - 2 : length - 2 + end]
        else:
            inner = inner[:end]
        kept = hashed[~inner]
        found.append(((kept + np.uint32(length)) * _MIX) >> _SHIFT)
    return np.concatenate(found) if found else np.empty(0, np.uint32)
