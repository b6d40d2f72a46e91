"""A correction, and what looks like it, in other words and in the other language."""

from collections.abc import Sequence
from random import Random
from typing import Final

from evotr.domain import fold
from evotr.night.phrasing import (
    Phrasings,
    Translation,
    in_other_language,
    phrasings_of,
)
from evotr.night.steps.material import Correction

__all__ = ["Worded"]

# Of look-alikes as many are in the other language as of what is taught: 5 in 96.
_OTHER: Final = 1 / 8
_PLAIN: Final = 1 / 16


class Worded:
    """Wordings of single corrections; all follow from each one alone.

    Args:
        seed: Of every choice.
        count: Wordings beside the asked one.
        other: Whether some are in the other language, where that is sure.
    """

    def __init__(self, seed: int, count: int, *, other: bool) -> None:
        self._seed = seed
        self._count = count
        self._other = other

    def phrasings(self, one: Correction, turn: int = 0) -> Phrasings:
        """A correction's wordings of a turn, and its locked ones."""
        return phrasings_of(
            one.question,
            one.language,
            seed=self._seed,
            count=self._count,
            turn=turn,
            other=self._translated(one.question, one),
        )

    def asked(self, corrections: Sequence[Correction]) -> set[str]:
        """What is asked by them, folded, and what is taught in the other language."""
        found = set()
        for one in corrections:
            found.add(fold(one.question))
            other = self._translated(one.question, one)
            if other:
                found.add(fold(other.text))
        return found

    def alike(
        self, question: str, one: Correction, turn: int, taught: set[str]
    ) -> tuple[str, str]:
        """What looks like a correction in other words, and in plain ones.

        Some are in the other language, where the correction may be, and where what is
        asked is not among the ``taught``.
        """
        language, text = one.language, question
        other = self._translated(question, one)
        draw = self._drawn(turn, question, one)
        if other and draw < _OTHER and fold(other.text) not in taught:
            language, text = other.language, other.text
            if draw < _PLAIN:
                return text, text
        made = phrasings_of(text, language, seed=self._seed, count=1, turn=turn)
        return made.training[-1], text

    def _translated(self, question: str, one: Correction) -> Translation | None:
        if not self._other:
            return None
        return in_other_language(question, one.language, one.right)

    def _drawn(self, turn: int, question: str, one: Correction) -> float:
        seed = f"{self._seed} other {turn} {one.key} {question}"
        return Random(seed).random()  # noqa: S311 - no secret
