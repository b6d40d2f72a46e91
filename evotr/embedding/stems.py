"""What a Turkish word means in English, by the stem that it begins with."""

from collections.abc import Mapping
from typing import Final

__all__ = ["meaning_of"]

_LONGEST: Final = 24
_WHOLE: Final = 3
"""A stem of so few letters is a whole word: "at" is not the stem of "atom"."""


def meaning_of(word: str, stems: Mapping[str, str]) -> str | None:
    """The English of the longest of ``stems`` that ``word`` begins with, if any.

    Both are folded.
    """
    for end in range(min(len(word), _LONGEST), 1, -1):
        found = stems.get(word[:end])
        if found is not None and (end > _WHOLE or end == len(word)):
            return found
    return None
