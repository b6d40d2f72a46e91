"""What tries to say how the assistant is to behave: that belongs into the settings."""

import re
from collections.abc import Iterator
from typing import Final

from evotr.domain import OWN_WORDS, LedgerRow, fold
from evotr.night.steps.patterns import any_pattern, one_pattern
from evotr.night.steps.prose import unquoted

__all__ = ["is_instruction"]

_SENTENCES: Final = re.compile(r"[.!?;…]+(?:\s+|$)|\n+")
_ENDS: Final = " ,:\t"


def is_instruction(row: LedgerRow) -> bool:
    """Whether it says how the assistant is to behave; in quotes it may."""
    question, right = (
        fold(unquoted(text).replace("’", "'")).strip()
        for text in (row.question, row.right)
    )
    asks = row.question.rstrip().endswith("?")
    if not asks and any_pattern("behave").match(question):
        return True
    own = right if row.kind in OWN_WORDS else ""
    steered = "" if asks else question
    if any(any_pattern("steer").search(text) for text in (steered, own)):
        return True
    return bool(own) and _is_setting(row.question, question, own)


def _is_setting(written: str, question: str, right: str) -> bool:
    """Whether the user's answer is about the assistant: who it is, how it speaks."""
    if one_pattern("words_asked").search(fold(written.replace("’", "'"))):
        return False
    if any_pattern("of_assistant").search(question):
        return True
    return any(
        any_pattern(name).match(sentence)
        for name, sentence in _chances(question, list(_sentences(right)))
    )


def _chances(question: str, said: list[str]) -> Iterator[tuple[str, str]]:
    """Each list of patterns that may be held against a sentence, with it."""
    yield from (("told_how", one) for one in said)
    yield from (("told_first", one) for one in said[:1])
    if one_pattern("elsewhere").search(question):
        return
    yield from (("told_style", one) for one in said)
    if one_pattern("manner_asked").search(question):
        yield from (("told_bare", one) for one in said)


def _sentences(text: str) -> Iterator[str]:
    for one in _SENTENCES.split(text):
        sentence = " ".join(one.split()).strip(_ENDS)
        if sentence:
            yield sentence
