"""Texts as a tokenizer can take them, and what its library says when it cannot."""

import re
from typing import Final

__all__ = ["first_line", "readable"]

# More than any piece has on average: what is behind them would be cut anyway.
_PIECE_LETTERS: Final = 16
_SURROGATE = re.compile("[\ud800-\udfff]")


def readable(text: str, pieces: int) -> str:
    """The part of ``text`` that can count among ``pieces``, without half characters."""
    return _SURROGATE.sub("\ufffd", text[: pieces * _PIECE_LETTERS])


def first_line(error: Exception) -> str:
    """What ``error`` says, in one line."""
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
