"""What a question sets aside: "forget the tax, which cake freezes well?" is of cakes.

Words of a field that nobody asks about are the strongest trap there is, so a clause
which names them only to dismiss them is not read.
"""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Aside", "read_aside"]

_LONGEST = 400  # letters; a longer text is no question that begins with such a clause
_FEWEST = 3  # words that must be left


@dataclass(frozen=True, slots=True)
class Aside:
    """``clause`` is one that sets something aside, from where a sentence begins."""

    clause: re.Pattern[str]

    def left(self, text: str) -> str:
        """``text`` without such clauses; as it is where hardly a word would be left."""
        if len(text) > _LONGEST:
            return text
        left, times = self.clause.subn(" ", text)
        return left if times and len(left.split()) >= _FEWEST else text


def read_aside(file: Path) -> Aside:
    """Read the list ``aside`` of a TOML file."""
    clauses: list[str] = tomllib.loads(file.read_text("utf-8"))["aside"]
    start = r"(?:^|(?<=[.!?;:] ))"
    return Aside(re.compile(rf"{start}(?:{'|'.join(clauses)})", re.IGNORECASE))
