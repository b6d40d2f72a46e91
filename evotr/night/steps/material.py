"""What a night learns from, as plain values; where they come from is not its matter."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from evotr.domain import GENERAL, LedgerRow
from evotr.paths import BUNDLED_ROUTER
from evotr.router.language import Languages, read_languages
from evotr.router.reading import read
from evotr.text import Language

__all__ = ["Correction", "Praise", "language_of", "material"]


@dataclass(frozen=True, slots=True)
class Correction:
    """The ``right`` answer to ``question``, instead of ``wrong`` ("": none was).

    ``key`` names it for ever. ``expert`` is whose question it is, ``instruction`` what
    that one is told, where another's adapter learns for it (None: its own does).
    """

    key: str
    question: str
    right: str
    language: Language
    wrong: str = ""
    expert: str = ""
    instruction: str | None = None


@dataclass(frozen=True, slots=True)
class Praise:
    """An answer that the user liked: the model shall go on giving it.

    ``expert`` and ``instruction`` are those of a `Correction`.
    """

    key: str
    question: str
    answer: str
    language: Language
    expert: str = ""
    instruction: str | None = None


def material(
    rows: Iterable[LedgerRow],
) -> tuple[list[Correction], list[Praise]]:
    """What rows of the ledger teach, in their order; the key is a row's id.

    A liked answer that took the place of another one corrects that. Which of the rows
    are for training and which only measure (``split``) is the caller's to choose.
    """
    corrections: list[Correction] = []
    praises: list[Praise] = []
    for row in rows:
        language = language_of(row.question, row.right)
        said = (row.id, row.question, row.right, language)
        expert = row.expert or GENERAL
        if row.kind == "praise":
            praises.append(Praise(*said, expert=expert))
        else:
            corrections.append(Correction(*said, wrong=row.wrong, expert=expert))
    return corrections, praises


def language_of(question: str, right: str) -> Language:
    """The language that a lesson is asked in; that of its answer where none shows."""
    for text in (question, right):
        spoken = _languages().judge(read(text))
        if spoken.turkish != spoken.english:
            return "tr" if spoken.turkish > spoken.english else "en"
    return "en"


@cache
def _languages() -> Languages:
    return read_languages(BUNDLED_ROUTER / "language.toml")
