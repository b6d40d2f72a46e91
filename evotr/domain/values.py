"""What files say, as far as it can be computed with and written again."""

from typing import TypeGuard

__all__ = ["is_number", "whole_text"]

_MOST = 3.4e38  # of float32, which everything is computed in


def is_number(value: object) -> TypeGuard[float]:
    """Whether a value from JSON or TOML is a number to compute with.

    >>> [is_number(v) for v in (1, 0.5, True, "1", float("nan"), 10**400)]
    [True, True, False, False, False, False]
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return -_MOST <= value <= _MOST


def whole_text(text: str) -> str:
    """``text`` as UTF-8 can hold it: a lone surrogate becomes U+FFFD.

    Surrogates that belong together become the one character they stand for.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
