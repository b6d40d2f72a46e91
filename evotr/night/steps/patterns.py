"""The patterns of ``data/night``, compiled once."""

import re
import tomllib
from functools import cache
from typing import Any

from evotr.paths import BUNDLED_NIGHT

__all__ = ["any_pattern", "one_pattern", "worded"]


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((BUNDLED_NIGHT / "screen.toml").read_text("utf-8"))


@cache
def worded(name: str) -> str:
    """The one pattern under ``name``, not compiled."""
    return str(_table()[name])


@cache
def one_pattern(name: str) -> re.Pattern[str]:
    """The one pattern under ``name``."""
    return re.compile(worded(name))


@cache
def any_pattern(name: str) -> re.Pattern[str]:
    """Any of the patterns under ``name``; ``^`` stands for the beginning of a line."""
    return re.compile("|".join(f"(?:{one})" for one in _table()[name]), re.MULTILINE)
