"""What tells of the user and of the people about him: it stays in memory."""

import re
from datetime import UTC, datetime
from typing import Final

from evotr.domain import OWN_WORDS, LedgerRow, fold
from evotr.memory.facts import read_facts, stated
from evotr.night.steps.patterns import any_pattern, one_pattern
from evotr.night.steps.prose import QUOTED, unquoted

__all__ = ["is_of_user"]

_CARDS: Final = re.compile(r"\be-?SIM\b")
"""Of telephones; folded it is "my spouse" in Turkish."""


def is_of_user(row: LedgerRow) -> bool:
    """Whether it tells a fact about the user, or about those who are near him."""
    question = fold(QUOTED.sub(" ", row.question))
    if any_pattern("own").search(question):
        return True
    said = [stated(row.question, row.right)]
    if row.kind in OWN_WORDS:
        if any_pattern("own_told").search(fold(row.right)) or _tells_of_kin(row):
            return True
        said.append(row.right)
    now = datetime.now(UTC)
    return any(read_facts(text, now) for text in said if text)


def _tells_of_kin(row: LedgerRow) -> bool:
    """Whether the answer does; what is quoted, sung or made up tells of nobody."""
    question = fold(row.question.replace("’", "'"))
    if any(one_pattern(name).search(question) for name in ("words_asked", "made_up")):
        return False
    told = _CARDS.sub(" ", unquoted(row.right).replace("’", "'"))
    return (
        any_pattern("kin_told").search(fold(told)) is not None
        or one_pattern("kin_written").search(told) is not None
    )
