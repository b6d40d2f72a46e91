"""What a question sets aside: "forget the tax, which cake freezes well?" is of cakes.

Words of a field that nobody asks about are the strongest trap there is, so a clause
which names them only to dismiss them is not read.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evotr.domain import fold
from evotr.router.expressions import literals

__all__ = ["Aside", "read_aside"]

_LONGEST = 400  # letters; a longer text is no question that begins with such a clause
_FEWEST = 3  # words that must be left


@dataclass(frozen=True, slots=True)
class Aside:
    """``clause`` is one that sets something aside, from where a sentence begins.

    One of ``needed`` stands, folded, in every text that holds such a clause.
    """

    clause: re.Pattern[str]
    needed: tuple[str, ...]

    def may_stand_in(self, folded: str) -> bool:
        """Whether to look at all: in most texts no word stands that a clause needs."""
        for letters in self.needed:  # noqa: SIM110 - `any` takes twice as long
            if letters in folded:
                return True
        return False

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
    clause = re.compile(rf"{start}(?:{'|'.join(clauses)})", re.IGNORECASE)
    return Aside(clause, _needed(clauses))


def _needed(clauses: Sequence[str]) -> tuple[str, ...]:
    """Folded letters one of which each clause needs; "" where one needs none."""
    found = {fold(each) for clause in clauses for each in literals(clause) or ("",)}
    kept = (each for each in found if not any(o in each for o in found - {each}))
    return tuple(sorted(kept))
