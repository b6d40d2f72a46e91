"""Very long words: Qt's line breaking takes quadratic time within one."""

import re

__all__ = ["breakable", "has_long_run"]

_LONG = 1000
_RUN = re.compile(rf"(\S{{{_LONG}}})(?=\S)")


def has_long_run(text: str) -> bool:
    """Whether ``text`` holds a word of more than a thousand characters."""
    return any(len(word) > _LONG for word in text.split())


def breakable(text: str) -> str:
    """``text`` with a zero-width space after every thousandth letter of a word."""
    return _RUN.sub("\\1\u200b", text)
