"""What a night learns from, as plain values; where they come from is not its matter."""

from dataclasses import dataclass

from evotr.text import Language

__all__ = ["Correction", "Praise"]


@dataclass(frozen=True, slots=True)
class Correction:
    """The ``right`` answer to ``question``, instead of ``wrong`` ("": none was).

    ``key`` names it for ever. ``expert`` is whose adapter learns it.
    """

    key: str
    question: str
    right: str
    language: Language
    wrong: str = ""
    expert: str = ""


@dataclass(frozen=True, slots=True)
class Praise:
    """An answer that the user liked: the model shall go on giving it."""

    key: str
    question: str
    answer: str
    language: Language
