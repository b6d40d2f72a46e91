"""A text without what it only shows: quotations and code."""

import re
from typing import Final

__all__ = ["QUOTED", "uncoded", "unquoted"]

QUOTED: Final = re.compile(r"\"[^\"\n]*\"|“[^”\n]*”|«[^»\n]*»|'[^'\n]{3,}'(?!\w)")
"""A part in quotes; an apostrophe within a word opens none."""

_CODE: Final = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`", re.DOTALL)


def uncoded(text: str) -> str:
    """The text without code."""
    return _CODE.sub(" ", text)


def unquoted(text: str) -> str:
    """The text without code and without what stands in quotes."""
    return QUOTED.sub(" ", uncoded(text))
