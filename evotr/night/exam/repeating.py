"""Whether an answer runs in circles."""

import re
from typing import Final

from evotr.domain import fold_tokens

__all__ = ["repeats"]

_SAME_WORDS: Final = re.compile(r"(\b\w+\b(?:\W+\b\w+\b){0,5})(?:\W+\1){3,}")
_SAME_LETTERS: Final = re.compile(r"(\S{1,8})\1{7,}")


def repeats(text: str) -> bool:
    """The same words four times in a row, or the same letters eight times."""
    folded = " ".join(fold_tokens(text))
    return bool(_SAME_WORDS.search(folded) or _SAME_LETTERS.search(folded))
