"""Texts in a single line, as lists have them."""

import re
from typing import Final

__all__ = ["flat"]

_FENCES: Final = re.compile(r"^ {0,3}(?:`{3,}|~{3,})[^`\n]*$", re.MULTILINE)
_CODE: Final = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")


def flat(text: str) -> str:
    """A text in one line; code is there without the marks around it."""
    return " ".join(_CODE.sub(r"\1", _FENCES.sub("", text)).split())
