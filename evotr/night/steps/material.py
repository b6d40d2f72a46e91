"""What a night learns from, as plain values; where they come from is not its matter."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from evotr.domain import LedgerRow
from evotr.night.exam.signs import signs
from evotr.text import LANGUAGES, Language

__all__ = ["Correction", "Praise", "material"]

_TURKISH: Final = re.compile("[çğışöüÇĞİŞÖÜ]")


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


def material(
    rows: Iterable[LedgerRow],
) -> tuple[list[Correction], list[Praise]]:
    """What rows of the ledger teach, in their order; the key is a row's id."""
    corrections: list[Correction] = []
    praises: list[Praise] = []
    for row in rows:
        language = _language(row.question) or _language(row.right) or "en"
        if row.kind == "praise":
            praises.append(Praise(row.id, row.question, row.right, language))
        else:
            corrections.append(
                Correction(
                    row.id,
                    row.question,
                    row.right,
                    language,
                    row.wrong,
                    row.expert or "",
                )
            )
    return corrections, praises


def _language(text: str) -> Language | None:
    """By its letters and small words; None where they say nothing."""
    if _TURKISH.search(text):
        return "tr"
    return next((one for one in LANGUAGES if signs(one).is_spoken_in(text)), None)
